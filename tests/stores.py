"""Stores for tests: real SQLite files, migrated once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from db import migrations
from db.session import Database


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    with Database(path) as database:
        migrations.upgrade(database)
    return path


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "store" / "tallywire.db"
    path.parent.mkdir()
    shutil.copyfile(empty_store, path)
    with Database(path, busy_timeout=0.05) as opened:
        yield opened


@contextmanager
def plans(database: Database) -> Iterator[list[str]]:
    """Collect SQLite's plan of every query that reading scopes run inside the block, one line a step."""
    steps: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if not statement.lstrip().startswith("SELECT"):
            return
        asked = connection.connection.cursor()
        steps.extend(row[3] for row in asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
        asked.close()

    engine = database._reader
    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(engine, "before_cursor_execute", explain)
