"""Alembic's entry point: runs on the connection that :func:`db.migrations.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from db.migrations import is_modelled
from db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_modelled,
    transactional_ddl=False,  # the caller's transaction is the one
)
context.run_migrations()
