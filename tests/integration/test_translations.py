"""Articles of two languages that tell one story join one cluster, whichever came first; nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.queries import articles, claims, reviews
from db.session import Database
from extractors.types import Claim
from service.pipeline import ingest
from tests.integration.make import LATER, NOW, incoming, standing, story
from tests.unit.reconcile.make import claim

STORY = (
    claim("level", "4.69"),
    claim("level", "3.294", subject="country:US"),
    claim("change", "12.5", base="03-02"),
    claim("rank", "1", of=10),
)
TOTALS = STORY[:2]
OTHER = (claim("share", "38.2"), claim("level", "1.57", subject="country:FR"))


def stored(database: Database, source: str, said: tuple[Claim, ...] = STORY, **fields: Any) -> str:
    return ingest(database, incoming(said, source=source, **fields), NOW).article_id


def cluster(database: Database, public_id: str) -> str:
    with database.reading() as session:
        row = articles.get_article(session, public_id)
        assert row is not None
        return str(row.cluster)


@pytest.mark.parametrize("order", [("en", "zh"), ("zh", "en")])
def test_a_translation_joins_its_story(database: Database, order: tuple[str, str]) -> None:
    first, second = (stored(database, language, language=language) for language in order)
    assert [cluster(database, each) for each in (first, second)] == [first, first]
    assert standing(database) == []


def test_a_wrong_figure_in_a_translation_joins_and_disagrees(database: Database) -> None:
    said = (claim("level", "46.9"), *STORY[1:], *OTHER)
    first = stored(database, "wire", (*STORY, *OTHER))
    second = stored(database, "paper", said, language="zh")
    assert cluster(database, second) == first
    assert [kind for kind, _ in standing(database)] == ["disagreement"]


def test_a_copy_of_a_translation_joins_with_it(database: Database) -> None:
    text = story("paper", 30)
    first = stored(database, "wire")
    copies = [stored(database, source, language="zh", text=text) for source in ("paper", "portal")]
    assert [cluster(database, each) for each in copies] == [first, first]


@pytest.mark.parametrize(
    "second",
    [
        {"said": (*TOTALS, *OTHER)},
        {"said": TOTALS},
        {"language": "en"},
        {"published_at": NOW - timedelta(days=5)},
        {"published_at": None},
    ],
    ids=["two totals", "nothing but two totals", "same language", "last week", "undated"],
)
def test_what_does_not_join(database: Database, second: dict[str, Any]) -> None:
    first = stored(database, "wire")
    other = stored(database, "paper", **{"language": "zh", **second})
    assert [cluster(database, each) for each in (first, other)] == [first, other]


@pytest.mark.parametrize("last", ["desk", "paper"])
def test_two_reports_of_one_language_do_not_meet_in_a_translation(database: Database, last: str) -> None:
    languages = {"wire": "en", "desk": "en", "paper": "zh"}
    order = ["wire", *(each for each in ("desk", "paper") if each != last), last]
    found = {source: stored(database, source, language=languages[source]) for source in order}
    assert {source: cluster(database, each) for source, each in found.items()} == {
        "wire": found["wire"],
        "desk": found["desk"],
        "paper": found["wire"],
    }


def test_an_edit_may_join_a_story_and_brings_its_copies(database: Database) -> None:
    text = story("paper", 30)
    first = stored(database, "wire")
    paper, portal = (stored(database, source, TOTALS, language="zh", text=text) for source in ("paper", "portal"))
    assert (cluster(database, paper), cluster(database, portal)) == (paper, paper)
    ingest(database, incoming(STORY, source="paper", language="zh", text=text + " 更正。"), LATER)
    assert (cluster(database, paper), cluster(database, portal)) == (first, first)


def test_an_edit_does_not_leave_a_story(database: Database) -> None:
    first, second = stored(database, "wire"), stored(database, "paper", language="zh")
    ingest(database, incoming(TOTALS, source="paper", language="zh", text="更正。"), LATER)
    assert cluster(database, second) == first


def test_a_review_of_copies_leaves_other_languages_alone(database: Database) -> None:
    text = story("wire", 30)
    first = stored(database, "wire", text=text)
    copy = stored(database, "portal", text="Reprinted. " + text)
    stored(database, "paper", language="zh")
    with database.reading() as session:
        row = articles.get_article(session, first)
        assert row is not None
        listed = claims.claims_of_article(session, row.id)[0]
        found = reviews.copies(session, listed, row.cluster)
        assert [each.article_public_id for each in found] == [copy]
        assert len(articles.copies_of(session, row.cluster)) == 3
