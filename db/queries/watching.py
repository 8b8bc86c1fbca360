"""What is wrong with sources and was told, how far backfills have come, and the numbers that operators watch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import (
    BackfilledListingRow,
    DiscrepancyRow,
    EntryRow,
    OutboxRow,
    PollRow,
    SourceConcernRow,
    table_of,
)
from db.types import UtcTime

concern = table_of(SourceConcernRow)
listing = table_of(BackfilledListingRow)
_entry = table_of(EntryRow)
_poll = table_of(PollRow)
_outbox = table_of(OutboxRow)
_discrepancy = table_of(DiscrepancyRow)


def open_concerns(session: Session) -> dict[str, Record]:
    """What was told of sources and still stands, by the source's name."""
    return {row.source: row for row in session.execute(select(concern))}


def open_concern(session: Session, source: str, kind: str, now: datetime) -> None:
    """Note what is wrong with a source, in place of what was."""
    statement = insert(concern).values(source=source, kind=kind, opened_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["source"], set_={"kind": kind, "opened_at": now}))


def close_concern(session: Session, source: str) -> None:
    session.execute(delete(concern).where(concern.c.source == source))


def backfilled(session: Session, source: str) -> Sequence[Record]:
    """The listings of a source that backfills have read."""
    return session.execute(select(listing).where(listing.c.source == source)).all()


def note_backfilled(
    session: Session, source: str, url: str, *, since: datetime, leads_to: Sequence[str], now: datetime
) -> None:
    values = {"since": since, "leads_to": list(leads_to), "done_at": now}
    statement = insert(listing).values(source=source, url=url, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["source", "url"], set_=values))


def forget_backfilled(session: Session, source: str) -> None:
    session.execute(delete(listing).where(listing.c.source == source))


def polls_since(session: Session, since: datetime) -> Sequence[Record]:
    """``source``, ``outcome`` and ``times`` of the polls that started after a time."""
    query = (
        select(_poll.c.source, _poll.c.outcome, func.count().label("times"))
        .where(_poll.c.started_at >= literal(since, UtcTime()))
        .group_by(_poll.c.source, _poll.c.outcome)
    )
    return session.execute(query).all()


def newest_poll(session: Session) -> datetime | None:
    """When the newest poll of any source started."""
    return session.execute(select(_poll.c.started_at).order_by(_poll.c.started_at.desc()).limit(1)).scalar()


def entries_waiting(session: Session) -> dict[str, int]:
    """By source: the entries whose article is still to be read."""
    query = select(_entry.c.source, func.count()).where(_entry.c.next_try.is_not(None)).group_by(_entry.c.source)
    return {str(source): int(count) for source, count in session.execute(query)}


def events_waiting(session: Session) -> int:
    """Events of the outbox that nobody has dispatched."""
    return session.execute(select(func.count()).where(_outbox.c.dispatched_at.is_(None))).scalar_one()


def standing_by_type(session: Session) -> dict[str, int]:
    """The unresolved discrepancies by type."""
    query = select(_discrepancy.c.type, func.count()).where(_discrepancy.c.resolved_at.is_(None))
    return {str(kind): int(count) for kind, count in session.execute(query.group_by(_discrepancy.c.type))}
