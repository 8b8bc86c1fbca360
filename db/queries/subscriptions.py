"""Subscriptions and the endpoints they lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from db.queries.pages import Query, Record
from db.tables import (
    AlertMatterRow,
    AlertRow,
    AttemptRow,
    DeliveryRow,
    EndpointRow,
    SubscriptionRow,
    table_of,
)

endpoint = table_of(EndpointRow)
subscription = table_of(SubscriptionRow)
_alert = table_of(AlertRow)
_matter = table_of(AlertMatterRow)
_delivery = table_of(DeliveryRow)
_attempt = table_of(AttemptRow)


def _listed() -> Query:
    return select(subscription, endpoint.c.public_id.label("endpoint_public_id")).join(
        endpoint, endpoint.c.id == subscription.c.endpoint_id
    )


def list_subscriptions(session: Session, *, endpoint_row: int | None = None) -> Sequence[Record]:
    """Every subscription with ``endpoint_public_id``, the oldest first; of one endpoint if that is given."""
    query = _listed().order_by(subscription.c.id)
    if endpoint_row is not None:
        query = query.where(subscription.c.endpoint_id == endpoint_row)
    return session.execute(query).all()


def active_subscriptions(session: Session) -> Sequence[Record]:
    """The subscriptions that are told of things now: enabled ones, to endpoints that are not disabled."""
    query = _listed().where(subscription.c.enabled.is_(True), endpoint.c.disabled_at.is_(None))
    return session.execute(query.order_by(subscription.c.id)).all()


def listening_by(session: Session, saved: str) -> Sequence[str]:
    """The public ids of the subscriptions, told of things now or not, that a saved filter is part of."""
    return [row.public_id for row in list_subscriptions(session) if row.filter.get("saved") == saved]


def get_subscription(session: Session, public_id: str) -> Record | None:
    return session.execute(_listed().where(subscription.c.public_id == public_id)).one_or_none()


def add_subscription(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(insert(subscription).values(**values))


def update_subscription(session: Session, row_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(subscription).where(subscription.c.id == row_id).values(**values))


def delete_subscription(session: Session, row_id: int) -> None:
    """The subscription and what it was told of; messages that are queued already are still sent."""
    alerts = select(_alert.c.id).where(_alert.c.subscription_id == row_id)
    session.execute(delete(_matter).where(_matter.c.alert_id.in_(alerts)))
    session.execute(delete(_alert).where(_alert.c.subscription_id == row_id))
    session.execute(delete(subscription).where(subscription.c.id == row_id))


def list_endpoints(session: Session) -> Sequence[Record]:
    """Every endpoint, the oldest first."""
    return session.execute(select(endpoint).order_by(endpoint.c.id)).all()


def count_endpoints(session: Session) -> int:
    return session.execute(select(func.count()).select_from(endpoint)).scalar_one()


def get_endpoint(session: Session, public_id: str) -> Record | None:
    return session.execute(select(endpoint).where(endpoint.c.public_id == public_id)).one_or_none()


def endpoint_by_row(session: Session, row_id: int) -> Record | None:
    """An endpoint by its row id; None if it was deleted meanwhile."""
    return session.execute(select(endpoint).where(endpoint.c.id == row_id)).one_or_none()


def add_endpoint(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(insert(endpoint).values(**values))


def update_endpoint(session: Session, row_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(endpoint).where(endpoint.c.id == row_id).values(**values))


def disable_endpoint(session: Session, row_id: int, reason: str, now: datetime) -> None:
    """Send it nothing from now on. What waits for it waits on."""
    update_endpoint(session, row_id, {"disabled_at": now, "disabled_reason": reason, "updated_at": now})
    session.execute(update(_delivery).where(_delivery.c.endpoint_id == row_id).values(next_try=None))


def enable_endpoint(session: Session, row_id: int, now: datetime) -> None:
    """Send it what waits and what comes, with the patience of a new one."""
    fresh = {"disabled_at": None, "disabled_reason": None, "failing_since": None, "not_before": None}
    update_endpoint(session, row_id, {**fresh, "updated_at": now})
    waiting = (_delivery.c.endpoint_id == row_id, _delivery.c.state == "pending")
    session.execute(update(_delivery).where(*waiting).values(next_try=now, attempts=0))


def delete_endpoint(session: Session, row_id: int) -> None:
    """The endpoint with its subscriptions, its messages and their log."""
    for row in list_subscriptions(session, endpoint_row=row_id):
        delete_subscription(session, row.id)
    messages = select(_delivery.c.id).where(_delivery.c.endpoint_id == row_id)
    session.execute(delete(_attempt).where(_attempt.c.delivery_id.in_(messages)))
    session.execute(delete(_delivery).where(_delivery.c.endpoint_id == row_id))
    session.execute(delete(endpoint).where(endpoint.c.id == row_id))
