"""Reference data: vintages, day editions and their observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import EditionRow, ObservationRow, RefreshRow, VintageRow, table_of
from db.types import UtcTime

vintage = table_of(VintageRow)
edition = table_of(EditionRow)
observation = table_of(ObservationRow)
refresh = table_of(RefreshRow)

_KNOWN = text(
    """
    SELECT edition.day, edition.as_of, observation.series, observation.value
    FROM (
        SELECT day, max(as_of) AS as_of FROM edition
        WHERE dataset = :dataset AND as_of <= :known_on GROUP BY day
    ) AS newest
    CROSS JOIN edition ON edition.dataset = :dataset AND edition.day = newest.day AND edition.as_of = newest.as_of
    CROSS JOIN observation ON observation.edition_id = edition.id
    ORDER BY edition.day
    """
)
_ANY_TIME = "9999"


def known_rows(session: Session, dataset: str, as_of: datetime | None = None) -> Sequence[tuple[str, str, str, str]]:
    """Every row as it was known on a date: (day, as_of, series, value), all as stored text, by day.

    Each day comes from its newest edition that is not later than ``as_of``. The text is left to the caller to read,
    which is most of the cost and differs by data set.
    """
    known_on = _ANY_TIME if as_of is None else UtcTime().process_bind_param(as_of, session.get_bind().dialect)
    rows = session.connection().execute(_KNOWN, {"dataset": dataset, "known_on": known_on})
    return rows.all()


def vintages(session: Session, dataset: str) -> Sequence[Record]:
    """Every vintage of a data set, newest first."""
    query = select(vintage).where(vintage.c.dataset == dataset).order_by(vintage.c.as_of.desc())
    return session.execute(query).all()


def newest_vintage(session: Session, dataset: str, as_of: datetime | None = None) -> Record | None:
    """The newest vintage, or the newest one not later than a time."""
    query = select(vintage).where(vintage.c.dataset == dataset)
    if as_of is not None:
        query = query.where(vintage.c.as_of <= literal(as_of, UtcTime()))
    return session.execute(query.order_by(vintage.c.as_of.desc()).limit(1)).one_or_none()


def has_observations(session: Session, dataset: str | None = None) -> bool:
    """Whether any reference row is stored, of one data set or of any."""
    query = select(edition.c.id).limit(1)
    if dataset is not None:
        query = query.where(edition.c.dataset == dataset)
    return session.execute(query).first() is not None


def covered(session: Session, dataset: str) -> tuple[date, date] | None:
    """The first and the last day that a data set has rows for."""
    query = select(func.min(edition.c.day), func.max(edition.c.day)).where(edition.c.dataset == dataset)
    first, last = session.execute(query).one()
    return None if first is None else (first, last)


def covering_vintages(session: Session, dataset: str, later_than: datetime) -> Sequence[Record]:
    """``as_of``, ``start_date`` and ``end_date`` of the vintages after a time, oldest first."""
    query = (
        select(vintage.c.id, vintage.c.as_of, vintage.c.start_date, vintage.c.end_date)
        .where(vintage.c.dataset == dataset, vintage.c.as_of > literal(later_than, UtcTime()))
        .order_by(vintage.c.as_of)
    )
    return session.execute(query).all()


def editions_between(session: Session, dataset: str, start: date, end: date) -> Sequence[Record]:
    """Every edition of the days of a window, by day and then vintage."""
    query = select(edition).where(edition.c.dataset == dataset, edition.c.day.between(start, end))
    return session.execute(query.order_by(edition.c.day, edition.c.as_of)).all()


def edition_rows(session: Session, edition_id: int) -> list[tuple[str, Decimal]]:
    """The (series, value) rows of one edition, by series."""
    query = select(observation.c.series, observation.c.value).where(observation.c.edition_id == edition_id)
    return [(series, value) for series, value in session.execute(query.order_by(observation.c.series))]


def add_vintage(session: Session, values: Mapping[str, Any]) -> int:
    """Store a vintage; its row id."""
    return int(session.execute(insert(vintage).values(**values).returning(vintage.c.id)).scalar_one())


def update_vintage(session: Session, vintage_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(vintage).where(vintage.c.id == vintage_id).values(**values))


def add_edition(session: Session, values: Mapping[str, Any], rows: Iterable[tuple[str, Decimal | int]]) -> None:
    """Store a day's edition with its rows."""
    edition_id = session.execute(insert(edition).values(**values).returning(edition.c.id)).scalar_one()
    session.execute(
        insert(observation), [{"edition_id": edition_id, "series": series, "value": value} for series, value in rows]
    )


def refresh_state(session: Session, dataset: str) -> Record | None:
    """How keeping a data set up to date is going; None before the first attempt."""
    return session.execute(select(refresh).where(refresh.c.dataset == dataset)).one_or_none()


def save_refresh(session: Session, dataset: str, **fields: Any) -> None:
    """Change the given fields of a data set's refresh state, making the row if it is missing."""
    statement = insert(refresh).values(dataset=dataset, **{"failures": 0, **fields})
    session.execute(statement.on_conflict_do_update(index_elements=["dataset"], set_=fields))
