"""Articles and every version of them that was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Row
from db.types import Json, UtcTime


class ArticleRow(Row, table=True):
    """One article as it stands now. ``key`` is its identity within its source; ``sorted_at`` orders lists.

    ``sorted_at`` is the publication time, or the time of first sight where the page gave none.
    ``cluster`` is the public id of the first article that this one is a near copy of or tells the story of in another
    language, itself included.
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("source", "key"),
        Index(None, "sorted_at"),
        Index(None, "source", "sorted_at"),
        Index(None, "language", "sorted_at"),
        Index(None, "cluster", "sorted_at"),
        Index(None, "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    source: str = Field(foreign_key="source.name")
    key: str
    url: str | None = None
    site_id: str | None = None
    language: str
    title: str
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    first_seen_at: datetime = Field(sa_type=UtcTime)
    sorted_at: datetime = Field(sa_type=UtcTime)
    version: int
    content_hash: str
    cluster: str
    fingerprint: bytes
    flags: Any = Field(default=None, sa_type=Json, nullable=True)


class ArticleBandRow(Row, table=True):
    """A slice of an article's fingerprint: articles that share one may be copies of one text."""

    __tablename__ = "article_band"
    __table_args__ = (Index(None, "article_id"), {"sqlite_with_rowid": False})

    band: bytes = Field(primary_key=True)
    article_id: int = Field(primary_key=True, foreign_key="article.id")


class ArticleVersionRow(Row, table=True):
    """What an article said from ``seen_at`` on. Versions are only ever added."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    number: int
    seen_at: datetime = Field(sa_type=UtcTime)
    content_hash: str
    language: str
    title: str
    text: str
    url: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    flags: Any = Field(default=None, sa_type=Json, nullable=True)
