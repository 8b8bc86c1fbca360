"""Saved filters: a question to one of the lists, kept under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import SavedFilterRow, table_of

saved = table_of(SavedFilterRow)


def all_filters(session: Session) -> Sequence[Record]:
    return session.execute(select(saved).order_by(saved.c.name)).all()


def find_filter(session: Session, name: str) -> Record | None:
    return session.execute(select(saved).where(saved.c.name == name)).one_or_none()


def put_filter(
    session: Session,
    name: str,
    *,
    noun: str,
    description: str,
    parameters: Mapping[str, Sequence[Any]],
    now: datetime,
) -> None:
    """Save under a name, in the place of what was there."""
    values = {"noun": noun, "description": description, "parameters": dict(parameters), "updated_at": now}
    if find_filter(session, name) is None:
        session.execute(insert(saved).values(name=name, created_at=now, **values))
    else:
        session.execute(update(saved).where(saved.c.name == name).values(**values))


def delete_filter(session: Session, name: str) -> bool:
    return session.connection().execute(delete(saved).where(saved.c.name == name)).rowcount == 1
