"""Core value <-> row: nothing is lost, whatever a claim says, and ids depend on what it states alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Article, Claim, Kind, Modality, Modifier, Per, Period, Relation, Scope, Span, Value
from service.identity import article_id, claim_id, content_hash, discrepancy_id, event_id
from service.rows import claim_from_row, claim_values, claim_words
from tests.unit.reconcile.make import claim

NOW = datetime(2026, 3, 22, 8, tzinfo=UTC)
DECIMALS = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
PERIODS = st.none() | st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))
WORDS = st.none() | st.text(max_size=12)


def literal(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


CLAIMS = st.builds(
    Claim,
    kind=literal(Kind),
    measure=st.sampled_from(["token_usage", "token_price"]),
    subject=st.text(max_size=12),
    value=st.builds(Value, DECIMALS, DECIMALS, DECIMALS),
    object=WORDS,
    relation=st.none() | literal(Relation),
    of=st.none() | st.integers(1, 50),
    unit=WORDS,
    per=st.none() | literal(Per),
    modifier=literal(Modifier),
    scope=literal(Scope),
    scope_n=st.none() | st.integers(1, 50),
    platform=WORDS,
    modality=literal(Modality),
    period=PERIODS,
    base_period=PERIODS,
    attribution=WORDS,
    rule=st.text(max_size=12),
    confidence=st.floats(0, 1),
)


@given(CLAIMS)
def test_a_claim_is_what_its_columns_say(one: Claim) -> None:
    row: Any = SimpleNamespace(**claim_values(one))
    read = claim_from_row(row)
    assert read == one
    assert read.confidence == one.confidence


@given(CLAIMS)
def test_a_claims_id_survives_its_row(one: Claim) -> None:
    row: Any = SimpleNamespace(**claim_values(one))
    assert claim_id("art_1", claim_from_row(row)) == claim_id("art_1", one)


STATED: list[dict[str, Any]] = [
    {"subject": "country:US"},
    {"object": "country:US"},
    {"relation": "above"},
    {"value": Value(Decimal(1), Decimal(1), Decimal(1))},
    {"value": Value(Decimal("4.69e12"), Decimal("4.685e12"), None)},
    {"of": 3},
    {"per": "day"},
    {"platform": None},
    {"modality": "forecast"},
    {"period": None},
    {"base_period": Period(date(2026, 3, 2), date(2026, 3, 8))},
    {"scope": "listed"},
]
READ: list[dict[str, Any]] = [
    {"rule": "another.rule"},
    {"confidence": 0.1},
    {"attribution": "JPMorgan"},
    {"period_basis": "vague"},
    {"modifier": "about"},
    {"mentions": (Span("title", 0, 1, "a"),)},
    {"value": Value(Decimal("4690000000000.00"), Decimal(4685000000000), Decimal("4.695E+12"))},
]


def test_what_is_stated_makes_the_id_and_how_it_was_read_does_not() -> None:
    one = claim("level", "4.69")
    ids = {claim_id("art_1", replace(one, **change)) for change in STATED}
    assert len(ids) == len(STATED)
    assert claim_id("art_1", one) not in ids
    assert {claim_id("art_1", replace(one, **change)) for change in READ} == {claim_id("art_1", one)}
    assert claim_id("art_2", one) != claim_id("art_1", one)


def test_ids_are_short_and_say_what_they_are() -> None:
    ids = [
        article_id("feed", "1"),
        claim_id("art_1", claim("rank", "1")),
        discrepancy_id("refuted", "clm_1"),
        event_id("a", "b", NOW),
    ]
    assert [each[:4] for each in ids] == ["art_", "clm_", "dsc_", "evt_"]
    assert all(len(each) == 20 and each.replace("_", "").isalnum() and each.islower() for each in ids)


def test_parts_do_not_run_into_each_other() -> None:
    assert article_id("a", "bc") != article_id("ab", "c")
    assert discrepancy_id("refuted", "a", "b") != discrepancy_id("refuted", "ab")


def test_content_is_what_a_reader_reads() -> None:
    one = Article("x", "en", "Title", "Text", "https://a.test", NOW)
    for same in ({"id": "y"}, {"url": None}, {"flags": ("odd",)}):
        assert content_hash(replace(one, **same)) == content_hash(one)
    changes: list[dict[str, Any]] = [{"title": "T"}, {"text": "T"}, {"language": "zh"}, {"published_at": None}]
    assert len({content_hash(replace(one, **change)) for change in changes} | {content_hash(one)}) == 5


def test_the_words_of_a_claim_are_its_title_and_sentence() -> None:
    text = "Rain fell. DeepSeek V3.2 used 1.04 trillion tokens, a record! Nobody knew.\nThe end"
    start = text.index("1.04")
    one = replace(claim("level", "1.04"), mentions=(Span("text", start, start + 13, text[start : start + 13]),))
    assert (
        claim_words(Article("", "en", "Weekly", text), one)
        == "Weekly\nDeepSeek V3.2 used 1.04 trillion tokens, a record!"
    )
