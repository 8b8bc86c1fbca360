"""Places, streaks and comparisons under one reading: what holds for every value inside the bounds, what for some."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from extractors.types import Claim, Period
from service.reconcile.arithmetic import Outcome, between, of, uncovered
from service.reconcile.readings import Choice
from service.reconcile.select import Party, amount, top
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Number, Row
from service.reconcile.windows import Window

_UNITS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)}
Interval = tuple[Number, Number]


def comparison(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    """The factor that decides the relation; for ``ranks_first`` the place."""
    return _condition(claim, choice, snapshot)


def rank(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    """The best and the worst place, or with ``of`` the fewest and the most places held."""
    window = choice.at
    if window is None:
        return uncovered(snapshot, choice.window)
    if claim.of is not None:
        return _held(claim.of, choice, snapshot, window)
    return _place(choice, snapshot, window)


def streak(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    """The shortest and the longest run of periods, counted back from the claim's, that the bounds allow.

    The longest is null where the rows end before the condition fails.
    """
    if choice.at is None:
        return uncovered(snapshot, choice.window)
    unit = claim.unit if claim.unit in _UNITS else _unit(choice.window)
    if unit is None or not _is_one(choice.window, unit):
        return Outcome(None, None)
    at, seen, shortest, unbroken = choice, 0, 0, True
    rows: list[Row] = []
    while True:
        found = _condition(claim, at, snapshot)
        if found.low is None:
            break
        rows.extend(_sums(at, snapshot))
        holds = _holds(claim, found)
        if holds is False:
            return Outcome(Decimal(shortest), Decimal(seen), tuple(rows))
        seen += 1
        unbroken = unbroken and holds is True
        shortest += unbroken
        earlier = _previous(at.window, unit)
        at = at._replace(window=earlier, base=None, at=snapshot.window(earlier), before=None)
    if not seen:
        return found
    return Outcome(Decimal(shortest), None, tuple(rows), found.missing, seen)


def _sums(choice: Choice, snapshot: Snapshot) -> list[Row]:
    """What each side came to in one period of a streak: the named sum, whatever the rest may add."""
    if choice.at is None:
        return []
    sides = [choice.subject] if choice.object is None else [choice.subject, choice.object]
    return [Row(one.subject, choice.window, of(choice, snapshot, one, choice.at).low) for one in sides]


def _condition(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    which = (choice.selection, choice.attribution, choice.window, choice.base, choice.subject, choice.object)
    key = ("condition", claim.relation, *which)
    return snapshot.memo(key, lambda: _compute(claim, choice, snapshot))


def _compute(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    if claim.relation == "ranks_first":
        at = choice.at
        return uncovered(snapshot, choice.window) if at is None else _place(choice, snapshot, at)
    if claim.relation in {"grows", "falls"}:
        return _growth(choice, snapshot)
    return between(choice, snapshot)


def _growth(choice: Choice, snapshot: Snapshot) -> Outcome:
    now = choice.at
    if now is None:
        return uncovered(snapshot, choice.window)
    unit = _unit(choice.window)
    base = choice.base or (_previous(choice.window, unit) if unit is not None else None)
    if base is None:
        return Outcome(None, None)
    before = snapshot.window(base)
    if before is None:
        return uncovered(snapshot, base)
    later, earlier = (of(choice, snapshot, choice.subject, window) for window in (now, before))
    low = Decimal(later.low) / earlier.high if earlier.high else None
    high = Decimal(later.high) / earlier.low if earlier.low else None
    return Outcome(low, high, later.rows + earlier.rows)


def _holds(claim: Claim, found: Outcome) -> bool | None:
    """Whether the condition of one period holds for every value inside the bounds (true), for none, or for some."""
    low, high = found.low, found.high
    if low is None:
        return None
    if claim.relation == "ranks_first":
        return True if high == 1 else None if low <= 1 else False
    if claim.relation in {"above", "grows"}:
        return True if low > 1 else None if high is None or high > 1 else False
    return True if high is not None and high < 1 else None if low < 1 else False


def _place(choice: Choice, snapshot: Snapshot, window: Window) -> Outcome:
    mine = of(choice, snapshot, choice.subject, window)
    if choice.subject.level == "single":
        rivals = _series_bounds(choice.selection, snapshot, window, exclude=choice.subject.series)
    else:
        rivals = _group_bounds(choice, snapshot, window)
    better = sum(low > mine.high for low, _ in rivals)
    possibly = sum(high >= mine.low for _, high in rivals)
    # A series with no row in the whole window could pass a subject this small: then there is no worst place.
    unseen = choice.subject.level == "single" and choice.selection == "all" and snapshot.table(window).cap >= mine.low
    return Outcome(Decimal(1 + better), None if unseen else Decimal(1 + possibly), mine.rows)


def _series_bounds(selection: str, snapshot: Snapshot, window: Window, exclude: Iterable[str]) -> list[Interval]:
    out = set(exclude)
    return [interval for name, interval in _bounds(selection, snapshot, window).items() if name not in out]


def _bounds(selection: str, snapshot: Snapshot, window: Window) -> dict[str, Interval]:
    """What each series that has a row in the window may have had."""

    def make() -> dict[str, Interval]:
        ranked = snapshot.table(window).ranked[: top(selection)]
        if selection != "all":
            return {name: (value, value) for name, value in ranked}
        return {name: (value, value + snapshot.hidden(name, window)) for name, value in ranked}

    return snapshot.memo(("series bounds", selection, window.start, window.end), make)


def _group_bounds(choice: Choice, snapshot: Snapshot, window: Window) -> list[Interval]:
    prefix = snapshot.spec.subjects.prefix(choice.subject.subject)
    every = snapshot.members(prefix, choice.attribution).of_subject
    names = (name for name in every if name not in {None, choice.subject.subject})
    found = (
        amount(snapshot, Party(str(name), "group"), choice.selection, window, choice.attribution) for name in names
    )
    return [(one.low, one.high) for one in found]


def _held(length: int, choice: Choice, snapshot: Snapshot, window: Window) -> Outcome:
    bounds = _bounds(choice.selection, snapshot, window)
    own = _own_series(choice, snapshot, window)
    lows, highs = sorted(low for low, _ in bounds.values()), sorted(high for _, high in bounds.values())
    fewest = most = 0
    for name, (low, high) in bounds.items():
        if name in own:
            certainly_above = len(lows) - bisect_right(lows, high)
            possibly_above = len(highs) - bisect_left(highs, low) - 1  # itself
            most += certainly_above < length
            fewest += possibly_above < length and own[name]
    ranked = snapshot.table(window).ranked[:length]
    return Outcome(
        Decimal(min(fewest, length)),
        Decimal(min(most, length)),
        tuple(Row(name, window.period, value) for name, value in ranked),
    )


def _own_series(choice: Choice, snapshot: Snapshot, window: Window) -> dict[str, bool]:
    """The subject's series, and under ``all`` those that may be: whether each is certainly its."""
    subject = choice.subject
    if subject.level == "single":
        return dict.fromkeys(subject.series, True)
    if subject.level == "all":
        return dict.fromkeys(snapshot.series, True)
    groups = snapshot.members(snapshot.spec.subjects.prefix(subject.subject), choice.attribution).of_subject

    def present(key: str | None) -> list[str]:
        return [name for name, *days in groups.get(key, []) if snapshot.within(name, window, *days)]

    own = dict.fromkeys(present(None), False) if choice.selection == "all" else {}
    return own | dict.fromkeys(present(subject.subject), True)


def _unit(period: Period) -> str | None:
    return next((unit for unit in _UNITS if _is_one(period, unit)), None)


def _is_one(period: Period, unit: str) -> bool:
    fewest, most = _UNITS[unit]
    days = (period.end - period.start).days + 1
    if not fewest <= days <= most:
        return False
    if unit == "month":
        return period.start.day == 1 and (period.end + timedelta(days=1)).day == 1
    return unit != "year" or (period.start.month, period.start.day) == (1, 1)


def _previous(period: Period, unit: str) -> Period:
    end = period.start - timedelta(days=1)
    if unit == "month":
        return Period(end.replace(day=1), end)
    if unit == "year":
        return Period(date(end.year, 1, 1), end)
    return Period(period.start - (period.end - period.start + timedelta(days=1)), end)


KINDS: dict[str, Callable[[Claim, Choice, Snapshot], Outcome]] = {
    "rank": rank,
    "streak": streak,
    "comparison": comparison,
}
