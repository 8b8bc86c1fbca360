"""When two claims may be held against each other, and two levels in one unit of time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.types import Claim
from service.reconcile.intervals import Interval, stated

_DAYS: dict[str | None, Decimal] = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("365.25") / 12}
_LONGEST_MONTH, _LONGEST_YEAR = 31, 366


@dataclass(frozen=True, slots=True)
class Amount:
    """A level's interval and point, as a total in its own ``per`` or as a rate a day."""

    interval: Interval
    point: Decimal | None


def same_frame(one: Claim, other: Claim) -> bool:
    """Whether two claims speak of the same platform, of the same list or of the whole, and with one voice."""
    return one.scope == other.scope and sizes_agree(one, other) and same_ground(one, other)


def same_ground(one: Claim, other: Claim) -> bool:
    """Whether two figures come from one body of data.

    A platform's own data are one. Away from it, and in forecasts, two named sources may well disagree: that is
    not the article contradicting itself.
    """
    if one.platform != other.platform:
        return False
    if one.platform and one.modality == other.modality == "observed":
        return True
    return one.attribution is None or other.attribution is None or one.attribution == other.attribution


def one_voice(one: Claim, other: Claim) -> bool:
    """Whether two figures of different subjects may be added up.

    Away from a platform's data everybody counts in their own way, so a forecast that nobody is named for is no part
    of what a named house foresees.
    """
    counted = one.platform is not None and one.modality == other.modality == "observed"
    return counted or one.attribution == other.attribution


def sizes_agree(one: Claim, other: Claim) -> bool:
    return one.scope_n is None or other.scope_n is None or one.scope_n == other.scope_n


def _days_of(claim: Claim) -> Decimal | None:
    """How many days a level's number covers, null where that cannot be known.

    A month's or year's figure takes the length of its own period where that is one, else the mean length.
    """
    length = (claim.period.end - claim.period.start).days + 1 if claim.period else None
    if claim.per == "year" or claim.per is None:
        return None if length is None else Decimal(min(length, _LONGEST_YEAR) if claim.per else length)
    if claim.per == "month" and length is not None and length <= _LONGEST_MONTH:
        return Decimal(length)
    return _DAYS[claim.per]


def amounts(one: Claim, other: Claim) -> tuple[Amount, Amount] | None:
    """Two levels in one unit of time: as stated where they state the same, else as rates a day; null if neither."""
    values = Amount(stated(one), one.value.point), Amount(stated(other), other.value.point)
    if one.per == other.per:
        return values
    days = _days_of(one), _days_of(other)
    if days[0] is None or days[1] is None:
        return None
    return _rate(values[0], days[0]), _rate(values[1], days[1])


def _rate(amount: Amount, days: Decimal) -> Amount:
    factor = 1 / days
    return Amount(amount.interval.times(factor), None if amount.point is None else amount.point * factor)


def quotient(top: Amount, bottom: Amount) -> Amount:
    point = None if top.point is None or not bottom.point else top.point / bottom.point
    return Amount(top.interval.over(bottom.interval), point)
