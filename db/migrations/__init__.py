"""Bring a store's tables to this version's shape. Revisions only go forward, each in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.errors import StoreUnavailable
from db.session import Database

SEARCH_PREFIX = "fts_"
_HERE = Path(__file__).resolve().parent


def is_modelled(name: str | None, type_: str, parents: Any) -> bool:
    """Full-text tables and their shadows are SQLite's own kind: revisions make them, models do not describe them."""
    return not (type_ == "table" and name is not None and name.startswith(SEARCH_PREFIX))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The revision that this code is written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101 - a package without revisions cannot be built
    return revision


def current(database: Database) -> str | None:
    """The revision that the store has; None for an empty file."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def upgrade(database: Database) -> bool:
    """Run the revisions that the store lacks; false if there were none.

    Two processes may call this at once: the second waits for the first and then has nothing to do. A store written
    by a newer version is refused with :class:`~db.errors.StoreUnavailable` and left alone.
    """
    config = _config()
    with database.writing_connection() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        if before == head():
            return False
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if before is not None and before not in known:
            raise StoreUnavailable(f"{database.path} has revision {before}, which a newer version of Tallywire wrote")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
