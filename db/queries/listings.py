"""What lists say of their entries beside numbers, as they were known on a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, Query, Record
from db.queries.reference import observation, statement
from db.tables import ListingRow, table_of
from db.types import UtcTime

listing = table_of(ListingRow)


def known_entries(session: Session, dataset: str, as_of: datetime | None = None) -> Sequence[Record]:
    """Every entry as it was known on a date, also those that were not listed any more: its newest row by then."""
    return session.execute(_known(dataset, as_of)).all()


def entries_page(
    session: Session,
    dataset: str,
    *,
    as_of: datetime | None = None,
    within: str = "",
    listed: bool | None = None,
    after: After | None = None,
    limit: int,
) -> Page:
    """The same, a page at a time by key: entries whose keys begin with ``within``, listed ones or others."""
    query = _known(dataset, as_of)
    if within:
        query = query.where(listing.c.entry >= within, listing.c.entry < _behind(within))
    if after is not None:
        query = query.where(listing.c.entry > after.at[0])
    if listed is not None:
        query = query.having(listing.c.listed == listed)
    rows = session.execute(query.limit(limit + 1)).all()
    return Page(rows[:limit], After((rows[limit - 1].entry,), 0) if len(rows) > limit else None)


def _known(dataset: str, as_of: datetime | None) -> Query:
    """Beside max(), SQLite gives the other columns of the row that holds the maximum."""
    query = select(
        listing.c.entry,
        func.max(listing.c.as_of, type_=UtcTime()).label("as_of"),
        listing.c.name,
        listing.c.released,
        listing.c.listed,
    ).where(listing.c.dataset == dataset)
    if as_of is not None:
        query = query.where(listing.c.as_of <= literal(as_of, UtcTime()))
    return query.group_by(listing.c.entry).order_by(listing.c.entry)


def _behind(prefix: str) -> str:
    """The first text behind all that begin with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def add_entries(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store what a vintage says anew; what is stored of an entry for that very vintage stays."""
    if rows:
        session.execute(insert(listing).on_conflict_do_nothing(), list(rows))


def newest_edition(session: Session, dataset: str, as_of: datetime | None = None) -> Record | None:
    """``day``, ``as_of`` and ``edition_id`` of the newest day that was known on a date."""
    query = select(statement.c.day, statement.c.as_of, statement.c.edition_id).where(statement.c.dataset == dataset)
    if as_of is not None:
        query = query.where(statement.c.as_of <= literal(as_of, UtcTime()))
    return session.execute(query.order_by(statement.c.day.desc(), statement.c.as_of.desc()).limit(1)).one_or_none()


def values_of(session: Session, edition_id: int, series: Sequence[str]) -> dict[str, Decimal]:
    """The values of some series in one edition."""
    query = select(observation.c.series, observation.c.value).where(
        observation.c.edition_id == edition_id, observation.c.series.in_(series)
    )
    return {row.series: row.value for row in session.execute(query)}
