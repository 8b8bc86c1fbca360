"""Whether reference bounds meet a claim's interval: the three-valued match.

Each reference value stands for itself give or take what its publisher's later vintages move it, so both bounds are
widened: a level once, a quotient of two values twice, a change through its growth factor. Then

* true: both widened bounds meet the claim's interval; or the bounds alone lie closer together than 5 % of their
  middle and the widened whole meets it;
* false: the widened whole does not meet it;
* undecided: the rest.

Orders and counts are not widened: true or false when they hold or fail for every value inside the bounds.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.types import Claim, Kind, Value
from service.reconcile.types import Match

_NARROW = Decimal("0.05")
_HUNDRED = Decimal(100)
_ORDERS: frozenset[Kind] = frozenset({"rank", "streak"})


def tolerance(kind: Kind, restated: Decimal) -> Decimal:
    """How far, relatively, each bound of a kind is widened."""
    return restated if kind == "level" else 2 * restated


def match(claim: Claim, low: Decimal | None, high: Decimal | None, restated: Decimal) -> Match:
    """The match of a claim with reference bounds in its own unit; a null ``high`` is unbounded, a null ``low`` unknown.

    A comparison's bounds are the factor subject over object. A streak that is unbounded only because the data end is
    still "undecided" here: who asks knows whether that is for want of rows.
    """
    if low is None:
        return "not_covered"
    if claim.kind == "comparison":
        return _order(claim, low, high)
    if claim.kind in _ORDERS:
        return _count(claim.value, low, high)
    wide = tolerance(claim.kind, restated)
    if claim.kind == "change":
        return _amount(_factor(claim.value.low), _factor(claim.value.high), 1 + low / _HUNDRED, _factor(high), wide)
    return _amount(claim.value.low, claim.value.high, low, high, wide)


def _factor(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else 1 + percent / _HUNDRED


def _amount(
    want_low: Decimal | None, want_high: Decimal | None, low: Decimal, high: Decimal | None, wide: Decimal
) -> Match:
    def meets(first: Decimal, last: Decimal | None) -> bool:
        return (want_high is None or first * (1 - wide) <= want_high) and (
            want_low is None or last is None or last * (1 + wide) >= want_low
        )

    if not meets(low, high):
        return "false"
    if high is None:
        return "true" if want_high is None and meets(low, low) else "undecided"
    if meets(low, low) and meets(high, high):
        return "true"
    return "true" if high - low < _NARROW * (low + high) / 2 else "undecided"


def _count(value: Value, low: Decimal, high: Decimal | None) -> Match:
    want_low, want_high = value.low, value.high
    if (want_high is not None and low > want_high) or (want_low is not None and high is not None and high < want_low):
        return "false"
    inside_above = want_high is None or (high is not None and high <= want_high)
    return "true" if inside_above and (want_low is None or low >= want_low) else "undecided"


def _order(claim: Claim, low: Decimal, high: Decimal | None) -> Match:
    """Above and grows want a factor over one, below and falls under one, ranks_first a place of one."""
    if claim.relation == "ranks_first":
        return _count(Value(low=Decimal(1), high=Decimal(1)), low, high)
    if claim.relation in {"above", "grows"}:
        if low > 1:
            return "true"
        return "false" if high is not None and high <= 1 else "undecided"
    if high is not None and high < 1:
        return "true"
    return "false" if low >= 1 else "undecided"


def distance(claim: Claim, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """How far what is stated lies outside the bounds, relative to the nearer one: signed, zero inside.

    What is stated is the point, or the nearer end where the words set one only ("more than", a range). Null for
    orders and counts, or where the nearer bound is zero. A change is measured through its growth factor, so that a
    fall and a rise are treated alike.
    """
    first, last = _stated(claim)
    if claim.kind in {"comparison", "rank", "streak"} or low is None:
        return None
    if claim.kind == "change":
        first, last, low, high = _factor(first), _factor(last), 1 + low / _HUNDRED, _factor(high)
    if last is not None and last < low:
        return (last - low) / low
    if first is not None and high is not None and first > high:
        return (first - high) / high if high else None
    return Decimal(0)


def _stated(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    value = claim.value
    if value.point is None or claim.modifier in {"more_than", "at_least", "less_than", "at_most"}:
        return value.low, value.high
    return value.point, value.point
