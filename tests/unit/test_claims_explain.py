"""The explainer shows the same reading as the extractor, with a reason for every number that is no claim."""

from __future__ import annotations

from datetime import UTC, datetime

from extractors.explain import explain
from extractors.extract import extract
from extractors.segment import sentences
from extractors.types import Article

ARTICLE = Article(
    "a", "en", "OpenRouter weekly",
    "Chinese models processed 12.96 trillion tokens last week, up 31.48%.\n"
    "Kimi K3 has 2.8 trillion parameters and raised $500 million.",
    published_at=datetime(2026, 4, 6, 8, tzinfo=UTC),
)  # fmt: skip


def test_every_claim_and_every_reason_is_shown() -> None:
    shown = explain(ARTICLE)
    for claim in extract(ARTICLE).claims:
        assert claim.kind in shown
        assert claim.mentions[0].quote in shown
    assert "its unit is another topic's: parameters (parameters)" in shown
    assert "money" in shown
    assert "by digits" in shown


def test_a_text_about_something_else_is_not_read() -> None:
    article = Article("a", "en", "Steel", "Steel output rose 5% to 90 million tonnes.")
    assert explain(article) == "no word of any measure: not read"
    assert extract(article).looked is False


def test_sentences_keep_abbreviations_versions_and_decimals_whole() -> None:
    text = (
        "The U.S. share fell to 3.5%. J.P. Morgan, which covers V3.2, disagreed.\n"
        "- 1. First item. Second.\n**Heading**\n"
        "中国模型达4.69万亿Token。“这是新高。”他说；美国为3万亿。\n| a | b |\n|---|---|"
    )
    cut = [(sentence.kind, text[sentence.start : sentence.end]) for sentence in sentences(text)]
    assert cut[:2] == [
        ("paragraph", "The U.S. share fell to 3.5%."),
        ("paragraph", "J.P. Morgan, which covers V3.2, disagreed."),
    ]
    assert ("heading", "**Heading**") in cut
    assert ("paragraph", "中国模型达4.69万亿Token。") in cut
    assert [kind for kind, _ in cut].count("row") == 2
