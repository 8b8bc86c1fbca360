"""Sources, their polls and the entries they listed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, or_, select, update
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import ArticleRow, EntryRow, PollRow, SourceRow, table_of
from db.types import UtcTime

source = table_of(SourceRow)
poll = table_of(PollRow)
entry = table_of(EntryRow)
_article = table_of(ArticleRow)

# Statements of every poll and every entry are put together once: that takes longer than running them.
_ADD_BARE = insert(source).on_conflict_do_nothing()
_STATE = select(source).where(source.c.name == bindparam("of"))
_ADD_POLL = insert(poll)
_PENDING = (
    select(entry)
    .where(entry.c.source == bindparam("of"), entry.c.next_try <= bindparam("now", type_=UtcTime()))
    .order_by(entry.c.next_try)
    .limit(bindparam("most"))
)
_KNOWN = select(entry).where(
    entry.c.source == bindparam("of"),
    or_(entry.c.key.in_(bindparam("keys", expanding=True)), entry.c.url.in_(bindparam("urls", expanding=True))),
)


def ensure_source(session: Session, name: str, *, kind: str, now: datetime, **facts: Any) -> None:
    """Make a source's row if it is missing; otherwise only its kind and the given facts (title, url) are renewed."""
    values = {"kind": kind, **facts}
    statement = insert(source).values(name=name, added_at=now, failures=0, gone=False, paused=False, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def add_missing_source(session: Session, name: str, *, now: datetime) -> None:
    """Make a bare row for a source that articles name and nobody registered; never changes one."""
    bare = {"name": name, "kind": "unknown", "added_at": now, "failures": 0, "gone": False, "paused": False}
    session.execute(_ADD_BARE, bare)


def get_state(session: Session, name: str) -> Record | None:
    """A source's row with its polling state."""
    return session.execute(_STATE, {"of": name}).one_or_none()


def states(session: Session) -> Sequence[Record]:
    """Every source's row with its polling state, by name."""
    return session.execute(select(source).order_by(source.c.name)).all()


def pause(session: Session, name: str, *, paused: bool) -> bool:
    """Stop polling a source, or go on with it; false if it is so already or there is no such source."""
    query = update(source).where(source.c.name == name, source.c.paused.is_(not paused)).values(paused=paused)
    return session.connection().execute(query).rowcount == 1


def ask(session: Session, name: str, now: datetime) -> None:
    """Ask whoever polls to poll this source now, due or not."""
    session.execute(update(source).where(source.c.name == name).values(asked_at=now))


def asked(session: Session) -> Sequence[str]:
    """Names of the sources that somebody asked to have polled."""
    return session.execute(select(source.c.name).where(source.c.asked_at.is_not(None))).scalars().all()


def answer(session: Session, names: Collection[str]) -> None:
    """Note that the polls that were asked for have begun."""
    session.execute(update(source).where(source.c.name.in_(list(names))).values(asked_at=None))


def all_states(session: Session) -> Sequence[Record]:
    """Every source's row with its polling state and ``article_count``, by name."""
    articles = select(func.count()).where(_article.c.source == source.c.name).scalar_subquery().label("article_count")
    return session.execute(select(source, articles).order_by(source.c.name)).all()


def save_state(session: Session, name: str, *, now: datetime, **fields: Any) -> None:
    """Change the given fields of a source's row, making the row if it is missing."""
    fresh = {"kind": "unknown", "added_at": now, "failures": 0, "gone": False, "paused": False}
    session.execute(_save_state(frozenset(fields)), {"name": name, **fresh, **fields})


@cache
def _save_state(fields: frozenset[str]) -> Insert:
    statement = insert(source)
    renewed = {name: statement.excluded[name] for name in sorted(fields)}
    return statement.on_conflict_do_update(index_elements=["name"], set_=renewed)


def add_poll(session: Session, **fields: Any) -> None:
    session.execute(_ADD_POLL, fields)


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
    return session.execute(_KNOWN, {"of": name, "keys": list(keys), "urls": list(urls)}).all()


def pending_entries(session: Session, name: str, now: datetime, *, limit: int = 100) -> Sequence[Record]:
    """Entries whose ``next_try`` has come, the longest due first. An entry with none is done."""
    return session.execute(_PENDING, {"of": name, "now": now, "most": limit}).all()


def failing_entries(session: Session, name: str, *, limit: int = 20) -> Sequence[Record]:
    """Entries that were tried in vain and are tried again, the soonest first."""
    query = select(entry).where(entry.c.source == name, entry.c.next_try.is_not(None), entry.c.reason.is_not(None))
    return session.execute(query.order_by(entry.c.next_try).limit(limit)).all()


def save_entries(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store entries by their source and key, or change the given fields of the stored ones; all give the same."""
    if rows:
        session.connection().execute(_save_entry(frozenset(rows[0])), [{**_UNREAD, **row} for row in rows])


_UNREAD = {"attempts": 0, "fingerprint": ""}


@cache
def _save_entry(fields: frozenset[str]) -> Insert:
    statement = insert(entry)
    renewed = {name: statement.excluded[name] for name in sorted(fields - {"source", "key", "first_seen_at"})}
    return statement.on_conflict_do_update(index_elements=["source", "key"], set_=renewed)


def entry_counts_by_day(session: Session, name: str, since: datetime) -> dict[str, int]:
    """How many entries were first seen on each UTC day (ISO date) from a time on; days without any are absent."""
    day = func.substr(entry.c.first_seen_at, 1, 10)
    query = (
        select(day, func.count())
        .where(entry.c.source == name, entry.c.first_seen_at >= literal(since, UtcTime()))
        .group_by(day)
    )
    return {str(key): count for key, count in session.execute(query)}


_OVERDUE = (
    select(source.c.name)
    .where(
        or_(source.c.next_due.is_(None), source.c.next_due <= bindparam("now", type_=UtcTime())),
        source.c.paused.is_(False),
        source.c.gone.is_(False),
    )
    .order_by(source.c.next_due)
)
"""Asked every second, so it is put together once."""


def overdue(session: Session, now: datetime) -> Sequence[str]:
    """Names of sources that are due, neither paused nor gone."""
    return session.execute(_OVERDUE, {"now": now}).scalars().all()
