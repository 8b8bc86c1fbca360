"""The sample articles say what their README promises, read from their bytes by general rules."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from extractors.article import Known, read_file
from extractors.extract import extract
from extractors.types import Article, Claim
from tests.golden.pages import SAMPLES, SEEN_AT

CN, US, ALL = "country:CN", "country:US", "all"
WEEK_OF_15_MARCH = [("level", CN, "4.69e12"), ("streak", CN, "2")]
WEEK_OF_5_APRIL = [
    ("level", CN, "12.96e12"),
    ("level", US, "3.03e12"),
    ("change", CN, "31.48"),
    ("change", US, "0.76"),
    ("streak", CN, "5"),
    ("level", ALL, "27e12"),
]
FORECAST = [("level", CN, "10e15"), ("level", CN, "3900e15"), ("ratio", CN, "370")]
PROMISED = {
    "en-brief-inference-lead.html": [*WEEK_OF_15_MARCH, *FORECAST],
    "en-wire-weekly-calls.html": WEEK_OF_15_MARCH,
    "en-card-weekly-tokens.html": [*WEEK_OF_15_MARCH, ("rank", CN, "3")],
    "zh-article-weekly-lead.html": [*WEEK_OF_15_MARCH, ("rank", CN, "3"), *FORECAST],
    "en-flash-scale-slip.html": [("level", CN, "46.9e12"), ("level", US, "3.294e12"), ("change", US, "-9.33")],
    "zh-story-new-leader.json": [("level", CN, "7.359e12"), ("level", US, "3.536e12"), ("level", ALL, "20.3e12")],
    "en-brief-thirteen-trillion.html": WEEK_OF_5_APRIL,
    "zh-newsflash-five-weeks.html": [*WEEK_OF_5_APRIL, ("share", CN, "50")],
    "zh-copy-gb18030.html": [*WEEK_OF_5_APRIL, ("share", CN, "50")],
    "zh-hant-qa-thirteen-trillion.html": WEEK_OF_5_APRIL,
    "en-blog-reading-the-week.html": [("level", CN, "12.96e12"), ("level", US, "3.03e12"), ("level", ALL, "27e12")],
    "en-note-jpm-2030.txt": FORECAST,
    "en-wire-cluster-no-claim.html": [],
    "zh-funding-no-claim.html": [],
}


@cache
def read(name: str) -> tuple[Article, tuple[Claim, ...]]:
    article = read_file((SAMPLES / name).read_bytes(), name=name, known=Known(seen_at=SEEN_AT)).article
    assert article is not None
    return article, extract(article).claims


def test_every_sample_promises_something() -> None:
    assert {path.name for path in SAMPLES.iterdir() if path.suffix in {".html", ".txt", ".json"}} == set(PROMISED)


@pytest.mark.parametrize("name", PROMISED)
def test_sample_makes_the_claims_it_promises(name: str) -> None:
    claims = {(claim.kind, claim.subject, claim.value.point) for claim in read(name)[1]}
    missing = [row for row in PROMISED[name] if (row[0], row[1], Decimal(row[2])) not in claims]
    assert not missing


@pytest.mark.parametrize("name", [name for name, rows in PROMISED.items() if not rows])
def test_numbers_alone_make_no_claim(name: str) -> None:
    assert read(name)[1] == ()


def test_card_makes_no_claim_beyond_what_changed() -> None:
    _, claims = read("en-card-weekly-tokens.html")
    assert len(claims) == len(PROMISED["en-card-weekly-tokens.html"])


@pytest.mark.parametrize("name", PROMISED)
def test_every_mention_is_a_quote(name: str) -> None:
    article, claims = read(name)
    for claim in claims:
        assert claim.mentions
        for span in claim.mentions:
            assert getattr(article, span.field)[span.start : span.end] == span.quote


def test_copies_make_the_same_claims() -> None:
    first, copy = (
        {(claim.kind, claim.subject, claim.value, claim.period) for claim in read(name)[1]}
        for name in ("zh-newsflash-five-weeks.html", "zh-copy-gb18030.html")
    )
    assert first == copy
