"""A scope is a transaction, and what goes wrong has a name."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.errors import StoreBusy, StoreConflict, StoreCorrupt, StoreError, StoreFull, StoreUnavailable
from db.queries import sources
from db.session import Database, Session

NOW = datetime(2026, 3, 22, tzinfo=UTC)


class Unexpected(Exception):
    """Something that the store knows nothing of."""


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.name for row in sources.all_states(session)]


def fill(session: Session, size: int = 2_000_000) -> None:
    sources.save_state(session, "large", now=NOW, detail="x" * size)


def test_a_scope_commits_when_it_ends(database: Database) -> None:
    with database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
        assert names(database) == []
    assert names(database) == ["feed"]


def test_a_scope_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(Unexpected), database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
        raise Unexpected
    assert names(database) == []


def test_reading_sees_one_moment(database: Database) -> None:
    with database.reading() as session:
        assert sources.all_states(session) == []
        with database.transaction() as writing:
            sources.ensure_source(writing, "feed", kind="feed", now=NOW)
        assert sources.all_states(session) == []
    assert names(database) == ["feed"]


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"), database.reading() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
    assert names(database) == []


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(StoreConflict, match="FOREIGN KEY"), database.transaction() as session:
        sources.add_poll(session, source="nobody", started_at=NOW, finished_at=NOW, outcome="ok")


def test_a_mistake_of_ours_is_not_disguised(database: Database) -> None:
    with pytest.raises(OperationalError, match="no such table"), database.transaction() as session:
        session.execute(text("SELECT * FROM nowhere"))


def test_another_process_that_writes_makes_it_busy_and_then_free(database: Database) -> None:
    with Database(database.path, busy_timeout=0.05) as other, other.transaction():
        with pytest.raises(StoreBusy, match="locked"), database.transaction():
            pass
        assert names(database) == []  # readers never wait
    with database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
    assert names(database) == ["feed"]


def test_threads_queue_for_the_one_writer(empty_store: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(empty_store, tmp_path / "store.db")
    with Database(path, busy_timeout=60) as database:

        def write(number: int) -> None:
            for turn in range(5):
                with database.transaction() as session:
                    sources.ensure_source(session, f"{number}-{turn}", kind="feed", now=NOW)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(names(database)) == 30


def test_a_thread_that_waits_too_long_is_told_that_it_is_busy(database: Database) -> None:
    with database.transaction(), pytest.raises(StoreBusy, match="waited too long"), database.transaction():
        pass


def test_a_full_disk_is_said_and_survived(database: Database) -> None:
    with database.transaction() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages + 20}"))
    with pytest.raises(StoreFull, match="nothing stored was lost"), database.transaction() as session:
        sources.ensure_source(session, "before", kind="feed", now=NOW)
        fill(session)
    assert names(database) == []
    with database.transaction() as session:
        sources.ensure_source(session, "small", kind="feed", now=NOW)
    with database.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        fill(session)
    assert names(database) == ["large", "small"]


def test_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deeper" / "store.db"
    with Database(path) as database, database.transaction():
        pass
    assert path.is_file()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="file"):
        Database(tmp_path / "file" / "store.db")


def test_a_file_that_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("this is a diary, not a database" * 40)
    with Database(path) as database, pytest.raises(StoreCorrupt), database.transaction():
        pass
    assert path.read_text().startswith("this is a diary")


def test_every_error_says_a_sentence() -> None:
    for kind in (StoreBusy, StoreFull, StoreUnavailable, StoreCorrupt, StoreConflict):
        assert issubclass(kind, StoreError)
        assert str(kind()).endswith(".")
        assert str(kind("why")).endswith("(why)")
