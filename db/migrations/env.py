"""Alembic's entry point: runs on the connection that :func:`db.migrations.upgrade` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

from db.tables import metadata

SEARCH_PREFIX = "fts_"


def is_modelled(name: str | None, type_: str, parents: Any) -> bool:
    """Full-text tables and their shadows are SQLite's own kind: revisions make them, models do not describe them."""
    return not (type_ == "table" and name is not None and name.startswith(SEARCH_PREFIX))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_modelled,
    transactional_ddl=False,  # the caller's transaction is the one
)
context.run_migrations()
