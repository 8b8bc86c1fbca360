"""The whole pure way: an article in our own words, its claims, their verdicts and consistency."""

from __future__ import annotations

from datetime import UTC, datetime

from extractors.types import Article
from service.assess import assess, judge
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, sample_snapshot
from tests.unit.reconcile.test_prices import FLASH, price, price_list

ARTICLE = Article(
    id="week-11",
    language="en",
    title="Chinese AI models stay ahead of US ones on OpenRouter",
    text=(
        "As of March 15, Chinese models on OpenRouter had processed 4.69 trillion tokens in a week, "
        "according to OpenRouter. They surpassed US models for the second consecutive week.\n"
        "The same week's total across all models was 16.9 trillion tokens."
    ),
    published_at=datetime(2026, 3, 22, 3, 5, tzinfo=UTC),
)


def test_an_article_becomes_claims_with_verdicts() -> None:
    assessment = assess(ARTICLE, None, sample_snapshot())
    found = {
        (one.kind, one.subject): verdict.label
        for one, verdict in zip(assessment.claims, assessment.verdicts, strict=True)
    }
    assert found[("level", "country:CN")] == "conflicting"
    assert found[("streak", "country:CN")] == "conflicting"
    assert assessment == assess(ARTICLE, None, sample_snapshot())


def test_claims_are_held_against_the_data_set_of_their_measure() -> None:
    usage, cost = claim("level", "4.69"), price("0.14", FLASH)
    assessment = judge([usage, cost], sample_snapshot(), price_list())
    assert assessment.verdicts == (verify(usage, sample_snapshot()), verify(cost, price_list()))
    assert [verdict.label for verdict in assessment.verdicts] == ["conflicting", "supported"]
    alone = judge([usage, cost], sample_snapshot())
    assert [verdict.reason for verdict in alone.verdicts] == [None, "measure"]


def test_the_order_of_claims_never_matters() -> None:
    stated = [claim("level", "4.69"), claim("rank", "3", of=3), claim("level", "3.29", subject="country:US")]
    straight, turned = judge(stated, sample_snapshot()), judge(stated[::-1], sample_snapshot())
    assert straight.verdicts == turned.verdicts[::-1]
    assert len(straight.consistency) == len(turned.consistency)


def test_no_claims_are_no_verdicts() -> None:
    assessment = judge([], sample_snapshot())
    assert (assessment.claims, assessment.verdicts, assessment.consistency) == ((), (), ())
