"""A disk without room, and a store that somebody else holds: said clearly, and over as soon as it is over."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db.session import Database
from tests.acceptance.conftest import Desk


def pages(database: Database, most: int | None = None) -> int:
    """How many pages the store has; with ``most`` it may not have more."""
    with database.transaction() as session:
        connection = session.connection()
        if most is not None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


@contextmanager
def no_room_in_the_file(database: Database) -> Iterator[None]:
    pages(database, pages(database))
    yield
    pages(database, 1_000_000)


@contextmanager
def no_longer_files(database: Database) -> Iterator[None]:
    """Of this process no file may grow: what a quota does, or a volume that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("without_room", "says"),
    [(no_room_in_the_file, "no room left"), (no_longer_files, "cannot be opened, read or written")],
)
async def test_without_room_nothing_is_lost_and_with_room_all_goes_on(desk: Desk, without_room, says: str) -> None:  # type: ignore[no-untyped-def]
    await desk.poll("setupai.cc")
    before = desk.articles
    with without_room(desk.database):
        full = await desk.poll()
        assert (full.report.outcome, full.report.reason, full.report.new) == ("failed", "store_failed", 0)
        assert says in (full.report.detail or "")
        assert desk.articles == before
        assert (await desk.poll("chinadailybrief.com")).report.reason == "store_failed"
    desk.time.advance(hours=2)
    assert (await desk.poll()).report.new == 2
    assert (await desk.poll("chinadailybrief.com")).report.new == 1
    with desk.database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
