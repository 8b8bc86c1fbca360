"""Sources, their polls and the entries they listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import ArticleRow, EntryRow, PollRow, SourceRow, table_of
from db.types import UtcTime

source = table_of(SourceRow)
poll = table_of(PollRow)
entry = table_of(EntryRow)
_article = table_of(ArticleRow)


def ensure_source(session: Session, name: str, *, kind: str, now: datetime, **facts: Any) -> None:
    """Make a source's row if it is missing; otherwise only its kind and the given facts (title, url) are renewed."""
    values = {"kind": kind, **facts}
    statement = insert(source).values(name=name, added_at=now, failures=0, gone=False, paused=False, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def add_missing_source(session: Session, name: str, *, now: datetime) -> None:
    """Make a bare row for a source that articles name and nobody registered; never changes one."""
    statement = insert(source).values(name=name, kind="unknown", added_at=now, failures=0, gone=False, paused=False)
    session.execute(statement.on_conflict_do_nothing())


def get_state(session: Session, name: str) -> Record | None:
    """A source's row with its polling state."""
    return session.execute(select(source).where(source.c.name == name)).one_or_none()


def all_states(session: Session) -> Sequence[Record]:
    """Every source's row with its polling state and ``article_count``, by name."""
    articles = select(func.count()).where(_article.c.source == source.c.name).scalar_subquery().label("article_count")
    return session.execute(select(source, articles).order_by(source.c.name)).all()


def save_state(session: Session, name: str, *, now: datetime, **fields: Any) -> None:
    """Change the given fields of a source's row, making the row if it is missing."""
    fresh = {"kind": "unknown", "added_at": now, "failures": 0, "gone": False, "paused": False}
    statement = insert(source).values(name=name, **{**fresh, **fields})
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=fields))


def add_poll(session: Session, **fields: Any) -> None:
    session.execute(insert(poll).values(**fields))


def recent_polls(session: Session, name: str, *, limit: int = 50) -> Sequence[Record]:
    """The newest polls of a source, newest first."""
    query = select(poll).where(poll.c.source == name).order_by(poll.c.started_at.desc(), poll.c.id.desc())
    return session.execute(query.limit(limit)).all()


def prune_polls(session: Session, before: datetime) -> int:
    """Forget polls that started before a time; how many."""
    done = session.execute(delete(poll).where(poll.c.started_at < literal(before, UtcTime())).returning(poll.c.id))
    return len(done.all())


def known_entries(session: Session, name: str, keys: Collection[str], urls: Collection[str] = ()) -> Sequence[Record]:
    """The stored entries of a source that have one of the keys or one of the addresses; each once."""
    same = or_(entry.c.key.in_(list(keys)), entry.c.url.in_(list(urls)))
    return session.execute(select(entry).where(entry.c.source == name, same)).all()


def pending_entries(session: Session, name: str, now: datetime, *, limit: int = 100) -> Sequence[Record]:
    """Entries whose ``next_try`` has come, the longest due first. An entry with none is done."""
    query = (
        select(entry)
        .where(entry.c.source == name, entry.c.next_try <= literal(now, UtcTime()))
        .order_by(entry.c.next_try)
        .limit(limit)
    )
    return session.execute(query).all()


def save_entry(session: Session, **fields: Any) -> None:
    """Store an entry by its source and key, or change the given fields of the stored one."""
    statement = insert(entry).values(**{"attempts": 0, "fingerprint": "", **fields})
    changed = {name: value for name, value in fields.items() if name not in {"source", "key", "first_seen_at"}}
    statement = statement.on_conflict_do_update(index_elements=["source", "key"], set_=changed)
    session.execute(statement)


def entry_counts_by_day(session: Session, name: str, since: datetime) -> dict[str, int]:
    """How many entries were first seen on each UTC day (ISO date) from a time on; days without any are absent."""
    day = func.substr(entry.c.first_seen_at, 1, 10)
    query = (
        select(day, func.count())
        .where(entry.c.source == name, entry.c.first_seen_at >= literal(since, UtcTime()))
        .group_by(day)
    )
    return {str(key): count for key, count in session.execute(query)}


def overdue(session: Session, now: datetime) -> Sequence[str]:
    """Names of sources that are due, neither paused nor gone."""
    query = select(source.c.name).where(
        or_(source.c.next_due.is_(None), source.c.next_due <= literal(now, UtcTime())),
        source.c.paused.is_(False),
        source.c.gone.is_(False),
    )
    return session.execute(query.order_by(source.c.next_due)).scalars().all()
