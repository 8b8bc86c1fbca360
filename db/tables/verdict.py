"""Verdicts, which are only ever added, and the consistency of an article's claims with each other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Row
from db.types import DecimalText, Json, UtcTime


class VerdictRow(Row, table=True):
    """The ``number``-th verdict on a claim. ``readings``, ``reading`` and ``missing`` are in the contract's wire form.

    ``digest`` is of everything but the vintage: a new vintage that changes nothing makes no new verdict.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("claim_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    number: int
    decided_at: datetime = Field(sa_type=UtcTime)
    label: str
    reason: str | None = None
    reading: Any = Field(default=None, sa_type=Json, nullable=True)
    readings: Any = Field(default=None, sa_type=Json, nullable=True)
    missing: Any = Field(default=None, sa_type=Json, nullable=True)
    relative_error: Decimal | None = Field(default=None, sa_type=DecimalText)
    explanation: str
    explanation_zh: str
    dataset: str
    as_of: datetime | None = Field(default=None, sa_type=UtcTime)
    citation: str
    digest: str


class ConsistencyRow(Row, table=True):
    """One relation among an article version's own claims. ``claims`` are public claim ids, the judged one first."""

    __tablename__ = "consistency"
    __table_args__ = (Index(None, "article_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    version: int
    relation: str
    result: str
    claims: Any = Field(sa_type=Json)
    low: Decimal | None = Field(default=None, sa_type=DecimalText)
    high: Decimal | None = Field(default=None, sa_type=DecimalText)
    point: Decimal | None = Field(default=None, sa_type=DecimalText)
    explanation: str
    explanation_zh: str
