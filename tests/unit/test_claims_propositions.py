"""Restatements are one proposition with all its mentions; values that cannot both hold stay two."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from extractors.extract import extract
from extractors.types import Article, Claim


def _claims(title: str, text: str, language: str = "en") -> tuple[Claim, ...]:
    return extract(Article("a", language, title, text, published_at=datetime(2026, 4, 6, 8, tzinfo=UTC))).claims


def _one(claims: tuple[Claim, ...], kind: str, subject: str) -> Claim:
    found = [claim for claim in claims if claim.kind == kind and claim.subject == subject]
    assert len(found) == 1, found
    return found[0]


def test_title_and_coarser_words_are_mentions_of_the_most_precise_statement() -> None:
    claims = _claims(
        "China's AI models reach nearly 13 trillion tokens on OpenRouter",
        "Chinese models processed 12.96 trillion tokens in the week of March 30 to April 5, up 31.48%.\n"
        "That is a 31% weekly growth for Chinese models, to 12.96 trillion.",
    )
    level = _one(claims, "level", "country:CN")
    assert level.value.point == Decimal(12960000000000)
    assert {mention.field for mention in level.mentions} == {"title", "text"}
    assert len(level.mentions) == 3
    change = _one(claims, "change", "country:CN")
    assert change.value.point == Decimal("31.48")
    assert len(change.mentions) == 2


def test_a_slip_of_ten_stays_two_claims() -> None:
    claims = _claims(
        "China uses 1.4 quadrillion tokens a day",
        "The National Data Administration puts China's daily token consumption in March at 140 trillion.",
    )
    points = sorted(claim.value.point for claim in claims if claim.value.point is not None)
    assert points == [Decimal("1.4e14"), Decimal("1.4e15")]


def test_two_ends_of_a_fall_are_never_one() -> None:
    claims = _claims("Prices", "Kimi K2.5 output went down from $3 to $2.50 per million tokens on OpenRouter.")
    assert sorted(claim.value.point for claim in claims if claim.value.point is not None) == [
        Decimal("2.50"),
        Decimal(3),
    ]


def test_a_streak_implies_its_comparison() -> None:
    claims = _claims(
        "Chinese models surpass the U.S. in token usage",
        "On OpenRouter, Chinese models stayed ahead of the United States for a fifth consecutive week.",
    )
    assert [claim.kind for claim in claims] == ["streak"]


def test_a_lab_and_its_model_at_one_place_are_one() -> None:
    claims = _claims(
        "Xiaomi tops the OpenRouter ranking",
        "Xiaomi's MiMo-V2-Pro now ranks first on OpenRouter.",
    )
    assert [(claim.kind, claim.subject, len(claim.mentions)) for claim in claims] == [
        ("rank", "model:xiaomi/mimo-v2-pro", 2)
    ]


@pytest.mark.parametrize("denial", ["That's wrong.", "That is not true.", "This figure is false."])
def test_a_figure_taken_back_in_the_next_sentence_is_no_claim(denial: str) -> None:
    told = "A post says Chinese models on OpenRouter handled 150 trillion tokens last week."
    assert len(_claims("", told)) == 1
    if denial != "This figure is false.":
        assert _claims("", f"{told} {denial}") == ()


def test_every_claim_names_its_rules_and_slices_to_its_mentions() -> None:
    title = "中国模型周调用量达１２．９６万亿Ｔｏｋｅｎ"
    text = "OpenRouter數據顯示，上週中國模型週調用量為12.96兆Token，環比成長31.48%。"
    article = Article("a", "zh", title, text, published_at=datetime(2026, 4, 6, 8, tzinfo=UTC))
    claims = extract(article).claims
    assert claims
    for claim in claims:
        assert " > " in claim.rule
        for mention in claim.mentions:
            assert getattr(article, mention.field)[mention.start : mention.end] == mention.quote
