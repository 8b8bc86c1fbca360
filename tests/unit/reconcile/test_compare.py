"""The three-valued match and its tolerance, by examples at the edges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.reconcile.compare import distance, match
from service.reconcile.types import Match
from tests.unit.reconcile.make import claim

RESTATED = Decimal("0.005")

# kind, stated, reference bounds in the claim's unit (levels in units of one), expected
AMOUNTS: list[tuple[str, str, str, str | None, Match]] = [
    ("level", "[100,110]", "105", "105", "true"),
    ("level", "[100,110]", "99.51", "99.51", "true"),  # 99.51 * 1.005 > 100
    ("level", "[100,110]", "99.50", "99.50", "false"),  # 99.99…
    ("level", "[100,110]", "110.55", "110.55", "true"),  # 110.55 * .995 = 109.997
    ("level", "[100,110]", "110.56", "110.56", "false"),
    ("level", "[100,]", "1000000", "1000000", "true"),
    ("level", "[,110]", "0", "0", "true"),
    ("level", "[100,110]", "90", "120", "undecided"),
    ("level", "[100,110]", "105", "200", "undecided"),
    ("level", "[100,110]", "111", "200", "false"),
    ("level", "[100,110]", "10", "99", "false"),
    ("level", "[100,110]", "96", "100.5", "true"),  # narrower than 5 % of the middle
    ("level", "[100,110]", "95", "100.5", "undecided"),  # not quite
    ("level", "[100,110]", "50", None, "undecided"),
    ("level", "[100,]", "150", None, "true"),
    ("level", "[100,110]", "150", None, "false"),
    ("ratio", "[2,2.2]", "1.9803", "1.9803", "true"),  # 1 % either way
    ("ratio", "[2,2.2]", "1.98", "1.98", "false"),
    ("share", "[49.5,50.5]", "51", "51", "true"),
    ("share", "[49.5,50.5]", "51.1", "51.1", "false"),
    ("change", "[18.85,18.95]", "19.28", "19.28", "true"),  # (1 + 19.28 %) * .99 = 18.09 %
    ("change", "[18.85,18.95]", "20.2", "20.2", "false"),
    ("change", "[-0.5,0.5]", "-1.4", "-1.4", "true"),  # near nothing the growth factor still has its 1 %
    ("change", "[-70,-66.5]", "-66.4", "-66.4", "true"),
    ("change", "[5,6]", "-20", "40", "undecided"),
    ("change", "[5,6]", "5.5", "9", "true"),  # bounds of the growth factor lie within 5 %
]


@pytest.mark.parametrize(("kind", "stated", "low", "high", "expected"), AMOUNTS)
def test_amounts(kind: str, stated: str, low: str, high: str | None, expected: Match) -> None:
    one = claim(kind, stated, unit="one" if kind == "level" else None)
    assert match(one, Decimal(low), None if high is None else Decimal(high), RESTATED) == expected


COUNTS: list[tuple[str, str, str | None, Match]] = [
    ("2", "2", "2", "true"),
    ("2", "1", "2", "undecided"),
    ("2", "3", "5", "false"),
    ("2", "0", "1", "false"),
    ("2", "2", None, "undecided"),
    ("[2,]", "2", None, "true"),
    ("[2,]", "1", None, "undecided"),
    ("[2,]", "0", "1", "false"),
    ("[,3]", "1", "3", "true"),
]


@pytest.mark.parametrize("kind", ["rank", "streak"])
@pytest.mark.parametrize(("stated", "low", "high", "expected"), COUNTS)
def test_counts_have_no_tolerance(kind: str, stated: str, low: str, high: str | None, expected: Match) -> None:
    assert match(claim(kind, stated), Decimal(low), None if high is None else Decimal(high), RESTATED) == expected


ORDERS: list[tuple[str, str, str | None, Match]] = [
    ("above", "1.0001", "1.2", "true"),
    ("above", "1", "1.2", "undecided"),
    ("above", "0.9", None, "undecided"),
    ("above", "0.5", "1", "false"),
    ("below", "0.5", "0.999", "true"),
    ("below", "0.5", "1", "undecided"),
    ("below", "1", "1.5", "false"),
    ("grows", "1.1", "1.2", "true"),
    ("falls", "1.1", "1.2", "false"),
    ("ranks_first", "1", "1", "true"),
    ("ranks_first", "1", "2", "undecided"),
    ("ranks_first", "2", "3", "false"),
]


@pytest.mark.parametrize(("relation", "low", "high", "expected"), ORDERS)
def test_orders_have_no_tolerance(relation: str, low: str, high: str | None, expected: Match) -> None:
    one = claim("comparison", relation=relation, object="country:US")
    assert match(one, Decimal(low), None if high is None else Decimal(high), RESTATED) == expected


@pytest.mark.parametrize("kind", ["level", "change", "ratio", "share", "rank", "streak", "comparison"])
def test_no_bounds_are_not_covered(kind: str) -> None:
    assert match(claim(kind, "2", relation="above"), None, None, RESTATED) == "not_covered"


@pytest.mark.parametrize(
    ("kind", "stated", "modifier", "low", "high", "expected"),
    [
        ("ratio", "3", "none", "2", "2", "0.5"),
        ("ratio", "3", "none", "4", "5", "-0.25"),
        ("ratio", "3", "none", "2", "4", "0"),
        ("ratio", "3", "none", "2", None, "0"),
        ("ratio", "[3,]", "at_least", "2", "2", "0.5"),
        ("ratio", "[3,]", "at_least", "4", "4", "0"),
        ("ratio", "[3,6]", "range", "8", "8", "-0.25"),
        ("change", "20", "none", "-40", "-40", "1"),  # a growth of 1.2 against 0.6
        ("rank", "3", "none", "2", "2", None),
        ("ratio", "3", "none", "0", "0", None),
        ("ratio", "3", "none", None, None, None),
    ],
)
def test_distance(
    kind: str, stated: str, modifier: str, low: str | None, high: str | None, expected: str | None
) -> None:
    ends = (None if end is None else Decimal(end) for end in (low, high))
    want = None if expected is None else Decimal(expected)
    assert distance(claim(kind, stated, modifier=modifier), *ends) == want
