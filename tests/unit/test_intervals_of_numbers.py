"""The contract's interval arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.quantities import as_percent, find_quantities, interval, stated
from extractors.types import Modifier


@pytest.mark.parametrize(
    ("point", "unit", "modifier", "low", "high"),
    [
        ("4.69", "0.01", "none", "4.685", "4.695"),
        ("27", "1", "none", "26.5", "27.5"),
        ("3", "0", "none", "3", "3"),
        ("10", "1", "about", "9.5", "10.5"),
        ("5", "1", "about", "4.5", "5.5"),
        ("370", "1", "about", "351.5", "388.5"),
        ("70", "1", "nearly", "66.5", "70"),
        ("140", "1", "more_than", "140", "154"),
        ("8", "1", "at_least", "8", None),
        ("0.5", "0.01", "less_than", None, "0.5"),
        ("16", "1", "at_most", None, "16"),
        ("-3.2", "0.1", "none", "-3.25", "-3.15"),
        ("-70", "1", "nearly", "-70", "-66.5"),
        ("-40", "1", "more_than", "-44", "-40"),
        ("-40", "1", "at_least", None, "-40"),
        ("-40", "1", "less_than", "-40", None),
    ],
)
def test_interval(point: str, unit: str, modifier: Modifier, low: str | None, high: str | None) -> None:
    value = interval(Decimal(point), Decimal(unit), modifier)
    assert value.point == Decimal(point)
    assert (value.low, value.high) == tuple(None if end is None else Decimal(end) for end in (low, high))


@pytest.mark.parametrize(
    ("text", "language", "point", "low", "high"),
    [
        ("half of it", "en", "50", "49.5", "50.5"),
        ("a third of it", "en", "33.3", "33.25", "33.35"),
        ("a quarter of it", "en", "25", "24.5", "25.5"),
        ("四分之三", "zh", "75", "74.5", "75.5"),
        ("过半", "zh", "50", "50", "55"),
        ("不到一半", "zh", "50", None, "50"),
        ("31.48%", "en", "31.48", "31.475", "31.485"),
    ],
)
def test_share_in_percent_points(text: str, language: str, point: str, low: str | None, high: str | None) -> None:
    [quantity] = find_quantities(text, language)
    value = as_percent(quantity)
    assert value.point == Decimal(point)
    assert (value.low, value.high) == tuple(None if end is None else Decimal(end) for end in (low, high))


def test_fraction_is_stated_to_three_digits() -> None:
    [quantity] = find_quantities("a fourteenth of it", "en")
    assert stated(quantity).point == Decimal("0.0714")
    assert (quantity.value.low, quantity.value.high) == (Decimal("0.07135"), Decimal("0.07145"))
