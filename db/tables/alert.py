"""Who wants to hear of what, where it goes, what they were told, and every attempt to tell them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Row
from db.types import Json, UtcTime


class EndpointRow(Row, table=True):
    """An address that messages are sent to.

    ``previous_secret`` signs beside ``secret`` until ``previous_secret_until``. ``failing_since`` is the first failure
    after the last success; ``not_before`` is how long the receiver asked for silence. An endpoint with ``disabled_at``
    is sent nothing.
    """

    __tablename__ = "endpoint"
    __table_args__ = (UniqueConstraint("public_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    name: str
    channel: str
    url: str
    secret: str
    previous_secret: str | None = None
    previous_secret_until: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    disabled_reason: str | None = None
    failing_since: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcTime)


class SubscriptionRow(Row, table=True):
    """What one endpoint is told of, and how: ``mode`` at_once or digest; times are in seconds."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("public_id"), Index(None, "endpoint_id"))

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    name: str
    endpoint_id: int = Field(foreign_key="endpoint.id")
    filter: Any = Field(sa_type=Json)
    mode: str
    digest_every: int
    cooldown: int
    enabled: bool = True
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)


class AlertRow(Row, table=True):
    """Something that a subscription hears of once, however many copies it has.

    ``topic`` is what it is about, figure included; ``theme`` is the same without the figure, for the cooldown.
    ``state`` is waiting, told, ending (its end waits to be told) or over; ``due_at`` is set while something waits.
    ``item`` is what will be or was said.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(None, "subscription_id", "topic"),
        Index(None, "subscription_id", "theme", "told_at"),
        Index(None, "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id")
    topic: str
    theme: str
    state: str
    item: Any = Field(sa_type=Json)
    opened_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcTime)


class AlertMatterRow(Row, table=True):
    """A discrepancy that an alert covers: its own or a copy's. ``standing`` follows the events, in their order."""

    __tablename__ = "alert_matter"
    __table_args__ = (Index(None, "matter"), {"sqlite_with_rowid": False})

    alert_id: int = Field(primary_key=True, foreign_key="alert.id")
    matter: str = Field(primary_key=True)
    standing: bool


class DeliveryRow(Row, table=True):
    """One message to one endpoint; ``public_id`` is the message's id, the same at every attempt.

    ``state`` is pending, delivered or failed (given up). ``next_try`` is null unless it is pending and its endpoint
    enabled. ``attempts`` counts since it was queued or replayed.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("public_id"),
        Index(None, "next_try", "endpoint_id"),
        Index(None, "endpoint_id", "next_try"),
        Index(None, "endpoint_id", "created_at"),
        Index(None, "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    endpoint_id: int = Field(foreign_key="endpoint.id")
    type: str
    body: str
    created_at: datetime = Field(sa_type=UtcTime)
    state: str = "pending"
    attempts: int = 0
    next_try: datetime | None = Field(default=None, sa_type=UtcTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_status: int | None = None
    last_error: str | None = None


class AttemptRow(Row, table=True):
    """One attempt to deliver a message: when, how long, and what came of it (``error`` null for success)."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "delivery_id"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id")
    started_at: datetime = Field(sa_type=UtcTime)
    milliseconds: int
    status: int | None = None
    error: str | None = None
    detail: str | None = None
