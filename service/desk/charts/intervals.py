"""A claim and every reading of the data on one axis: where each interval lies, in per cent of the axis.

The axis is linear while its ends are within a factor of twenty, logarithmic beyond that (a figure that is wrong by a
scale word would squeeze everything else into one corner). An interval without an end runs out of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from service.reconcile.types import Number

TICKS = 5
MARGIN = 0.06
NARROWEST = 0.5
"""Per cent of the axis; what is exact would not be seen otherwise."""
_LOGARITHMIC = 20
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Ends:
    """An interval; null ends are open."""

    low: Number | None
    high: Number | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Where an interval is drawn: per cent of the axis from its start."""

    left: float
    width: float
    open_left: bool
    open_right: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value of the axis and its place."""

    at: float
    value: Decimal


@dataclass(frozen=True, slots=True)
class Axis:
    """Places values; made by :func:`axis_of`."""

    first: float
    last: float
    logarithmic: bool

    def at(self, value: Number) -> float:
        """Per cent from the start, held inside the picture."""
        place = self._scaled(float(value))
        return min(100.0, max(0.0, 100 * (place - self.first) / (self.last - self.first)))

    def bar(self, ends: Ends) -> Bar:
        left = 0.0 if ends.low is None else self.at(ends.low)
        right = 100.0 if ends.high is None else self.at(ends.high)
        width = max(NARROWEST, right - left)
        if right - left < NARROWEST:
            left = min(100 - NARROWEST, max(0.0, (left + right - NARROWEST) / 2))
        return Bar(round(left, 2), round(width, 2), ends.low is None, ends.high is None)

    def ticks(self) -> tuple[Tick, ...]:
        """A handful of round values inside the axis."""
        values = _powers(self.first, self.last) if self.logarithmic else _steps(self.first, self.last)
        return tuple(Tick(round(self.at(value), 2), value) for value in values)

    def _scaled(self, value: float) -> float:
        if not self.logarithmic:
            return value
        return log10(value) if value > 0 else self.first


def axis_of(intervals: Iterable[Ends]) -> Axis | None:
    """An axis on which all of the intervals' ends are seen; null where there is no end at all."""
    ends = [float(end) for one in intervals for end in (one.low, one.high) if end is not None]
    if not ends:
        return None
    low, high = min(ends), max(ends)
    logarithmic = low > 0 and high > _LOGARITHMIC * low
    scaled: Callable[[float], float] = log10 if logarithmic else float
    first, last = scaled(low), scaled(high)
    room = (last - first) * MARGIN or abs(last) * MARGIN or 1.0
    return Axis(first - room, last + room, logarithmic)


def _steps(first: float, last: float) -> list[Decimal]:
    rough = (last - first) / TICKS
    size = 10.0 ** floor(log10(rough))
    step = next(size * one for one in _STEPS if size * one >= rough)
    start = floor(first / step) + 1
    exact = Decimal(repr(step)).normalize()
    return [exact * place for place in range(start, floor(last / step) + 1)]


def _powers(first: float, last: float) -> list[Decimal]:
    powers = range(floor(first) + 1, floor(last) + 1)
    step = max(1, -(-len(powers) // TICKS))
    return [Decimal(10) ** power for power in powers[::step]]
