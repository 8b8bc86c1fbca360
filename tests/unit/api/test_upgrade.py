"""A store that an earlier version filled says the same after its schema was brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from db import migrations
from db.session import Database
from service.documents import write_missing
from service.reconcile.snapshot import Snapshot
from tests.unit.api.stories import tell

DERIVED = ("claim_document", "claim_tally", "claim_week_tally")
"""What follows from the other tables: by triggers, or written when it is missing."""
KEPT = ("claim", "mention", "verdict", "article", "discrepancy", *DERIVED)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, snapshot: Snapshot) -> Path:
    """A store of this version with claims, verdicts and discrepancies in it."""
    path = tmp_path_factory.mktemp("full") / "store.db"
    with Database(path) as database:
        migrations.upgrade(database)
        tell(database, snapshot)
        write_missing(database)
    return path


@pytest.mark.parametrize("revision", ["0007", "0008", "0009", "0010", "0011", "0012"])
def test_an_upgraded_store_holds_what_it_held(full: Path, tmp_path: Path, revision: str) -> None:
    path = tmp_path / "store.db"
    with Database(path) as database:
        config = migrations._config()
        with database.writing_connection() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    _fill(path, full)
    with Database(path) as database:
        assert migrations.upgrade(database)
        write_missing(database)
    held = {table: _rows(full, table) for table in KEPT}
    assert all(held.values())
    assert {table: _rows(path, table) for table in KEPT} == held


def _fill(old: Path, full: Path) -> None:
    """What the newer store has goes into the older one as far as that has a place for it."""
    connection = sqlite3.connect(old)
    connection.execute("ATTACH ? AS full", (str(full),))
    for table in _names(connection, "SELECT name FROM main.sqlite_master WHERE type = 'table'"):
        if table.startswith(("fts_", "sqlite_")) or table in {"alembic_version", *DERIVED}:
            continue  # the search index is not what is asked here
        columns = _names(connection, f"SELECT name FROM pragma_table_info('{table}', 'main')")  # noqa: S608
        listed = ", ".join(f'"{column}"' for column in columns)
        connection.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM full."{table}"')  # noqa: S608
    connection.commit()
    connection.close()


def _rows(path: Path, table: str) -> list[dict[str, object]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
    connection.close()
    return sorted(rows, key=repr)


def _names(connection: sqlite3.Connection, question: str) -> list[str]:
    return [name for (name,) in connection.execute(question)]
