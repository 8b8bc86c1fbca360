"""What there is to know about a data set before reading a number of it: its facts, as a value.

A data set is a plug-in. Snapshot, readings and verdicts ask a :class:`DatasetSpec` for everything that differs
between one publisher's rows and another's; a second domain is a second value, not a second code path.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from extractors.types import Period
from service.reconcile.types import Attribution, Listed

Level = Literal["all", "group", "single"]
Grain = Literal["day", "year"]
Layout = Literal["amounts", "listing"]


@dataclass(frozen=True, slots=True)
class Tenure:
    """The subject that a series counts for between two days, both inclusive; null ends are unbounded.

    A null ``subject`` says that nobody knows: the tokens widen the bounds of every subject of that level.
    """

    subject: str | None
    start: date | None = None
    end: date | None = None


class Subjects(Protocol):
    """How a data set's series keys answer to the subjects of claims."""

    def level(self, subject: str) -> Level | None:
        """``all``, ``group`` (a subject of many series) or ``single`` (one thing, perhaps in several builds).

        Null where the data set can say nothing about such a subject, whatever its rows.
        """

    def prefix(self, subject: str) -> str:
        """Which family of groups a group subject is one of (``country``): its rivals in a ranking."""

    def tenures(self, series: str, prefix: str, attribution: Attribution) -> Sequence[Tenure]:
        """What the series counts for in that family of groups; together the tenures cover every day."""

    def builds(self, subject: str, series: Collection[str]) -> tuple[str, ...]:
        """Those of the series that a single subject's name may mean, sorted."""

    def by_name(self, subject: str, listed: Mapping[str, Listed]) -> str | None:
        """The single subject that the list has under the name by which an article calls it; null unless it is one."""

    def released(self, series: str, listed: Mapping[str, Listed]) -> date | None:
        """The day since which there is such a series, by the list; null where it does not say."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one language speaks of the data set's figures: a verb for "this much", and what its series are, if things.

    Where ``things`` is null a subject is called by its own code.
    """

    verb: str
    things: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """A data set's facts.

    ``title`` is its name in a sentence, ``source`` in the citation. ``platforms`` are the claims' platforms it can
    speak about (null for claims that name none). ``leaderboards`` are the list lengths that publishers of its figures
    are known to sum. ``residual`` is the key of the row that holds what the published rows leave out, null where they
    are everything. ``restated`` is how far, relatively, the publisher's own later vintages move a value.
    ``list_of_names`` is the data set whose entries name this one's series and say since when they exist.
    ``layout`` says what rows are: ``amounts`` add up over series and time, a ``listing`` holds what stands on a day
    (:mod:`service.reconcile.listing`).
    """

    id: str
    title: str
    source: str
    licence: str | None
    measure: str
    unit: str
    platforms: frozenset[str | None]
    grain: Grain
    subjects: Subjects
    attributions: tuple[Attribution, ...] = ("stealth_left_out",)
    leaderboards: tuple[int, ...] = ()
    residual: str | None = None
    restated: Decimal = Decimal(0)
    layout: Layout = "amounts"
    list_of_names: str | None = None
    english: Words = Words("had")
    chinese: Words = Words("为")

    def steps(self, period: Period) -> range | None:
        """The days or years, as numbers, that make up a period; null where it is empty or cuts a year."""
        if period.end < period.start:
            return None
        if self.grain == "day":
            return range(period.start.toordinal(), period.end.toordinal() + 1)
        whole = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)
        return range(period.start.year, period.end.year + 1) if whole else None

    def step(self, day: date) -> int:
        return day.toordinal() if self.grain == "day" else day.year

    def period(self, first: int, last: int) -> Period:
        """The period from one step to another, both inclusive."""
        if self.grain == "day":
            return Period(date.fromordinal(first), date.fromordinal(last))
        return Period(date(first, 1, 1), date(last, 12, 31))


@dataclass(frozen=True, slots=True)
class KeyedSubjects:
    """Series keys that are themselves the subjects' names: ``CN`` is ``country:CN``. No builds, nothing unknown."""

    family: str = "country"

    def level(self, subject: str) -> Level | None:
        if subject == "all":
            return "all"
        return "group" if subject.startswith(f"{self.family}:") else None

    def prefix(self, subject: str) -> str:
        return subject.partition(":")[0]

    def tenures(self, series: str, prefix: str, attribution: Attribution) -> Sequence[Tenure]:
        return (Tenure(f"{prefix}:{series}"),)

    def builds(self, subject: str, series: Collection[str]) -> tuple[str, ...]:
        return ()

    def by_name(self, subject: str, listed: Mapping[str, Listed]) -> str | None:
        return None

    def released(self, series: str, listed: Mapping[str, Listed]) -> date | None:
        return None
