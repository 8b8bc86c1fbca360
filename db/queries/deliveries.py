"""Messages to endpoints: what waits, what was tried, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, literal, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, Record, newest_first
from db.tables import AttemptRow, DeliveryRow, EndpointRow, table_of
from db.types import UtcTime

delivery = table_of(DeliveryRow)
attempt = table_of(AttemptRow)
_endpoint = table_of(EndpointRow)


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which messages of an endpoint are meant; ``created_to`` is exclusive."""

    endpoint_row: int
    state: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [delivery.c.endpoint_id == self.endpoint_row]
        if self.state:
            found.append(delivery.c.state.in_(self.state))
        if self.created_from is not None:
            found.append(delivery.c.created_at >= literal(self.created_from, UtcTime()))
        if self.created_to is not None:
            found.append(delivery.c.created_at < literal(self.created_to, UtcTime()))
        return found


def queue(session: Session, values: Mapping[str, Any]) -> None:
    """Queue a message, due at once; one that is queued already stays as it is."""
    now = values["created_at"]
    statement = insert(delivery).values(**values, state="pending", attempts=0, next_try=now)
    session.execute(statement.on_conflict_do_nothing(index_elements=["public_id"]))


def endpoints_due(session: Session, now: datetime) -> Sequence[int]:
    """The row ids of endpoints that something is to be sent to now."""
    moment = literal(now, UtcTime())
    waiting = select(delivery.c.endpoint_id).where(delivery.c.next_try <= moment).distinct()
    query = select(_endpoint.c.id).where(
        _endpoint.c.id.in_(waiting),
        _endpoint.c.disabled_at.is_(None),
        or_(_endpoint.c.not_before.is_(None), _endpoint.c.not_before <= moment),
    )
    return session.execute(query).scalars().all()


def due_of(session: Session, endpoint_row: int, now: datetime, *, limit: int = 50) -> Sequence[Record]:
    """What is to be sent to an endpoint now, in the order it was queued."""
    query = select(delivery).where(delivery.c.endpoint_id == endpoint_row)
    query = query.where(delivery.c.next_try <= literal(now, UtcTime()))
    return session.execute(query.order_by(delivery.c.id).limit(limit)).all()


def get_delivery(session: Session, endpoint_row: int, public_id: str) -> Record | None:
    query = select(delivery).where(delivery.c.public_id == public_id, delivery.c.endpoint_id == endpoint_row)
    return session.execute(query).one_or_none()


def still_due(session: Session, row_id: int, now: datetime) -> Record | None:
    """A message if it is still to be sent now: nobody disabled its endpoint or deleted it meanwhile."""
    query = select(delivery).where(delivery.c.id == row_id, delivery.c.next_try <= literal(now, UtcTime()))
    return session.execute(query).one_or_none()


def list_deliveries(session: Session, wanted: DeliveryFilter, *, after: After | None = None, limit: int = 50) -> Page:
    """A page of an endpoint's messages, newest first."""
    query = select(delivery).where(*wanted.conditions())
    return newest_first(session, query, delivery.c.created_at, delivery.c.id, after, limit)


def attempts_of(session: Session, delivery_row: int) -> Sequence[Record]:
    """Every attempt at a message, the first first."""
    return session.execute(select(attempt).where(attempt.c.delivery_id == delivery_row).order_by(attempt.c.id)).all()


def update_delivery(session: Session, row_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(delivery).where(delivery.c.id == row_id).values(**values))


def add_attempt(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(plain_insert(attempt).values(**values))


def count_deliveries(session: Session, wanted: DeliveryFilter) -> int:
    return session.execute(select(func.count()).where(*wanted.conditions())).scalar_one()


def replay(session: Session, wanted: DeliveryFilter, now: datetime) -> int:
    """Send messages again, whatever became of them, under the ids they have; how many."""
    again = {"state": "pending", "attempts": 0, "next_try": now, "delivered_at": None}
    done = session.execute(update(delivery).where(*wanted.conditions()).values(**again).returning(delivery.c.id))
    return len(done.all())


def replay_one(session: Session, row_id: int, now: datetime) -> None:
    update_delivery(session, row_id, {"state": "pending", "attempts": 0, "next_try": now, "delivered_at": None})


def prune_deliveries(session: Session, before: datetime) -> int:
    """Forget messages that were queued before a time and do not wait, with their log; how many."""
    old = (delivery.c.created_at < literal(before, UtcTime()), delivery.c.state != "pending")
    session.execute(delete(attempt).where(attempt.c.delivery_id.in_(select(delivery.c.id).where(*old))))
    return len(session.execute(delete(delivery).where(*old).returning(delivery.c.id)).all())
