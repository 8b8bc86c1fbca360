"""Models and migrations say the same, and upgrading is safe to repeat."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from db import migrations
from db.errors import StoreUnavailable
from db.session import Database
from db.tables import metadata


def test_migrations_make_exactly_the_models(database: Database) -> None:
    options = {"include_name": migrations.is_modelled, "compare_type": True, "compare_server_default": True}
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_comparison_would_notice(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("DROP INDEX ix_claim_label_sorted_at"))
        session.execute(text("ALTER TABLE claim ADD COLUMN stray TEXT"))
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"include_name": migrations.is_modelled})
        found = {change[0] for change in compare_metadata(context, metadata)}
    assert found == {"add_index", "remove_column"}


def test_upgrading_again_does_nothing(tmp_path: Path) -> None:
    with Database(tmp_path / "store.db") as database:
        assert migrations.current(database) is None
        assert migrations.upgrade(database)
        assert migrations.current(database) == migrations.head()
        assert not migrations.upgrade(database)


def test_two_services_may_start_at_once(tmp_path: Path) -> None:
    done: list[bool] = []

    def start() -> None:
        with Database(tmp_path / "store.db", busy_timeout=60) as database:
            done.append(migrations.upgrade(database))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]


def test_a_store_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="revision 9999, which a newer version"):
        migrations.upgrade(database)
    assert migrations.current(database) == "9999"


def test_a_revision_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(tmp_path / "store.db") as database:
        with database.transaction() as session:
            session.execute(text("CREATE TABLE verdict (in_the_way TEXT)"))
        with pytest.raises(Exception, match="already exists"):
            migrations.upgrade(database)
        assert migrations.current(database) is None
        with database.reading() as session:
            tables = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        assert tables == ["verdict"]
