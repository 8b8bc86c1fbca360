"""Closed intervals with open ends, and the little arithmetic that consistency needs.

A null end is unbounded. Division is for amounts: it assumes non-negative operands and yields a null (unknown) end
where the divisor may be zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractors.types import Claim

_ZERO = Decimal(0)
_AMOUNTS = frozenset({"level", "ratio", "share", "price", "rank", "streak"})


@dataclass(frozen=True, slots=True)
class Interval:
    """``[low, high]``; a null end is unbounded."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        starts_too_late = self.low is not None and other.high is not None and self.low > other.high
        ends_too_early = self.high is not None and other.low is not None and self.high < other.low
        return not (starts_too_late or ends_too_early)

    def times(self, factor: Decimal) -> Interval:
        """Both ends multiplied by a positive factor."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )

    def plus(self, offset: Decimal) -> Interval:
        return Interval(
            None if self.low is None else self.low + offset, None if self.high is None else self.high + offset
        )

    def over(self, divisor: Interval) -> Interval:
        """Quotient of two amounts."""
        low = None if self.low is None or not divisor.high else self.low / divisor.high
        high = None if self.high is None or not divisor.low else self.high / divisor.low
        return Interval(_ZERO if low is None else low, high)


def total(intervals: Iterable[Interval]) -> Interval:
    """Sum of amounts; open above as soon as one of them is."""
    low, high = _ZERO, _ZERO
    bounded = True
    for interval in intervals:
        low += interval.low or _ZERO
        bounded = bounded and interval.high is not None
        high += interval.high or _ZERO
    return Interval(low, high if bounded else None)


def stated(claim: Claim) -> Interval:
    """What a claim's words allow when nothing but other claims is held against it.

    "More than" has no far end here (the contract's 10 % is a reading aid, not a promise); amounts cannot be negative
    and a share cannot exceed its whole.
    """
    low, high = claim.value.low, claim.value.high
    if claim.modifier == "more_than":
        falls = claim.value.point is not None and claim.value.point < 0
        low, high = (None, high) if falls else (low, None)
    if claim.kind in _AMOUNTS and low is None:
        low = _ZERO
    if claim.kind == "share" and (high is None or high > 100):
        high = Decimal(100)
    return Interval(low, high)
