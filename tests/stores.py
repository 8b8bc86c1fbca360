"""Stores for tests: real SQLite files, migrated once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
