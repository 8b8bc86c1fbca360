"""Reference data at rest: an immutable set of rows that answers "how much, between these days" at once.

Laws of this module:

* A step (a day, or a year) is published whole: of the vintages given for it, the newest alone is used.
* A step whose rows contradict each other, or that the importer has found bad, is absent; nothing is patched up.
* The order in which observations come never matters. Sums are kept as running totals, so any window costs one
  subtraction a series. The memo holds derived values only and may be emptied at any time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar

from extractors.types import Period
from service.reconcile.dataset import DatasetSpec
from service.reconcile.members import Members, Running, members, positions
from service.reconcile.types import Attribution, Listed, Number, Observation, Reference
from service.reconcile.windows import Table, Window

_MEMO_LIMIT = 20_000

T = TypeVar("T")


class Snapshot:
    """Rows of one data set as known at one time. Build it with :meth:`build`; it never changes afterwards.

    ``as_of`` is the newest vintage among the rows, null for an empty snapshot; ``listed`` is what the list of names
    says, empty where there is none.
    """

    __slots__ = (
        "_absent_caps",
        "_caps",
        "_columns",
        "_first",
        "_memo",
        "_residual",
        "_runs",
        "_seen",
        "_total",
        "_vintages",
        "as_of",
        "listed",
        "spec",
    )

    def __init__(
        self,
        spec: DatasetSpec,
        rows: dict[int, dict[str, Number]],
        vintages: dict[int, datetime],
        listed: Mapping[str, Listed] = MappingProxyType({}),
    ) -> None:
        """``rows`` are the good steps; use :meth:`build` unless they already are."""
        self.spec = spec
        self.listed = dict(listed)
        self._first = min(rows, default=0)
        self._vintages = {step: vintages[step] for step in sorted(rows)}
        self.as_of = max(self._vintages.values(), default=None)
        self._runs = _runs(self._vintages)
        self._memo: dict[Any, Any] = {}
        length = max(rows, default=-1) - self._first + 1 if rows else 0
        series = {name for step in rows.values() for name in step if name != spec.residual}
        columns: dict[str, list[Number]] = {name: [0] * length for name in sorted(series)}
        residual: list[Number] = [0] * length
        caps: list[Number] = [0] * length
        absent: dict[str, list[Number]] = {}
        seen = [0] * length
        for step, day in rows.items():
            at = step - self._first
            seen[at] = 1
            named = [value for name, value in day.items() if name != spec.residual]
            for name, value in day.items():
                if name == spec.residual:
                    residual[at] = value
                else:
                    columns[name][at] = value
            caps[at] = min(residual[at], min(named, default=residual[at]))
        self._residual = _running(residual)
        self._caps = _running(caps)
        self._seen = _running(seen)
        self._columns = {name: _running(column) for name, column in columns.items()}
        for name, column in columns.items():
            absent[name] = [0 if value else cap for value, cap in zip(column, caps, strict=True)]
        self._absent_caps = absent
        self._total = _running([sum(day) for day in zip(residual, *columns.values(), strict=True)])

    @classmethod
    def build(
        cls,
        observations: Iterable[Observation],
        spec: DatasetSpec,
        bad_days: Iterable[date] = (),
        listed: Mapping[str, Listed] = MappingProxyType({}),
    ) -> Snapshot:
        """A snapshot of the newest vintage of every day; ``bad_days`` are left out whatever their rows say."""
        rows: dict[int, dict[str, Number]] = {}
        vintages: dict[int, datetime] = {}
        contradicted: set[int] = set()
        for row in observations:
            step = spec.step(row.day)
            known = vintages.get(step)
            if known is None or row.as_of > known:
                vintages[step], rows[step] = row.as_of, {}
                contradicted.discard(step)
            elif row.as_of < known:
                continue
            if rows[step].setdefault(row.series, row.value) != row.value:
                contradicted.add(step)
        for step in contradicted.union(map(spec.step, bad_days)):
            rows.pop(step, None)
        return cls(spec, rows, vintages, listed)

    @property
    def dataset(self) -> str:
        return self.spec.id

    @property
    def citation(self) -> str:
        return self.reference(()).citation

    @property
    def series(self) -> tuple[str, ...]:
        """Every named series that has a row, sorted."""
        return tuple(self._columns)

    @property
    def covered(self) -> tuple[Period, ...]:
        """The periods that the rows cover without a gap, oldest first."""
        return tuple(self.spec.period(run[0], run[-1]) for run in self._runs)

    def reference(self, periods: Iterable[Period]) -> Reference:
        """The citation for a verdict that used these periods: the newest vintage among them, or of everything."""
        used = [vintage for period in periods if (vintage := self._vintage(period)) is not None]
        as_of = max(used, default=self.as_of)
        return self.memo(("reference", as_of), lambda: self._reference(as_of))

    def _reference(self, as_of: datetime | None) -> Reference:
        stamp = "unknown" if as_of is None else as_of.isoformat().replace("+00:00", "Z")
        licence = f" {self.spec.licence}." if self.spec.licence else ""
        return Reference(self.spec.id, as_of, f"Source: {self.spec.source}, as of {stamp}.{licence}")

    def _vintage(self, period: Period) -> datetime | None:
        """The newest vintage among the rows of a period."""

        def newest() -> datetime | None:
            steps = self.spec.steps(period) or range(0)
            known = range(max(steps.start, self._first), min(steps.stop, self._first + len(self._seen)))
            return max((self._vintages[step] for step in known if step in self._vintages), default=None)

        return self.memo(("vintage", period), newest)

    def missing(self, period: Period) -> tuple[Period, ...]:
        """The parts of a period that have no rows; the whole of one that cuts a step."""
        steps = self.spec.steps(period)
        if steps is None:
            return (period,)
        gaps = []
        start = steps.start
        for run in self._runs:
            if run.start >= steps.stop:
                break
            if start < run.start:
                gaps.append(self.spec.period(start, run.start - 1))
            start = max(start, run.stop)
        if start < steps.stop:
            gaps.append(self.spec.period(start, steps.stop - 1))
        return tuple(gaps)

    def latest(self, day: date | None = None) -> Period | None:
        """The newest step that has rows, not later than ``day``; null if there is none."""
        last = None if day is None else self.spec.step(day)
        steps = [step for step in self._vintages if last is None or step <= last]
        return self.spec.period(steps[-1], steps[-1]) if steps else None

    def window(self, period: Period) -> Window | None:
        """Where a period lies in the running totals; null unless every step of it has rows."""
        steps = self.spec.steps(period)
        if not steps:
            return None
        start, end = steps[0] - self._first, steps[-1] + 1 - self._first
        if start < 0 or end >= len(self._seen) or self._seen[end] - self._seen[start] != len(steps):
            return None
        return Window(start, end, period)

    def amount(self, series: str, window: Window) -> Number:
        """The published tokens of one series in a window; nothing for a series never seen."""
        column = self._columns.get(series)
        return 0 if column is None else column[window.end] - column[window.start]

    def within(self, series: str, window: Window, first: date | None, last: date | None) -> Number:
        """The same, counting only the days from ``first`` to ``last``."""
        start, end = positions(self.spec, self._first, window.start, window.end, first, last)
        column = self._columns[series]
        return column[end] - column[start] if start < end else 0

    def first_day(self, series: str) -> date | None:
        """The first step on which the series has a row; null for one never seen."""
        column = self._columns.get(series)
        if column is None or not column[-1]:
            return None
        step = self._first + bisect_right(column, 0) - 1
        return self.spec.period(step, step).start

    def hidden(self, series: str, window: Window) -> Number:
        """The most that a series may have had on the days of a window on which it has no row."""
        absent = self._absent_caps.get(series)
        if absent is None:
            return self._caps[window.end] - self._caps[window.start]
        return sum(absent[window.start : window.end])

    def table(self, window: Window) -> Table:
        """The window's leaderboard and totals."""
        return self.memo(("table", window.start, window.end), lambda: self._table(window))

    def _table(self, window: Window) -> Table:
        start, end = window.start, window.end
        sums = [(name, value) for name, column in self._columns.items() if (value := column[end] - column[start])]
        ranked = sorted(sums, key=itemgetter(1), reverse=True)  # stable: the columns are in the order of their names
        return Table(
            ranked=tuple(ranked),
            amounts=dict(ranked),
            total=self._total[end] - self._total[start],
            residual=self._residual[end] - self._residual[start],
            cap=self._caps[end] - self._caps[start],
        )

    def members(self, prefix: str, attribution: Attribution) -> Members:
        """Which series count for which subject of a family, and what the subjects' named rows come to."""
        return self.memo(
            ("members", prefix, attribution),
            lambda: members(self.spec, self._columns, self._first, prefix, attribution),
        )

    def group_amount(self, subject: str | None, prefix: str, window: Window, attribution: Attribution) -> Number:
        """What the named rows of a subject (null: of nobody known) come to in a window."""
        totals = self.members(prefix, attribution).running.get(subject)
        return 0 if totals is None else totals[window.end] - totals[window.start]

    def memo(self, key: Any, make: Callable[[], T]) -> T:
        """A derived value, made once. The key must name everything the value depends on."""
        try:
            found: T = self._memo[key]
        except KeyError:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            found = self._memo[key] = make()
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return (Snapshot, (self.spec, self._rows(), dict(self._vintages), self.listed))

    def _rows(self) -> dict[int, dict[str, Number]]:
        """The good steps again, as they were given, without zeros."""
        rows: dict[int, dict[str, Number]] = {}
        for step in self._vintages:
            at = step - self._first
            day = {
                name: column[at + 1] - column[at]
                for name, column in self._columns.items()
                if column[at + 1] != column[at]
            }
            if self.spec.residual is not None and (residual := self._residual[at + 1] - self._residual[at]):
                day[self.spec.residual] = residual
            rows[step] = day
        return rows


def _running(values: Sequence[Number]) -> Running:
    return tuple(accumulate(values, initial=0))


def _runs(steps: Iterable[int]) -> tuple[range, ...]:
    """Ascending steps as ranges without a gap."""
    runs: list[range] = []
    for step in steps:
        if runs and step == runs[-1].stop:
            runs[-1] = range(runs[-1].start, step + 1)
        else:
            runs.append(range(step, step + 1))
    return tuple(runs)
