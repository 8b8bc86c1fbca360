"""What a reference data set brings along, and what reading a file or an answer of it gives.

A data set is one module in :mod:`service.reference.datasets` with a ``DATASET``. It knows its rows and its publisher's
manners; framing (CSV, JSON), vintages, storage and the network are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from service.reconcile.dataset import DatasetSpec
from service.reconcile.types import Listed, Number, Observation

Day = Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with reference data. ``day`` is null where not even that could be read.

    ``used`` says whether the day was used all the same; ``reason`` is a stable code, ``detail`` a sentence.
    """

    day: date | None
    reason: str
    detail: str
    used: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row before anything is known about it; ``where`` names it for a person (``line 7``)."""

    where: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publisher said at one moment: the good days whole, and what was wrong with the others.

    ``start`` and ``end`` are what it speaks about; a day of that range which is neither in ``days`` nor in
    ``problems`` does not exist. With ``lasting``, a day's rows hold until the next day that says otherwise.
    ``listed`` is what a list of names says of its entries, null for a data set that is none; an entry that it had
    before and has no more is off the list.
    """

    dataset: str
    as_of: datetime
    start: date
    end: date
    days: Mapping[date, Day]
    problems: tuple[Problem, ...] = ()
    lasting: bool = False
    listed: Mapping[str, Listed] | None = None

    def observations(self) -> Iterable[Observation]:
        for day, rows in self.days.items():
            for series, value in rows.items():
                yield Observation(day, series, value, self.as_of)


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the publisher's API: a path with parameters, for the days from ``start`` to ``end``."""

    path: str
    params: Mapping[str, str]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known about rows before they are read: their vintage, the days asked for, and who ordered them.

    ``published_order`` is false for files that a person may have sorted.
    """

    as_of: datetime
    start: date | None = None
    end: date | None = None
    published_order: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set's facts and its pure functions. ``queries`` is null for one that is only imported.

    ``spec`` makes what reconciliation knows of it (and may read tables to do so); ``citation`` says whom to thank.
    ``columns`` are the CSV columns and JSON keys that every row must have; they also tell data sets apart.
    ``wrong_sums`` gives the problems of days, by their sums, beside those of other days that are known already, up to
    ``sums_reach`` around; null where sums say nothing.
    ``restated_days`` is how far back a refresh asks again, because values are restated. A ``live`` data set tells how
    things are now, without a vintage of its own: it is asked once a day, and the time of asking is the vintage.
    """

    id: str
    citation: str
    spec: Callable[[], DatasetSpec]
    columns: tuple[str, ...]
    read: Callable[[Iterable[RawRow], Frame], Publication]
    earliest: date = date.min
    queries: Callable[[date, date], Sequence[Query]] | None = None
    wrong_sums: Callable[[Mapping[date, Number], Mapping[date, Number]], Iterable[Problem]] | None = None
    sums_reach: timedelta = timedelta(0)
    restated_days: int = 35
    live: bool = False
    needs_key: bool = True

    def accepts(self, columns: Iterable[str]) -> bool:
        return set(self.columns) <= set(columns)
