"""What people decided about claims, and what still waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from db.tables.base import Row
from db.types import Json, UtcTime


class ReviewRow(Row, table=True):
    """One decision of one reviewer about one claim. Rows are only ever added: taking one back is a row of its own.

    ``before`` and ``after`` are the claim in the contract's fields, with its state. ``wanted`` says that somebody else
    shall decide about the claim too; ``answers`` is then the first decision that the second one, made without seeing
    it, is compared with. ``undoes`` is the decision that an undo takes back. ``batch`` is the decision that this one
    was made with, for a copy of the claim.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("undoes"),
        Index(None, "claim_id", "id"),
        Index(None, "article_id", "id"),
        Index(None, "reviewer", "decided_at"),
        Index(None, "decided_at"),
        Index(None, "decision", "decided_at"),
        Index(None, "answers", sqlite_where=text("answers IS NOT NULL")),
        Index(None, "batch", sqlite_where=text("batch IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    claim_id: str
    article_id: str
    reviewer: str
    decision: str
    before: Any = Field(default=None, sa_type=Json, nullable=True)
    after: Any = Field(default=None, sa_type=Json, nullable=True)
    note: str | None = None
    extractor: str
    decided_at: datetime = Field(sa_type=UtcTime)
    wanted: bool = False
    answers: str | None = None
    undoes: str | None = None
    batch: str | None = None


class ReviewTaskRow(Row, table=True):
    """Claims of one article that wait for a reviewer: for any, or (``second_to``) for anybody but the first one.

    The more ``severity`` and ``doubt``, the sooner; newer articles first.
    """

    __tablename__ = "review_task"
    __table_args__ = (
        Index(None, "severity", "doubt", "sorted_at", "article_id", "second_to"),
        Index(None, "second_to", "waiting"),
        {"sqlite_with_rowid": False},
    )

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    second_to: str = Field(primary_key=True)
    waiting: int
    severity: int
    doubt: int
    sorted_at: datetime = Field(sa_type=UtcTime)
