"""What is known of claim groups from earlier articles changes what storing costs, and nothing of what is stored."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.queries import groups
from db.session import Database
from db.tables import ClaimRow, table_of
from extractors.types import Claim
from service.pipeline import IncomingArticle, ingest, known_groups
from service.reconcile.camps import Camps
from tests.integration.make import NOW, contents, events, incoming, story
from tests.unit.reconcile.make import claim

NOT_COMPARED = {
    *("id", "article_id", "language", "sorted_at", "position", "value_number", "first_version", "last_version"),
    *("first_seen_at", "withdrawn_at", "label", "selection", "verdict_number", "review", "reviewer", "reviewed_at"),
}
"""What comparing the members of a group does not look at, or looks at only to choose and order them."""


def stories(seed: int, count: int = 60) -> Iterator[IncomingArticle]:
    """News, copies and corrections about two weeks, by sources of which some tell more than once."""
    dice = random.Random(seed)
    known: list[tuple[str, str, str, int]] = []
    for number in range(count):
        source, key, text, minute = f"source-{dice.randrange(9)}", str(number), story(f"{seed} {number}"), number
        if known and dice.random() < 0.3:
            source, key, text, minute = dice.choice(known)
            text += f" Corrected {number}."
        elif known and dice.random() < 0.3:
            text = dice.choice(known)[2]
        known.append((source, key, text, minute))
        yield incoming(
            [saying(dice) for _ in range(dice.choice((0, 1, 1, 2)))],
            source=source,
            key=key,
            title=dice.choice(("Weekly numbers", "The week's numbers")),
            text=text,
            published_at=NOW - timedelta(minutes=minute + dice.choice((0, 0, -30))),
        )


def saying(dice: random.Random) -> Claim:
    fields = dice.choice(({}, {}, {}, {"scope": "listed", "scope_n": 9}, {"platform": None, "attribution": "org:a"}))
    week = dice.choice(("03-09", "03-16"))
    if dice.random() < 0.2:
        return claim("streak", dice.choice(("2", "3", "5")), week, relation="above", object="country:US")
    return claim("level", dice.choice(("4.69", "4.7", "46.9", "5", "[4,]", str(dice.randrange(1, 30)))), week, **fields)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_stored_does_not_depend_on_what_is_known(
    seed: int, empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_groups, "GROUP_LIMIT", 20)
    stored = []
    for room in (0, 1_000):
        monkeypatch.setattr(known_groups, "MOST_MEMBERS", room)
        path = tmp_path / f"{room}.db"
        path.write_bytes(empty_store.read_bytes())
        with Database(path) as database:
            for number, one in enumerate(stories(seed)):
                ingest(database, one, NOW + timedelta(minutes=number))
            stored.append(contents(database))
            assert ("discrepancy.resolved", "disagreement") in events(database)
    assert stored[0] == stored[1]


def test_a_claim_more_asks_nobody_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Counting(Camps):
        def __init__(self, members, **rest) -> None:  # type: ignore[no-untyped-def]
            asked.append(len(members))
            super().__init__(members, **rest)

    monkeypatch.setattr(known_groups, "Camps", Counting)
    for number in range(12):
        when = NOW + timedelta(minutes=number)
        ingest(database, incoming([claim("level", f"{number}1.5")], source=f"source-{number}", published_at=when), NOW)
    assert asked == [2]
    with database.reading() as session:
        count = session.connection().exec_driver_sql("SELECT count(*) FROM discrepancy").scalar_one()
    assert count == 11


def test_what_was_seen_in_vain_is_forgotten(database: Database) -> None:
    """The same article stored after all must open what it opened before it was rolled back."""
    first, second = (incoming([claim("level", value)], source=value) for value in ("4.69", "46.9"))
    ingest(database, first, NOW)
    with pytest.raises(ValueError, match="no"), database.together():
        ingest(database, second, NOW)
        raise ValueError("no")
    assert events(database) == []
    stored = ingest(database, second, NOW).stored
    assert stored is not None
    assert stored.opened == 1
    with pytest.raises(ValueError, match="no"), database.together():
        ingest(database, incoming([claim("level", "9")], source="third"), NOW)
        raise ValueError("no")
    stored = ingest(database, incoming([claim("level", "9")], source="third"), NOW).stored
    assert stored is not None
    assert stored.opened == 1


def test_no_more_is_kept_than_there_is_room_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_groups, "MOST_MEMBERS", 4)
    for number, week in enumerate(("03-02", "03-09", "03-16", "03-02")):
        for value in ("1", "2"):
            ingest(database, incoming([claim("level", value, week)], source=f"{number} {value}", key=value), NOW)
    with database.transaction() as session:
        known = known_groups.Acquaintance.of(session)
        kept = [known.take(key).key for key in list(known._kept)]
    assert len(kept) == 1
    assert "2026-03-02" in kept[0]


def test_every_field_of_a_claim_is_compared_or_known_not_to_matter() -> None:
    columns = {column.name for column in table_of(ClaimRow).c}
    assert {*groups.KEYED} | {*groups.TOLD} | NOT_COMPARED == columns
    assert not {*groups.KEYED, *groups.TOLD} & NOT_COMPARED
