"""The same story in two languages is known by its figures, and by nothing less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Value
from service.reconcile.stories import Telling, figures, is_same_story, probes
from tests.unit.reconcile.make import claim

DAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
CHINA = claim("level", "4.69")
AMERICA = claim("level", "3.294", subject="country:US")
GROWTH = claim("change", "12.5", base="03-02")
SHARE = claim("share", "38.2")
RANK = claim("rank", "1", of=10)
ROUND = claim("level", "5", subject="country:FR")
ROUND_TOO = claim("level", "2", subject="country:DE")
SHARP = claim("level", "1.57", subject="country:FR")
SHARPER = claim("level", "2.618", subject="country:DE")
RANGE = replace(ROUND, value=Value(None, Decimal("4.6"), Decimal("4.8")), subject="country:KR")
UNDATED = (
    claim("level", "4.69", None),
    claim("level", "3.294", None, subject="country:US"),
    claim("share", "38.2", None),
)
STORY = (CHINA, AMERICA, GROWTH, RANK)


def telling(*claims: Claim, language: str = "en", at: datetime | None = DAY) -> Telling:
    return Telling(language, at, figures(claims))


CASES: dict[str, tuple[Telling, Telling, bool]] = {
    "all figures": (telling(*STORY), telling(*STORY, language="zh"), True),
    "in another order": (telling(*STORY), telling(*reversed(STORY), language="zh"), True),
    "written with other zeros": (
        telling(CHINA, AMERICA, claim("share", "38.20")),
        telling(CHINA, AMERICA, SHARE, language="zh"),
        True,
    ),
    "one figure slipped": (
        telling(*STORY, SHARE),
        telling(claim("level", "46.9"), AMERICA, GROWTH, RANK, SHARE, language="zh"),
        True,
    ),
    "a range counts like a point": (
        telling(CHINA, AMERICA, RANGE),
        telling(CHINA, AMERICA, RANGE, language="zh"),
        True,
    ),
    "three days later": (telling(*STORY), telling(*STORY, language="zh", at=DAY + timedelta(days=3)), True),
    "abridged to a half": (telling(*STORY, SHARP, SHARPER), telling(CHINA, AMERICA, GROWTH, language="zh"), True),
    "one language": (telling(*STORY), telling(*STORY), False),
    "four days later": (telling(*STORY), telling(*STORY, language="zh", at=DAY + timedelta(days=4)), False),
    "one without a date": (telling(*STORY), telling(*STORY, language="zh", at=None), False),
    "both without a date": (telling(*STORY, at=None), telling(*STORY, language="zh", at=None), False),
    "the week's two totals": (
        telling(CHINA, AMERICA, SHARP),
        telling(CHINA, AMERICA, SHARPER, language="zh"),
        False,
    ),
    "nothing but the two totals": (telling(CHINA, AMERICA), telling(CHINA, AMERICA, language="zh"), False),
    "round figures and places": (
        telling(CHINA, AMERICA, ROUND, ROUND_TOO, RANK),
        telling(CHINA, AMERICA, ROUND, ROUND_TOO, RANK, language="zh"),
        False,
    ),
    "figures without a period": (telling(*UNDATED), telling(*UNDATED, language="zh"), False),
    "half of the shorter": (
        telling(CHINA, AMERICA, GROWTH, RANK, SHARP, ROUND_TOO),
        telling(
            CHINA,
            AMERICA,
            GROWTH,
            claim("rank", "2", of=10),
            claim("level", "1.6", subject="country:FR"),
            claim("level", "3", subject="country:DE"),
            language="zh",
        ),
        False,
    ),
    "a brief and a round-up": (
        telling(*(claim("level", f"{at}.37", subject=f"country:A{at}") for at in range(1, 10)), CHINA, AMERICA, GROWTH),
        telling(CHINA, AMERICA, GROWTH, language="zh"),
        False,
    ),
    "the same numbers of other weeks": (
        telling(CHINA, AMERICA, SHARE),
        telling(
            *(claim("level", "4.69", "03-02"), claim("level", "3.294", "03-02", subject="country:US")),
            claim("share", "38.2", "03-02"),
            language="zh",
        ),
        False,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_one_story(name: str) -> None:
    one, other, expected = CASES[name]
    assert is_same_story(one, other) is expected
    assert is_same_story(other, one) is expected


def test_the_most_exact_figures_are_asked_for_first() -> None:
    asked = probes(figures([*STORY, ROUND]))
    assert [each.digits for each in asked] == [4, 3, 3]
    assert probes(figures([CHINA, AMERICA, ROUND])) == []


@given(st.lists(st.sampled_from([CHINA, AMERICA, GROWTH, SHARE, RANK, ROUND, SHARP, RANGE]), max_size=8))
def test_whoever_is_one_story_shares_a_figure_that_is_asked_for(claims: list[Claim]) -> None:
    one, other = telling(*claims), telling(*STORY, language="zh")
    if is_same_story(one, other):
        assert set(probes(one.figures)) & other.figures
