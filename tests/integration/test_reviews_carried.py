"""A reviewed claim keeps its review when the article is extracted anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from db.session import Database
from extractors.types import Claim
from extractors.wire import claim_to_wire
from tests.integration.make import contents, standing, story
from tests.integration.reviewing import Room, placed
from tests.stores import database, empty_store
from tests.unit.reconcile.make import claim, week

__all__ = ["database", "empty_store"]

TEXT = "China's models handled 4.69 trillion tokens in the week to March 15, the US's 3.2 trillion. " + story("a")
EDITED = "An editor's note first. " + TEXT
REVISED = TEXT.replace("4.69", "4.96")


def china(text: str = TEXT, quote: str = "4.69 trillion", stated: str = "4.69", **fields: Any) -> Claim:
    return placed(text, quote, claim("level", stated, **fields))


def america(text: str = TEXT, **fields: Any) -> Claim:
    return placed(text, "3.2 trillion", claim("level", "3.2", **{"subject": "country:US", **fields}))


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def article(room: Room) -> str:
    return room.store("1", TEXT, [china(), america()])


@pytest.fixture
def ids(room: Room, article: str) -> tuple[str, str]:
    one, other = room.claims(article)
    return one.public_id, other.public_id


def stands(room: Room, article: str) -> list[tuple[str, str]]:
    return [(row.public_id, row.review) for row in room.claims(article)]


def test_by_other_rules(room: Room, article: str, ids: tuple[str, str]) -> None:
    room.decide(ids[0], "accept")
    room.decide(ids[1], "edit", changes={"attribution": "OpenRouter", "subject": "author:openai"})
    room.read(article, [china(period=week("03-02")), america(platform=None)])
    assert stands(room, article) == [(ids[0], "accepted"), (ids[1], "edited")]
    row = room.claim(ids[1])
    assert (row.subject, row.attribution, row.platform) == ("author:openai", "OpenRouter", "openrouter")
    assert room.claim(ids[0]).period_start == week("03-09").start
    assert all(each.label is not None for each in room.claims(article))


def test_by_rules_that_find_nothing_any_more(room: Room, article: str, ids: tuple[str, str]) -> None:
    room.decide(ids[0], "accept")
    room.read(article, [])
    assert stands(room, article) == [(ids[0], "accepted")]
    assert room.claim(ids[1]).withdrawn_at is not None
    room.read(article, [china(), america()])
    assert stands(room, article) == [(ids[0], "accepted"), (ids[1], "unreviewed")]


def test_a_rejected_claim_does_not_come_back(room: Room, article: str, ids: tuple[str, str]) -> None:
    made = room.decide(ids[0], "reject")
    for again in ([china(), america()], [china(period=None), america()], [america()]):
        room.read(article, again)
        assert stands(room, article) == [(ids[1], "unreviewed")]
    room.read(article, [china(), america()])
    before = standing(room.database)
    room.undo(made.review)
    assert {public_id for public_id, _ in stands(room, article)} == set(ids)
    assert standing(room.database) != before


def test_into_a_new_version(room: Room, article: str, ids: tuple[str, str]) -> None:
    fields = claim_to_wire(
        placed(TEXT, "3.2 trillion", claim("comparison", None, relation="above", object="country:US"))
    )
    added = room.add(article, {name: value for name, value in fields.items() if name not in {"rule", "confidence"}})
    room.decide(ids[0], "edit", changes={"subject": "author:deepseek"})
    room.decide(ids[1], "reject")
    room.store("1", EDITED, [china(EDITED), america(EDITED)])
    assert stands(room, article) == [(ids[0], "edited"), (added.claim, "added")]
    assert room.quotes(article) == [["4.69 trillion"], ["3.2 trillion"]]
    assert room.claim(ids[0]).subject == "author:deepseek"
    assert room.claim(ids[1]).last_version == 2


def test_a_new_figure_orphans_the_review_and_loses_nothing(room: Room, article: str, ids: tuple[str, str]) -> None:
    room.decide(ids[0], "edit", changes={"subject": "author:deepseek"})
    room.store("1", REVISED, [china(REVISED, "4.96 trillion", "4.96"), america(REVISED)])
    row = room.claim(ids[0])
    assert (row.review, row.reviewer, row.subject) == ("edited", "ada", "author:deepseek")
    assert row.withdrawn_at is not None
    (new, state), other = stands(room, article)
    assert (room.claim(new).value_point, state) == (Decimal(4960000000000), "unreviewed")
    assert other == (ids[1], "unreviewed")
    room.store("1", TEXT + " Corrected.", [china(), america()])
    assert stands(room, article) == [(ids[0], "edited"), (ids[1], "unreviewed")]
    assert room.claim(ids[0]).subject == "author:deepseek"


def test_an_edit_taken_back_in_a_later_version_has_its_places_there(
    room: Room, article: str, ids: tuple[str, str]
) -> None:
    made = room.decide(ids[0], "edit", changes={"subject": "author:deepseek"})
    room.store("1", EDITED, [china(EDITED), america(EDITED)])
    room.undo(made.review)
    assert room.claim(ids[0]).subject == "country:CN"
    assert room.quotes(article) == [["4.69 trillion"], ["3.2 trillion"]]


def test_read_again_alike_it_changes_nothing(room: Room, article: str, ids: tuple[str, str]) -> None:
    room.decide(ids[0], "edit", changes={"subject": "author:deepseek"})
    room.decide(ids[1], "reject")
    room.read(article, [china(), america()])
    before = [line for line in contents(room.database) if "mention" not in line and "fts_claim" not in line]
    room.read(article, [china(), america()])
    after = [line for line in contents(room.database) if "mention" not in line and "fts_claim" not in line]
    assert [line for line in after if line not in before] == []
