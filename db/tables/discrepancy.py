"""Discrepancies, the claims on their sides, and the outbox that tells the world."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from db.tables.base import Row
from db.types import DecimalText, Json, UtcTime

_OPEN = "resolved_at IS NULL AND explained_at IS NULL"


class DiscrepancyRow(Row, table=True):
    """Two sides that do not agree. ``detail`` has the sides, the reading and the arithmetic in wire form.

    ``opened_at`` is its latest opening; ``resolved_at`` is null while it stands; ``explained_at`` is set while
    somebody's note says why it stands, which goes when the two sides change. ``severity`` is minor, major or critical.
    """

    __tablename__ = "discrepancy"
    __table_args__ = (
        UniqueConstraint("public_id"),
        Index(None, "opened_at"),
        Index(None, "type", "opened_at"),
        Index(None, "subject", "opened_at"),
        Index(None, "article_id", "opened_at"),
        Index(None, "group_key", "type"),
        Index(None, "severity", "opened_at"),
        Index("ix_discrepancy_open", "opened_at", sqlite_where=text(_OPEN)),
        Index("ix_discrepancy_explained", "opened_at", sqlite_where=text("explained_at IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    type: str
    subject: str
    measure: str
    article_id: int | None = Field(default=None, foreign_key="article.id")
    group_key: str | None = None
    opened_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    factor: Decimal | None = Field(default=None, sa_type=DecimalText)
    severity: str = Field(sa_column_kwargs={"server_default": "major"})
    explanation: str
    explanation_zh: str
    detail: Any = Field(sa_type=Json)
    explained_at: datetime | None = Field(default=None, sa_type=UtcTime)
    explained_by: str | None = None
    explained_note: str | None = None


class DiscrepancyClaimRow(Row, table=True):
    """A claim that a discrepancy is about."""

    __tablename__ = "discrepancy_claim"
    __table_args__ = (Index(None, "claim_id"), {"sqlite_with_rowid": False})

    discrepancy_id: int = Field(primary_key=True, foreign_key="discrepancy.id")
    claim_id: int = Field(primary_key=True, foreign_key="claim.id")


class OutboxRow(Row, table=True):
    """An event that happened in the same transaction as what it tells of. ``id`` is the order of events.

    ``dispatched_at`` is null until every delivery that the event calls for has been queued.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("event_id"), Index(None, "dispatched_at", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    event_id: str
    type: str
    discrepancy_id: str | None = None
    created_at: datetime = Field(sa_type=UtcTime)
    payload: Any = Field(sa_type=Json)
    dispatched_at: datetime | None = Field(default=None, sa_type=UtcTime)
