"""Each relation by examples: two articles' worth of claims, and whether they can hold together."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Period, Value
from service.reconcile.consistency import check_consistency

WEEK = Period(date(2026, 3, 9), date(2026, 3, 15))
BEFORE = Period(date(2026, 3, 2), date(2026, 3, 8))
T = 10**12
UNITS = {"level": "token", "change": "percent", "share": "percent", "ratio": "times", "streak": "week"}


def claim(kind: str, value: object = None, low: object = None, high: object = None, **fields: Any) -> Claim:
    """A claim about Chinese models' week on the platform; ``low`` and ``high`` default to the point."""
    point = None if value is None else Decimal(str(value))
    ends = [point if end is None else Decimal(str(end)) for end in (low, high)]
    defaults: dict[str, Any] = {
        "measure": "token_usage",
        "subject": "country:CN",
        "platform": "openrouter",
        "period": WEEK,
        "per": "week" if kind == "level" else None,
        "unit": {"level": "token", "change": "percent", "share": "percent", "ratio": "times", "streak": "week"}.get(
            kind
        ),
    }
    return Claim(kind=kind, value=Value(point, *ends), **(defaults | fields))  # type: ignore[arg-type]


def level(tokens: float, **fields: Any) -> Claim:
    """A level in trillions, stated to two decimals."""
    number = Decimal(str(tokens))
    half = Decimal("0.005")
    return claim("level", number * T, (number - half) * T, (number + half) * T, **fields)


US = {"subject": "country:US"}
ALL = {"subject": "all"}
SHARE = {"object": None}
BASE = {"base_period": BEFORE}

Case = tuple[str, list[Claim], str, str]

ABOVE = {"object": "country:US", "relation": "above"}
BELOW = {"object": "country:US", "relation": "below"}
LISTED = {"scope": "listed"}

CASES: list[Case] = [
    (
        "growth fits",
        [claim("change", 20, 19.5, 20.5, **BASE), level(6), level(5, period=BEFORE)],
        "growth",
        "consistent",
    ),
    (
        "growth is a fall",
        [claim("change", 20, 19.5, 20.5, **BASE), level(4), level(5, period=BEFORE)],
        "growth",
        "inconsistent",
    ),
    (
        "ratio over an object",
        [claim("ratio", 2, 1.5, 2.5, object="country:US"), level(6), level(3, **US)],
        "ratio",
        "consistent",
    ),
    (
        "ratio too high",
        [claim("ratio", 4, 3.5, 4.5, object="country:US"), level(6), level(3, **US)],
        "ratio",
        "inconsistent",
    ),
    (
        "more than has no far end",
        [claim("ratio", 2, 2, 2.2, modifier="more_than", object="country:US"), level(9), level(3, **US)],
        "ratio",
        "consistent",
    ),
    ("share of the platform", [claim("share", 50, 49, 51), level(6), level(12, **ALL)], "share", "consistent"),
    ("share far off", [claim("share", 18, 17.5, 18.5), level(6), level(12, **ALL)], "share", "inconsistent"),
    (
        "a listed part of the unlimited whole",
        [claim("share", 50, 49, 51, **LISTED), level(6, **LISTED), level(12, **ALL)],
        "share",
        "consistent",
    ),
    (
        "share of the list itself",
        [
            claim("share", 75, 74, 76, **LISTED, object="listed"),
            level(6, **LISTED),
            level(8, **LISTED, **ALL),
        ],
        "share",
        "consistent",
    ),
    (
        "parts exceed their country",
        [level(5), level(3, subject="author:deepseek"), level(3, subject="author:qwen")],
        "parts_whole",
        "inconsistent",
    ),
    (
        "a model inside its lab is not added twice",
        [level(5), level(4, subject="author:deepseek"), level(3, subject="model:deepseek/deepseek-v3.2")],
        "parts_whole",
        "consistent",
    ),
    (
        "order borne out",
        [claim("comparison", **ABOVE), level(6), level(3, **US)],
        "order",
        "consistent",
    ),
    (
        "order denied",
        [claim("comparison", **BELOW), level(6), level(3, **US)],
        "order",
        "inconsistent",
    ),
    (
        "a streak implies its order",
        [claim("streak", 2, **ABOVE), level(2), level(3, **US)],
        "order",
        "inconsistent",
    ),
    ("two values for one figure", [level(4.69), level(46.9)], "equal", "inconsistent"),
    ("a day's average of a week", [level(7), claim("level", T, 0.95 * T, 1.05 * T, per="day")], "equal", "consistent"),
    (
        "streak grows by the weeks between",
        [claim("streak", 5, relation="grows"), claim("streak", 4, relation="grows", period=BEFORE)],
        "streak",
        "consistent",
    ),
    (
        "streak skips a week",
        [claim("streak", 6, relation="grows"), claim("streak", 4, relation="grows", period=BEFORE)],
        "streak",
        "inconsistent",
    ),
    (
        "streak began in between",
        [claim("streak", 1, relation="grows"), claim("streak", 4, relation="grows", period=BEFORE)],
        "streak",
        "consistent",
    ),
]


CONSISTENT = [case for case in CASES if case[3] == "consistent"]


@pytest.mark.parametrize(
    ("claims", "relation", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_relation(claims: list[Claim], relation: str, expected: str) -> None:
    results = {result.relation: result.result for result in check_consistency(claims)}
    assert results[relation] == expected


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param([level(4.69), level(46.9, platform="national")], id="different platforms"),
        pytest.param([level(4.69), level(46.9, **LISTED)], id="different scopes"),
        pytest.param([level(4.69, period=None), level(46.9, period=None)], id="no period"),
        pytest.param(
            [
                level(5, platform=None, modality="forecast", attribution="JPMorgan"),
                level(9, platform=None, modality="forecast", attribution="Goldman Sachs"),
            ],
            id="two forecasters",
        ),
        pytest.param(
            [
                level(5, platform=None, modality="forecast", attribution="Goldman Sachs", **ALL),
                level(9, platform=None, modality="forecast"),
            ],
            id="a part that nobody is named for",
        ),
        pytest.param([level(4.69), level(46.9, confidence=0.4)], id="one reading is a guess"),
        pytest.param([level(9, confidence=0.4), level(5, **ALL)], id="a part that was guessed"),
        pytest.param([claim("price", 1, price_of=None), claim("price", 3, price_of=None)], id="price of what"),
    ],
)
def test_not_compared(claims: list[Claim]) -> None:
    assert check_consistency(claims) == ()


def test_the_arithmetic_is_reported() -> None:
    year = {"platform": None, "per": "year", "attribution": "JPMorgan"}
    first = Period(date(2025, 1, 1), date(2025, 12, 31))
    last = Period(date(2030, 1, 1), date(2030, 12, 31))
    quadrillion = 10**15
    claims = [
        claim("level", 10 * quadrillion, 9.5 * quadrillion, 10.5 * quadrillion, period=first, **year),
        claim("level", 3900 * quadrillion, 3705 * quadrillion, 4095 * quadrillion, period=last, **year),
        claim("ratio", 370, "351.5", "388.5", period=last, base_period=first, **(year | {"per": None})),
    ]
    (result,) = check_consistency(claims)
    assert (result.relation, result.result, result.claims, result.point) == ("ratio", "consistent", (2, 1, 0), 390)
    assert result.low is not None and result.high is not None
    assert (round(result.low, 1), round(result.high, 1)) == (Decimal("352.9"), Decimal("431.1"))
    assert "10.54 quadrillion" in result.explanation.en
    assert "390倍" in result.explanation.zh


@given(st.randoms(use_true_random=False), st.sampled_from([case[1] for case in CASES]))
def test_order_of_claims_does_not_matter(rng: random.Random, claims: list[Claim]) -> None:
    shuffled = rng.sample(claims, len(claims))

    def outcome(order: list[Claim]) -> set[tuple[str, str, frozenset[int]]]:
        return {
            (each.relation, each.result, frozenset(id(order[position]) for position in each.claims))
            for each in check_consistency(order)
        }

    assert outcome(shuffled) == outcome(claims)


@given(
    st.decimals(min_value=0, max_value=5, places=2),
    st.sampled_from(CONSISTENT),
)
def test_widening_never_makes_inconsistent(by: Decimal, case: Case) -> None:
    name, claims, relation, _ = case
    if relation in {"streak", "order"}:
        by = Decimal(0)
    first = claims[0]
    if first.value.low is not None and first.value.high is not None:
        first = replace(first, value=replace(first.value, low=first.value.low - by, high=first.value.high + by))
    results = {result.relation: result.result for result in check_consistency([first, *claims[1:]])}
    assert results[relation] == "consistent", name
