"""Reference data: vintages, what they state of each day, and the observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import EditionRow, ObservationRow, RefreshRow, StatementRow, VintageRow, table_of
from db.types import UtcTime

vintage = table_of(VintageRow)
edition = table_of(EditionRow)
statement = table_of(StatementRow)
observation = table_of(ObservationRow)
refresh = table_of(RefreshRow)

_KNOWN = text(
    """
    SELECT known.day, known.as_of, observation.series, observation.value
    FROM (
        SELECT day, max(as_of) AS as_of, edition_id FROM statement
        WHERE dataset = :dataset AND as_of <= :known_on GROUP BY day
    ) AS known
    CROSS JOIN observation ON observation.edition_id = known.edition_id
    """
)  # beside max(), SQLite gives the other columns of the row that holds the maximum
_ANY_TIME = "9999"


def known_rows(session: Session, dataset: str, as_of: datetime | None = None) -> Sequence[tuple[str, str, str, str]]:
    """Every row as it was known on a date: (day, as_of, series, value), all as stored text.

    Each day comes from the newest vintage not later than ``as_of``. The text is left to the caller to read,
    which is most of the cost and differs by data set.
    """
    known_on = _ANY_TIME if as_of is None else UtcTime().process_bind_param(as_of, session.get_bind().dialect)
    rows = session.connection().execute(_KNOWN, {"dataset": dataset, "known_on": known_on})
    return rows.all()


def vintages(session: Session, dataset: str) -> Sequence[Record]:
    """Every vintage of a data set, newest first."""
    query = select(vintage).where(vintage.c.dataset == dataset).order_by(vintage.c.as_of.desc())
    return session.execute(query).all()


def vintage_marks(session: Session, dataset: str) -> Sequence[Record]:
    """``id`` and ``days_changed`` of every vintage, newest first."""
    query = select(vintage.c.id, vintage.c.days_changed).where(vintage.c.dataset == dataset)
    return session.execute(query.order_by(vintage.c.as_of.desc())).all()


def newest_vintage(session: Session, dataset: str, as_of: datetime | None = None) -> Record | None:
    """The newest vintage, or the newest one not later than a time."""
    query = select(vintage).where(vintage.c.dataset == dataset)
    if as_of is not None:
        query = query.where(vintage.c.as_of <= literal(as_of, UtcTime()))
    return session.execute(query.order_by(vintage.c.as_of.desc()).limit(1)).one_or_none()


def next_vintage(session: Session, dataset: str, as_of: datetime) -> Record | None:
    """The oldest vintage later than a time."""
    query = select(vintage).where(vintage.c.dataset == dataset, vintage.c.as_of > literal(as_of, UtcTime()))
    return session.execute(query.order_by(vintage.c.as_of).limit(1)).one_or_none()


def has_observations(session: Session, dataset: str | None = None) -> bool:
    """Whether any reference row is stored, of one data set or of any."""
    query = select(statement.c.day).limit(1)
    if dataset is not None:
        query = query.where(statement.c.dataset == dataset)
    return session.execute(query).first() is not None


def days_known(session: Session, dataset: str) -> Sequence[date]:
    """The days that a data set has rows for as known now, in order; a withdrawn day has an edition without rows."""
    newest = (
        select(statement.c.day, statement.c.edition_id, func.max(statement.c.as_of))
        .where(statement.c.dataset == dataset)
        .group_by(statement.c.day)
        .subquery()
    )  # beside max(), SQLite gives the edition of the row that holds the maximum
    rows = select(observation.c.series).where(observation.c.edition_id == newest.c.edition_id)
    return session.execute(select(newest.c.day).where(rows.exists()).order_by(newest.c.day)).scalars().all()


def statements_between(session: Session, dataset: str, start: date, end: date) -> Sequence[Record]:
    """``day``, ``as_of``, ``edition_id``, ``digest`` of what was stated about a window's days, by day and vintage."""
    query = (
        select(statement.c.day, statement.c.as_of, statement.c.edition_id, edition.c.digest)
        .join(edition, edition.c.id == statement.c.edition_id)
        .where(statement.c.dataset == dataset, statement.c.day.between(start, end))
    )
    return session.execute(query.order_by(statement.c.day, statement.c.as_of)).all()


def edition_rows(session: Session, edition_id: int) -> list[tuple[str, Decimal]]:
    """The (series, value) rows of one edition, by series."""
    query = select(observation.c.series, observation.c.value).where(observation.c.edition_id == edition_id)
    return [(series, value) for series, value in session.execute(query.order_by(observation.c.series))]


def add_vintage(session: Session, values: Mapping[str, Any]) -> int:
    """Store a vintage; its row id."""
    return int(session.execute(insert(vintage).values(**values).returning(vintage.c.id)).scalar_one())


def update_vintage(session: Session, vintage_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(vintage).where(vintage.c.id == vintage_id).values(**values))


def note_judged(session: Session, vintage_id: int, days_changed: int, now: datetime) -> None:
    """Note that the stored claims were judged by a vintage, unless it has been widened since ``days_changed``."""
    unchanged = (vintage.c.id == vintage_id) & (vintage.c.days_changed == days_changed)
    session.execute(update(vintage).where(unchanged).values(judged_at=now))


def newest_statement(session: Session, dataset: str, day: date) -> Record | None:
    """``day``, ``as_of``, ``edition_id`` and ``digest`` of the newest day up to one that anything was stated about."""
    query = (
        select(statement.c.day, statement.c.as_of, statement.c.edition_id, edition.c.digest)
        .join(edition, edition.c.id == statement.c.edition_id)
        .where(statement.c.dataset == dataset, statement.c.day <= day)
        .order_by(statement.c.day.desc(), statement.c.as_of.desc())
    )
    return session.execute(query.limit(1)).one_or_none()


def add_edition(session: Session, dataset: str, digest: str, rows: Iterable[tuple[str, Decimal | int]]) -> int:
    """The edition with these rows, stored if it is new; its row id."""
    known = session.execute(
        select(edition.c.id).where(edition.c.dataset == dataset, edition.c.digest == digest)
    ).scalar_one_or_none()
    if known is not None:
        return int(known)
    fresh = insert(edition).values(dataset=dataset, digest=digest).returning(edition.c.id)
    edition_id = int(session.execute(fresh).scalar_one())
    stored = [{"edition_id": edition_id, "series": series, "value": value} for series, value in rows]
    if stored:
        session.execute(insert(observation), stored)
    return edition_id


def add_statements(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store which editions a vintage gave."""
    if rows:
        session.execute(insert(statement), list(rows))


def refresh_state(session: Session, dataset: str) -> Record | None:
    """How keeping a data set up to date is going; None before the first attempt."""
    return session.execute(select(refresh).where(refresh.c.dataset == dataset)).one_or_none()


def save_refresh(session: Session, dataset: str, **fields: Any) -> None:
    """Change the given fields of a data set's refresh state, making the row if it is missing."""
    upsert = insert(refresh).values(dataset=dataset, **{"failures": 0, "calls": 0, **fields})
    session.execute(upsert.on_conflict_do_update(index_elements=["dataset"], set_=fields))
