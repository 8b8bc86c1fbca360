"""What each subscription has been told of, and what waits to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import AlertMatterRow, AlertRow, table_of
from db.types import UtcTime

alert = table_of(AlertRow)
matter = table_of(AlertMatterRow)


def current_alert(session: Session, subscription_row: int, topic: str) -> Record | None:
    """A subscription's alert on a topic, unless it is over."""
    query = select(alert).where(alert.c.subscription_id == subscription_row, alert.c.topic == topic)
    return session.execute(query.where(alert.c.state != "over").order_by(alert.c.id.desc()).limit(1)).one_or_none()


def last_told(session: Session, subscription_row: int, theme: str) -> datetime | None:
    """When a subscription was last told something of a theme."""
    query = select(alert.c.told_at).where(alert.c.subscription_id == subscription_row, alert.c.theme == theme)
    found = session.execute(
        query.where(alert.c.told_at.is_not(None)).order_by(alert.c.told_at.desc()).limit(1)
    ).one_or_none()
    return None if found is None else found.told_at


def alerts_on(session: Session, matter_id: str) -> Sequence[Record]:
    """Alerts, not over, that cover a matter which stands in them, the oldest first."""
    query = select(alert).join(matter, matter.c.alert_id == alert.c.id)
    query = query.where(matter.c.matter == matter_id, matter.c.standing.is_(True), alert.c.state != "over")
    return session.execute(query.order_by(alert.c.id)).all()


def add_alert(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.execute(plain_insert(alert).values(**values).returning(alert.c.id)).scalar_one())


def update_alert(session: Session, row_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(alert).where(alert.c.id == row_id).values(**values))


def set_matter(session: Session, alert_row: int, matter_id: str, *, standing: bool) -> None:
    """Note that an alert covers a matter, and whether it stands."""
    statement = insert(matter).values(alert_id=alert_row, matter=matter_id, standing=standing)
    session.execute(statement.on_conflict_do_update(index_elements=["alert_id", "matter"], set_={"standing": standing}))


def count_standing_matters(session: Session, alert_row: int) -> int:
    query = select(func.count()).where(matter.c.alert_id == alert_row, matter.c.standing.is_(True))
    return session.execute(query).scalar_one()


def due_alerts(session: Session, now: datetime, *, limit: int = 500) -> Sequence[Record]:
    """Alerts that have waited long enough, those of one subscription together, the oldest first."""
    soonest = select(alert.c.id).where(alert.c.due_at <= literal(now, UtcTime())).order_by(alert.c.due_at).limit(limit)
    query = select(alert).where(alert.c.id.in_(soonest)).order_by(alert.c.subscription_id, alert.c.id)
    return session.execute(query).all()


def prune_alerts(session: Session, before: datetime) -> None:
    """Forget alerts that are over and began before a time."""
    old = (alert.c.state == "over", alert.c.opened_at < literal(before, UtcTime()))
    never_or_long_ago = or_(alert.c.told_at.is_(None), alert.c.told_at < literal(before, UtcTime()))
    rows = select(alert.c.id).where(*old, never_or_long_ago)
    session.execute(delete(matter).where(matter.c.alert_id.in_(rows)))
    session.execute(delete(alert).where(*old, never_or_long_ago))
