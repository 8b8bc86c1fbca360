"""Claims and where in an article's versions they are made."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from db.tables.base import Row
from db.types import DecimalText, UtcTime


def _standing(column: str, *tested: str) -> Index:
    """An index over the claims that stand: what lists ask for unless they ask for the withdrawn too.

    What is often asked along with the column is ``tested`` in the index, so that a walk need not look at each claim.
    """
    return _standing_in(column, "sorted_at", *tested)


def _standing_in(*columns: str) -> Index:
    return Index(None, *columns, sqlite_where=text("withdrawn_at IS NULL"))


def _rare(column: str) -> Index:
    """The same over a field that few claims have: those without it are not in the index."""
    return Index(None, column, "sorted_at", sqlite_where=text(f'withdrawn_at IS NULL AND "{column}" IS NOT NULL'))


class ClaimRow(Row, table=True):
    """One proposition of one article, in the contract's fields.

    ``source``, ``language`` and ``sorted_at`` repeat the article's, so that a filtered list is one walk down one index;
    ``label``, ``selection`` (of the reading that decided) and ``verdict_number`` repeat the newest verdict's.
    ``value_number`` orders and filters, the decimals are the value. ``withdrawn_at`` is when the claim ceased to stand:
    a version of the article came without it, or a reviewer rejected it. ``review`` is what the reviews come to.
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("public_id"),
        Index(None, "article_id", "position"),
        Index(None, "group_key", "sorted_at"),
        Index(None, "sorted_at", "id", "withdrawn_at"),
        *map(_standing, ("relation", "unit", "per", "modifier", "scope", "price_of", "attribution", "period_basis")),
        *map(_rare, ("of", "scope_n")),
        _standing("kind"),
        _standing("subject", "id", "kind", "label"),
        _standing("object"),
        _standing("measure"),
        _standing("modality"),
        _standing("platform"),
        _standing("label"),
        _standing("selection"),
        _standing("source"),
        _standing("language"),
        Index(None, "review", "sorted_at"),
        Index(None, "period_end", "period_start"),
        _standing_in("period_end", "period_start", "sorted_at"),
        Index(None, "base_period_end", "base_period_start", sqlite_where=text("base_period_end IS NOT NULL")),
        Index(None, "confidence", sqlite_where=text("withdrawn_at IS NULL")),
        Index(None, "kind", "value_number", sqlite_where=text("withdrawn_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    article_id: int = Field(foreign_key="article.id")
    source: str
    language: str
    sorted_at: datetime = Field(sa_type=UtcTime)
    position: int
    group_key: str | None = None

    kind: str
    measure: str
    subject: str
    object: str | None = None
    relation: str | None = None
    value_point: Decimal | None = Field(default=None, sa_type=DecimalText)
    value_low: Decimal | None = Field(default=None, sa_type=DecimalText)
    value_high: Decimal | None = Field(default=None, sa_type=DecimalText)
    value_number: float | None = None
    of: int | None = None
    unit: str | None = None
    per: str | None = None
    modifier: str = "none"
    scope: str = "all"
    scope_n: int | None = None
    platform: str | None = None
    modality: str = "observed"
    period_start: date | None = None
    period_end: date | None = None
    period_basis: str | None = None
    base_period_start: date | None = None
    base_period_end: date | None = None
    price_of: str | None = None
    attribution: str | None = None
    rule: str = ""
    confidence: float = 1.0

    first_version: int
    last_version: int
    first_seen_at: datetime = Field(sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    label: str | None = None
    selection: str | None = None
    verdict_number: int | None = None
    review: str = Field(default="unreviewed", sa_column_kwargs={"server_default": "unreviewed"})
    reviewer: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcTime)


class MentionRow(Row, table=True):
    """A span of one version of the article in which the claim is made; offsets are code points into that version."""

    __tablename__ = "mention"
    __table_args__ = (Index(None, "claim_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    version: int
    field: str
    start: int
    end: int
    quote: str
