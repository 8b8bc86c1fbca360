"""Keys to the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import ApiKeyRow, table_of

key = table_of(ApiKeyRow)


def add_key(session: Session, *, public_id: str, digest: bytes, name: str, scope: str, now: datetime) -> None:
    session.execute(
        insert(key).values(public_id=public_id, digest=digest, name=name, scope=scope, created_at=now, revoked_at=None)
    )


def find_key(session: Session, public_id: str) -> Record | None:
    """One key, revoked or not."""
    return session.execute(select(key).where(key.c.public_id == public_id)).one_or_none()


def all_keys(session: Session) -> Sequence[Record]:
    """Every key there ever was, the oldest first."""
    return session.execute(select(key).order_by(key.c.id)).all()


def revoke_key(session: Session, public_id: str, now: datetime) -> bool:
    """Close a key for good; false if there is no such key or it was closed before."""
    query = update(key).where(key.c.public_id == public_id, key.c.revoked_at.is_(None)).values(revoked_at=now)
    return session.connection().execute(query).rowcount == 1
