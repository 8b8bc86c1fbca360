"""What several articles say of one thing, from stored articles to discrepancies: slips of scale words, and streaks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from db.queries import discrepancies
from db.queries.pages import Record
from db.session import Database
from extractors.types import Claim
from service.pipeline import ingest
from tests.integration.make import LATER, NOW, events, incoming, standing, story
from tests.unit.reconcile.make import claim

ORDER = ("first", "second", "third")


def tell(database: Database, source: str, *claims: Claim, again: str = "") -> None:
    """An article of its own text; ``again`` makes it a new version."""
    when = NOW - timedelta(days=3 - ORDER.index(source))
    given = incoming(list(claims), source=source, text=story(source) + again, published_at=when)
    ingest(database, given, LATER if again else NOW)


def told(database: Database) -> list[Record]:
    with database.reading() as session:
        return list(discrepancies.list_discrepancies(session, discrepancies.DiscrepancyFilter(resolved=False)).rows)


@pytest.mark.parametrize(
    ("wrong", "factor", "word"),
    [
        ("46.9", "10", "亿"),
        ("0.00469", "0.001", "万亿"),
        ("0.469", "0.1", ""),
        ("46900", "10000", ""),
    ],
)
def test_a_slipped_scale_word_is_told_with_its_factor(database: Database, wrong: str, factor: str, word: str) -> None:
    tell(database, "first", claim("level", "4.69"))
    tell(database, "second", claim("level", wrong))
    (row,) = told(database)
    assert (row.type, row.factor) == ("disagreement", Decimal(factor))
    assert [side["source"] for side in row.detail["sides"]] == ["first", "second"]
    assert word in row.explanation
    assert word in row.explanation_zh
    assert row.detail["sides"][0]["url"] == "https://news.test/first/1"


def streak(length: str, week: str, **fields: object) -> Claim:
    return claim("streak", length, week, **{"relation": "above", "object": "country:US", **fields})


@pytest.mark.parametrize(
    ("later", "fits"),
    [
        (streak("5", "03-30"), True),
        (streak("4", "03-30"), False),
        (streak("6", "03-30"), False),
        (streak("3", "03-30"), True),  # it broke and began anew
        (streak("[4,]", "03-30"), True),
        (streak("[6,]", "03-30"), False),
        (streak("6", "03-30", subject="country:US", object="country:CN"), True),
        (streak("6", "03-30", platform=None), True),
        (streak("6", "03-30", scope="listed"), True),
    ],
)
def test_streaks_of_different_weeks_must_fit_the_weeks_between(database: Database, later: Claim, fits: bool) -> None:
    tell(database, "first", streak("2", "03-09"))
    tell(database, "second", later)
    found = told(database)
    assert [row.type for row in found] == ([] if fits else ["disagreement"])
    for row in found:
        assert (row.detail["relation"], row.factor) == ("streak", None)
        assert [side["source"] for side in row.detail["sides"]] == ["first", "second"]


def test_the_sentence_says_what_the_first_would_make(database: Database) -> None:
    tell(database, "first", streak("2", "03-09"))
    tell(database, "second", streak("4", "03-30"))
    (row,) = told(database)
    assert row.explanation == (
        "Chinese models above US models: first says 2 weeks in a row up to Mar 9–15, 2026, second says 4 weeks up to "
        "Mar 30 – Apr 5, 2026; after the first it would be 5 weeks by then, unless it began anew in between."
    )
    assert row.explanation_zh == (
        "中国模型高于美国模型：first称截至2026年3月9日至15日连续2周，second称截至2026年3月30日至4月5日连续4周；"
        "按前者届时应为5周，或在其间重新起算。"
    )


def test_a_corrected_streak_resolves_what_it_opened_and_nothing_else(database: Database) -> None:
    tell(database, "first", streak("2", "03-09"))
    tell(database, "second", streak("4", "03-30"))
    tell(database, "third", streak("7", "04-06"))
    assert [kind for kind, _ in standing(database)] == ["disagreement", "disagreement"]
    tell(database, "second", streak("5", "03-30"), again="Corrected.")
    assert [kind for kind, _ in standing(database)] == ["disagreement", "revision"]
    assert ("discrepancy.resolved", "disagreement") in events(database)
    (row,) = (row for row in told(database) if row.type == "disagreement")
    assert "7 weeks" in row.explanation


def test_two_lengths_for_one_week_are_told_once(database: Database) -> None:
    tell(database, "first", streak("5", "03-30"))
    tell(database, "second", streak("4", "03-30"))
    (row,) = told(database)
    assert (row.type, row.detail["relation"]) == ("disagreement", None)


def test_an_agreeing_majority_is_the_side_that_is_believed(database: Database) -> None:
    tell(database, "first", streak("4", "03-09"))
    tell(database, "second", streak("5", "03-30"))
    tell(database, "third", streak("5", "03-30"))
    (row,) = told(database)
    assert [side["source"] for side in row.detail["sides"]] == ["second", "first"]
