"""The contract's JSON form: there and back, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Period, Span, Value
from extractors.wire import WireError, article_from_wire, claim_from_wire, claim_to_wire, decimal_text

DECIMALS = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4)
PERIODS = st.none() | st.dates().map(lambda day: Period(day, day))
CLAIMS = st.builds(
    Claim,
    kind=st.sampled_from(["level", "change", "share"]),
    measure=st.just("token_usage"),
    subject=st.sampled_from(["all", "country:CN", "model:qwen/qwen3.6-plus:free"]),
    value=st.builds(Value, DECIMALS, DECIMALS, DECIMALS),
    object=st.none() | st.just("listed"),
    per=st.none() | st.just("week"),
    period=PERIODS,
    base_period=PERIODS,
    mentions=st.lists(st.just(Span("text", 0, 3, "一二三")), max_size=2).map(tuple),
    confidence=st.just(1.0),
    relation=st.none(),
    of=st.none() | st.integers(0, 50),
    unit=st.none() | st.just("token"),
    modifier=st.just("about"),
    scope=st.just("listed"),
    scope_n=st.none() | st.just(9),
    platform=st.none() | st.just("openrouter"),
    modality=st.just("forecast"),
    period_basis=st.none() | st.just("vague"),
    price_of=st.none(),
    attribution=st.none() | st.just("JPMorgan"),
    rule=st.just("a > b"),
)


@given(CLAIMS)
def test_there_and_back(claim: Claim) -> None:
    assert claim_from_wire(claim_to_wire(claim)) == claim


@pytest.mark.parametrize(
    ("number", "text"),
    [("4.690E+12", "4690000000000"), ("31.480", "31.48"), ("-0.0", "0"), ("100", "100"), ("1E-7", "0.0000001")],
)
def test_decimals_are_written_plainly(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


GOOD: dict[str, Any] = {"kind": "level", "measure": "token_usage", "subject": "all", "value": {"point": "1"}}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"kind": "amount"}, "kind"),
        ({"subject": None}, "subject"),
        ({"object": []}, "object"),
        ({"value": "1"}, "value"),
        ({"value": {"point": "one"}}, "value.point"),
        ({"value": {"point": "NaN"}}, "value.point"),
        ({"of": "2.5"}, "of"),
        ({"period": {"start": "2026-02-30", "end": "2026-03-01"}}, "period"),
        ({"mentions": "4.69"}, "mentions"),
        ({"mentions": [{"field": "text", "quote": "4.69"}]}, "mentions"),
        ({"modality": "hoped"}, "modality"),
        ({"platform": 7}, "platform"),
    ],
)
def test_what_is_refused_is_named(change: dict[str, Any], key: str) -> None:
    with pytest.raises(WireError, match=key):
        claim_from_wire(GOOD | change)


def test_unknown_keys_are_ignored() -> None:
    assert claim_from_wire(GOOD | {"verdict": "supported"}) == claim_from_wire(GOOD)


def test_an_article_keeps_its_calendar() -> None:
    article = article_from_wire({"id": 7, "text": "…", "published_at": "2026-08-10T06:00:00+08:00"})
    assert article.id == "7"
    assert article.published_at is not None
    assert article.published_at.date() == date(2026, 8, 10)
    assert article.published_at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({}, "text"),
        ({"text": 1}, "text"),
        ({"text": "", "published_at": "2026-08-10T06:00:00"}, "time zone"),
        ({"text": "", "published_at": "soon"}, "published_at"),
        ({"text": "", "url": {}}, "url"),
    ],
)
def test_an_unusable_article_is_refused(row: dict[str, Any], key: str) -> None:
    with pytest.raises(WireError, match=key):
        article_from_wire(row)
