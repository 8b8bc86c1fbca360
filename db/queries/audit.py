"""The audit log: every change that somebody made, written in the transaction that made it. Lines are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, literal, or_, select
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, newest_first
from db.tables import AuditRow, table_of
from db.types import UtcTime

audit = table_of(AuditRow)


def add(
    session: Session, *, at: datetime, actor: str, key_id: str | None, action: str, target: str, detail: Any = None
) -> None:
    """``action`` is a noun and a verb (``key.revoke``), ``target`` the public id of what was changed."""
    session.execute(
        insert(audit).values(at=at, actor=actor, key_id=key_id, action=action, target=target, detail=detail)
    )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines: ``action`` may be the noun alone; ``since`` is inclusive, ``until`` exclusive; empty means any."""

    actor: str | None = None
    key_id: str | None = None
    action: tuple[str, ...] = ()
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_audit(
    session: Session, wanted: AuditFilter = AuditFilter(), *, after: After | None = None, limit: int = 50
) -> Page:
    """A page of the log, newest first."""
    given = ((audit.c[name], getattr(wanted, name)) for name in ("actor", "key_id", "target"))
    found: list[ColumnElement[bool]] = [column == value for column, value in given if value is not None]
    if wanted.action:
        nouns = (audit.c.action.startswith(f"{action}.", autoescape=True) for action in wanted.action)
        found.append(or_(audit.c.action.in_(wanted.action), *nouns))
    if wanted.since is not None:
        found.append(audit.c.at >= literal(wanted.since, UtcTime()))
    if wanted.until is not None:
        found.append(audit.c.at < literal(wanted.until, UtcTime()))
    return newest_first(session, select(audit).where(*found), audit.c.at, audit.c.id, after, limit)
