"""The arithmetic of one reading: reference bounds in the claim's unit, for every kind that is a number of an amount.

Bounds propagate: the low end of a quotient takes the lowest numerator and the highest denominator. Where the two
sides cannot be extreme at once (a part and the whole that contains it), the bound is the tighter one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractors.types import Claim, Per, Period
from service.reconcile.readings import Choice
from service.reconcile.select import Amount, Party, amount
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Number, Row
from service.reconcile.windows import Window

_HUNDRED = Decimal(100)
_DAYS_A_MONTH = Decimal(365) / 12
_DAYS_A_YEAR = Decimal(365)


class Outcome(NamedTuple):
    """What a reading comes to, whatever the claim's value.

    A null ``low`` says it could not be computed; ``missing`` names the days it lacked. A streak that is open because
    the rows end has ``seen`` so many periods, and ``missing`` names the one that would have told more.
    """

    low: Decimal | None
    high: Decimal | None
    rows: tuple[Row, ...] = ()
    missing: tuple[Period, ...] = ()
    seen: int = 0


def outcome(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    """The bounds of a level, change, ratio or share."""
    if claim.kind == "level":
        return _level(claim, choice, snapshot)
    if claim.kind == "share":
        return _share(choice, snapshot)
    if claim.kind == "change" or choice.object is None:
        return _over_time(claim, choice, snapshot)
    return between(choice, snapshot)


def uncovered(snapshot: Snapshot, *periods: Period | None) -> Outcome:
    """The outcome for want of rows, or of a period that the data set has."""
    missing = tuple(gap for period in periods if period is not None for gap in snapshot.missing(period))
    return Outcome(None, None, missing=missing)


def of(choice: Choice, snapshot: Snapshot, who: Party, window: Window) -> Amount:
    return amount(snapshot, who, choice.selection, window, choice.attribution)


def _level(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    window = choice.at
    divisor = None if window is None else rate(claim.per, choice.window)
    if window is None or divisor is None:
        return uncovered(snapshot, choice.window)
    found = of(choice, snapshot, choice.subject, window)
    return Outcome(Decimal(found.low) / divisor, Decimal(found.high) / divisor, found.rows)


def rate(per: Per | None, period: Period) -> Decimal | None:
    """How many of a level's ``per`` its period holds: what to divide a sum by for the average over it.

    Null where the period is shorter than that: no average can be had of it.
    """
    days = (period.end - period.start).days + 1
    if per is None:
        return Decimal(1)
    if per == "day":
        return Decimal(days)
    if per == "week":
        return Decimal(days) / 7 if days >= 7 else None
    whole = _whole_months(period)
    if per == "month":
        if whole is not None:
            return Decimal(whole)
        return None if days < 28 else Decimal(1) if days <= 31 else days / _DAYS_A_MONTH
    if whole is not None and whole % 12 == 0:
        return Decimal(whole // 12)
    return None if days < 365 else Decimal(1) if days <= 366 else days / _DAYS_A_YEAR


def _whole_months(period: Period) -> int | None:
    following = period.end.toordinal() + 1
    after = type(period.end).fromordinal(following)
    if period.start.day != 1 or after.day != 1:
        return None
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def _share(choice: Choice, snapshot: Snapshot) -> Outcome:
    window = choice.at
    if window is None:
        return uncovered(snapshot, choice.window)
    part = of(choice, snapshot, choice.subject, window)
    whole = _whole(choice, snapshot, window)
    # The part's unseen tokens are in the whole too, so that a share cannot pass 100 percent.
    most = max(Decimal(whole.low) + part.high - part.low, Decimal(part.high))
    low = _quotient(part.low, whole.high)
    high = _quotient(part.high, whole.low if whole.low == whole.high else most)
    return _percent(low, high, part.rows + whole.rows)


def _whole(choice: Choice, snapshot: Snapshot, window: Window) -> Amount:
    if choice.share_of == "object" and choice.object is not None:
        return of(choice, snapshot, choice.object, window)
    everything = Party("all", "all")
    selection = choice.selection if choice.share_of == "selection" else "all"
    whole = amount(snapshot, everything, selection, window, choice.attribution)
    name = "all" if selection == "all" else f"all models, {selection}"
    return Amount(whole.low, whole.high, (Row(name, window.period, whole.low),))


def _percent(low: Decimal | None, high: Decimal | None, rows: tuple[Row, ...]) -> Outcome:
    if low is None:
        return Outcome(None, None, rows)
    return Outcome(low * _HUNDRED, None if high is None else high * _HUNDRED, rows)


def _over_time(claim: Claim, choice: Choice, snapshot: Snapshot) -> Outcome:
    if choice.base is None:
        return Outcome(None, None)
    now, base = choice.at, choice.before
    if now is None or base is None:
        return uncovered(snapshot, choice.base, choice.window)
    later = of(choice, snapshot, choice.subject, now)
    earlier = of(choice, snapshot, choice.subject, base)
    scale = _same_footing(choice.window, choice.base)
    low, high = _quotient(later.low * scale, earlier.high), _quotient(later.high * scale, earlier.low)
    rows = later.rows + earlier.rows
    if low is None or claim.kind == "ratio":
        return Outcome(low, high, rows)
    return Outcome((low - 1) * _HUNDRED, None if high is None else (high - 1) * _HUNDRED, rows)


def _same_footing(later: Period, earlier: Period) -> Decimal | int:
    """One where the periods are of one length or one kind (months, years); else what makes both daily averages."""
    days = [(period.end - period.start).days + 1 for period in (later, earlier)]
    same_kind = all(28 <= count <= 31 for count in days) or all(365 <= count <= 366 for count in days)
    return 1 if same_kind or days[0] == days[1] else Decimal(days[1]) / days[0]


def between(choice: Choice, snapshot: Snapshot) -> Outcome:
    """The factor subject over object in one window."""
    window = choice.at
    if window is None or choice.object is None:
        return uncovered(snapshot, choice.window)
    mine, theirs = (of(choice, snapshot, who, window) for who in (choice.subject, choice.object))
    low, high = _quotient(mine.low, theirs.high), _quotient(mine.high, theirs.low)
    return Outcome(low, high, mine.rows + theirs.rows)


def _quotient(numerator: Number, denominator: Number) -> Decimal | None:
    """Null where the denominator may be nothing: the quotient is then unbounded."""
    return Decimal(numerator) / denominator if denominator else None
