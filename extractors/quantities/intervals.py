"""The interval a stated number denotes: the contract's arithmetic, in one place."""

from __future__ import annotations

from decimal import Decimal

from extractors.numerals.model import fraction_step
from extractors.types import Modifier, Quantity, Value

_ABOUT = Decimal("0.05")
_NEARLY = Decimal("0.95")
_MORE = Decimal("1.10")
_HALF = Decimal("0.5")


def interval(point: Decimal, last_digit_unit: Decimal, modifier: Modifier) -> Value:
    """What ``point`` denotes when its last stated digit is worth ``last_digit_unit``, under ``modifier``.

    No modifier: half a unit of the last digit to each side (pass 0 for an exact count). ``about``: 5 %, or that half
    unit where it is more. ``nearly``: 95 % to 100 %; ``more_than``: 100 % to 110 %; the one-sided modifiers leave an
    end open. A modifier works on the magnitude, so for a negative point the interval is mirrored: nearly -70 is
    [-70, -66.5].
    ``range`` has no point and is not made here.
    """
    if point < 0:
        mirrored = interval(-point, last_digit_unit, modifier)
        return Value(point, _negated(mirrored.high), _negated(mirrored.low))
    half_unit = last_digit_unit * _HALF
    if modifier == "none":
        return Value(point, point - half_unit, point + half_unit)
    if modifier == "about":
        margin = max(point * _ABOUT, half_unit)
        return Value(point, point - margin, point + margin)
    if modifier == "nearly":
        return Value(point, point * _NEARLY, point)
    if modifier == "more_than":
        return Value(point, point, point * _MORE)
    if modifier == "at_least":
        return Value(point, point, None)
    return Value(point, None, point)


def _negated(number: Decimal | None) -> Decimal | None:
    return None if number is None else -number


def stated(quantity: Quantity) -> Value:
    """A fraction's value as it would be stated, to three digits (a fourteenth is 0.0714); any other value unchanged."""
    point = quantity.value.point
    if quantity.unit != "fraction" or point is None or not point:
        return quantity.value
    return Value(point.quantize(fraction_step(point)), quantity.value.low, quantity.value.high)


def as_percent(quantity: Quantity) -> Value:
    """A share in percent points: percentages as they are, fractions times a hundred (half is 50, a third 33.3)."""
    if quantity.unit != "fraction":
        return quantity.value
    value = stated(quantity)
    return Value(*(None if end is None else end * 100 for end in (value.point, value.low, value.high)))
