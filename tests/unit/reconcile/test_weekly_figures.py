"""Seven weeks by hand: the totals of each week, in trillions, that every reading goes back to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.reconcile.select import Party, amount
from tests.unit.reconcile.make import T, sample_snapshot, week

COLUMNS = (
    ("all", "all"),
    ("country:CN", "named"),
    ("country:US", "named"),
    ("country:CN", "top9"),
    ("country:US", "top9"),
)
WEEKS = {
    "02-23": "13.616 5.119 7.424 3.117 3.958",
    "03-02": "14.789 5.356 8.247 4.186 3.634",
    "03-09": "16.874 6.008 8.646 4.683 3.288",
    "03-16": "20.297 8.750 8.824 6.429 2.947",
    "03-23": "22.640 12.054 8.980 9.824 2.994",
    "03-30": "27.006 16.684 8.678 12.954 3.028",
    "04-06": "20.991 9.101 9.859 5.824 4.076",
}
UNNAMED = {"02-23": "0.957", "03-02": "1.113", "03-09": "1.272", "03-23": "1.522", "03-30": "1.542", "04-06": "1.882"}


def in_trillions(value: object) -> Decimal:
    return round(Decimal(str(value)) / T, 3)


@pytest.mark.parametrize("first", WEEKS)
def test_sums(first: str) -> None:
    snapshot = sample_snapshot()
    window = snapshot.window(week(first))
    assert window is not None
    for (subject, selection), expected in zip(COLUMNS, WEEKS[first].split(), strict=True):
        whose = Party(subject, "all" if subject == "all" else "group")
        found = amount(snapshot, whose, selection, window, "stealth_left_out")
        assert found.low == found.high
        assert in_trillions(found.low) == Decimal(expected), (subject, selection)


@pytest.mark.parametrize("first", UNNAMED)
def test_the_rest_bounds_every_country(first: str) -> None:
    snapshot = sample_snapshot()
    window = snapshot.window(week(first))
    assert window is not None
    rest = snapshot.table(window).residual
    assert in_trillions(rest) == Decimal(UNNAMED[first])
    for country in ("country:CN", "country:US"):
        found = amount(snapshot, Party(country, "group"), "all", window, "stealth_left_out")
        unknown = sum(row.value for row in found.rows if row.series == "unknown")
        assert found.high - found.low == rest + unknown


def test_even_if_every_unnamed_token_were_chinese_the_us_led_in_two_weeks() -> None:
    snapshot = sample_snapshot()
    for first in ("03-02", "03-09"):
        window = snapshot.window(week(first))
        assert window is not None
        chinese, american = (
            amount(snapshot, Party(f"country:{code}", "group"), "all", window, "stealth_left_out")
            for code in ("CN", "US")
        )
        assert chinese.high < american.low
