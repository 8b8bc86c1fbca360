"""Writers that share a commit: what each gets, what the store gets, and what one of them cannot spoil."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from db.errors import StoreBusy
from db.queries import sources
from db.session import Database
from service.pipeline import ingest
from service.turns import Turns
from tests.integration.make import NOW, incoming


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.name for row in sources.states(session)]


@pytest.fixture
def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for every block of scopes that were stored together."""
    counted: list[None] = []
    real = database.together

    def together():  # type: ignore[no-untyped-def]
        counted.append(None)
        return real()

    monkeypatch.setattr(database, "together", together)
    return counted


def adding(database: Database, name: str) -> Callable[[], str]:
    def add() -> str:
        with database.transaction() as session:
            sources.add_missing_source(session, name, now=NOW)
        return name

    return add


async def test_whoever_comes_meanwhile_shares_the_next_commit(database: Database, commits: list[None]) -> None:
    turns = Turns(database, most=4)
    wanted = [f"source-{number}" for number in range(9)]
    assert await asyncio.gather(*(turns.take(adding(database, name)) for name in wanted)) == wanted
    assert names(database) == wanted
    assert len(commits) == 3
    assert await turns.take(adding(database, "later")) == "later"
    assert len(commits) == 4


async def test_each_sees_what_the_others_wrote(database: Database) -> None:
    turns = Turns(database)
    await asyncio.gather(turns.take(adding(database, "one")), turns.take(adding(database, "two")))

    def look() -> list[str]:
        return names(database)

    _, seen = await asyncio.gather(turns.take(adding(database, "three")), turns.take(look))
    assert seen == ["one", "three", "two"]


async def test_one_that_fails_spoils_it_for_none(database: Database) -> None:
    def half() -> None:
        adding(database, "half")()
        raise ValueError("half done")

    turns = Turns(database)
    writes = [adding(database, "before"), half, adding(database, "after")]
    outcomes = await asyncio.gather(*(turns.take(write) for write in writes), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["before", "half done", "after"]
    assert names(database) == ["after", "before"]


async def test_a_store_that_refuses_is_everybodys_error_and_over_when_it_is_over(database: Database) -> None:
    with Database(database.path, busy_timeout=0.05) as impatient:
        turns = Turns(impatient)
        writes = [adding(impatient, name) for name in ("one", "two", "three")]
        with database.transaction():
            refused = await asyncio.gather(*(turns.take(write) for write in writes), return_exceptions=True)
        assert [type(outcome) for outcome in refused] == [StoreBusy] * 3
        assert names(database) == []
        assert await turns.take(writes[0]) == "one"


async def test_who_does_not_wait_any_more_is_not_written_for(database: Database) -> None:
    turns = Turns(database)
    unwanted = asyncio.create_task(turns.take(adding(database, "unwanted")))
    wanted = asyncio.create_task(turns.take(adding(database, "wanted")))
    await asyncio.sleep(0)  # both wait
    unwanted.cancel()
    assert await wanted == "wanted"
    assert names(database) == ["wanted"]


async def test_without_threads_to_write_on_everybody_is_told(database: Database) -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    turns = Turns(database, threads)
    outcomes = await asyncio.gather(
        turns.take(adding(database, "one")), turns.take(adding(database, "two")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [RuntimeError] * 2


def test_scopes_together_are_one_transaction(database: Database) -> None:
    with database.together():
        adding(database, "one")()
        adding(database, "two")()
        with Database(database.path) as other:
            assert names(other) == []
    assert names(database) == ["one", "two"]
    with pytest.raises(ValueError, match="no"), database.together():
        adding(database, "three")()
        raise ValueError("no")
    assert names(database) == ["one", "two"]


def test_what_follows_follows_the_commit_and_only_if_there_is_one(database: Database) -> None:
    seen: list[list[str]] = []
    with Database(database.path) as other:
        look = lambda: seen.append(names(other))  # noqa: E731
        with database.together():
            adding(database, "one")()
            database.when_stored(look)
            assert seen == []
        assert seen == [["one"]]
        with pytest.raises(ValueError, match="no"), database.together():
            database.when_stored(look)
            raise ValueError("no")
        assert len(seen) == 1
        database.when_stored(look)
        assert len(seen) == 2


def test_an_article_of_the_same_commit_is_known(database: Database) -> None:
    with database.together():
        assert ingest(database, incoming(), NOW).created
        again = ingest(database, incoming(), NOW)
    assert (again.created, again.changed) == (False, False)
