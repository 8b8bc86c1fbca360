"""Sources, what their polling has come to, every poll, and the entries that polls listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Row
from db.types import Json, UtcTime


class SourceRow(Row, table=True):
    """A place that articles come from, and how polling it goes. ``validators`` and ``moved`` are the poller's own.

    ``paused`` is an operator's word; ``asked_at`` is set while a poll that somebody asked for has not begun.
    """

    __tablename__ = "source"

    name: str = Field(primary_key=True)
    kind: str
    title: str | None = None
    url: str | None = None
    added_at: datetime = Field(sa_type=UtcTime)
    next_due: datetime | None = Field(default=None, sa_type=UtcTime)
    last_polled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_new_at: datetime | None = Field(default=None, sa_type=UtcTime)
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    interval_seconds: float | None = None
    validators: Any = Field(default=None, sa_type=Json, nullable=True)
    moved: Any = Field(default=None, sa_type=Json, nullable=True)
    gone: bool = False
    paused: bool = False
    asked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class PollRow(Row, table=True):
    """One poll of one source: what was asked, what came, what was wrong."""

    __tablename__ = "poll"
    __table_args__ = (Index(None, "source", "started_at"), Index(None, "started_at"))

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(foreign_key="source.name")
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime = Field(sa_type=UtcTime)
    outcome: str
    reason: str | None = None
    detail: str | None = None
    requests: int = 0
    bytes: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0


class EntryRow(Row, table=True):
    """Something a source listed, before and after it became an article. ``key`` is its identity within the source."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "source", "first_seen_at"),
        Index(None, "source", "next_try"),
        Index(None, "source", "url"),
    )

    source: str = Field(primary_key=True, foreign_key="source.name")
    key: str = Field(primary_key=True)
    url: str | None = None
    fingerprint: str = ""
    first_seen_at: datetime = Field(sa_type=UtcTime)
    last_seen_at: datetime = Field(sa_type=UtcTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    attempts: int = 0
    next_try: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str | None = None
    detail: str | None = None
    article_id: str | None = None


class SourceConcernRow(Row, table=True):
    """What is wrong with a source and was told; gone when it is over. ``kind`` is failing, silent or odd."""

    __tablename__ = "source_concern"

    source: str = Field(primary_key=True, foreign_key="source.name")
    kind: str
    opened_at: datetime = Field(sa_type=UtcTime)


class BackfilledListingRow(Row, table=True):
    """A listing that a backfill has read to its end, back to ``since``, and the listings that it leads to."""

    __tablename__ = "backfilled_listing"

    source: str = Field(primary_key=True, foreign_key="source.name")
    url: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcTime)
    leads_to: Any = Field(default=None, sa_type=Json, nullable=True)
    done_at: datetime = Field(sa_type=UtcTime)
