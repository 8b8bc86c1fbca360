"""A clash of amounts lowers the confidence of the reading that was guessed, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from extractors.extract import extract
from extractors.types import Article, Claim

DAY = datetime(2026, 4, 13, 8, tzinfo=UTC)


def read(text: str, title: str = "", language: str = "en") -> list[Claim]:
    return list(extract(Article(id="a", language=language, title=title, text=text, published_at=DAY)).claims)


def unsure(claims: list[Claim]) -> set[Decimal | None]:
    return {claim.value.point for claim in claims if claim.confidence < 0.5}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        # the number whose subject is carried over gives way
        (
            (
                "DeepSeek V3.2 processed 1.2 trillion tokens on OpenRouter last week. "
                "Night traffic came to 0.4 trillion tokens."
            ),
            {"400000000000"},
        ),
        # nobody contradicts himself in one breath: neither is sure
        (
            (
                "DeepSeek V3.2 processed 1.2 trillion tokens on OpenRouter last week, of which the cheap tier drew "
                "0.4 trillion tokens."
            ),
            {"1200000000000", "400000000000"},
        ),
        # two forecasts of one house are no contradiction
        (
            (
                "Nomura expects Chinese models to handle 90 trillion tokens a day in 2028. "
                "In its bear case Chinese models handle 40 trillion tokens a day in 2028."
            ),
            {"40000000000000"},
        ),
    ],
)
def test_the_guess_gives_way(text: str, points: set[str]) -> None:
    assert unsure(read(text)) == {Decimal(point) for point in points}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "OpenRouter handled 20 trillion tokens last week, UBS said.\n"
                "The bank sees Chinese inference at 900 trillion tokens a day in 2030."
            ),
        ),
        ("zh", "野村称，OpenRouter上周处理了20万亿Token。\n该行预计2030年中国推理Token消耗日均达到900万亿。"),
    ],
)
def test_the_bank_is_the_one_named_before(language: str, text: str) -> None:
    forecast = read(text, language=language)[-1]
    assert (forecast.modality, forecast.attribution) in {("forecast", "UBS"), ("forecast", "野村")}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        # both name their subject
        (
            "",
            (
                "Chinese models processed 12.96 trillion tokens on OpenRouter last week.\n"
                "Chinese models processed 15.2 trillion tokens last week."
            ),
        ),
        # a title leans on its body and still may contradict it
        (
            "Chinese models on OpenRouter hit 19.2 trillion tokens",
            "Chinese models processed 12.96 trillion tokens on OpenRouter last week.",
        ),
        # the same number, coarser
        (
            "",
            "Chinese models processed 12.96 trillion tokens on OpenRouter last week. That is nearly 13 trillion.",
        ),
    ],
)
def test_what_is_said_stays_sure(title: str, text: str) -> None:
    claims = read(text, title)
    assert claims
    assert not unsure(claims)


def test_a_paragraph_with_two_places_puts_one_of_them_right() -> None:
    text = "An earlier table on OpenRouter's tokens had Kimi K3 in second place. Kimi K3 was third."
    places = [claim for claim in read(text) if claim.kind == "rank"]
    assert len(places) < 2 or all(claim.confidence < 0.5 for claim in places)
    apart = [claim for claim in read("Kimi K3 was second on OpenRouter.\nKimi K3 was third.") if claim.kind == "rank"]
    assert [claim.confidence for claim in apart] == [1.0, 1.0]
