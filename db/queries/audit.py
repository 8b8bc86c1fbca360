"""The audit log: every change that somebody made, written in the transaction that made it. Lines are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, newest_first
from db.tables import AuditRow, table_of

audit = table_of(AuditRow)


def add(
    session: Session, *, at: datetime, actor: str, key_id: str | None, action: str, target: str, detail: Any = None
) -> None:
    """``action`` is a noun and a verb (``key.revoke``), ``target`` the public id of what was changed."""
    session.execute(
        insert(audit).values(at=at, actor=actor, key_id=key_id, action=action, target=target, detail=detail)
    )


def list_audit(session: Session, *, after: After | None = None, limit: int = 50) -> Page:
    """A page of the log, newest first."""
    return newest_first(session, select(audit), audit.c.at, audit.c.id, after, limit)
