"""Endpoints, subscriptions and deliveries on the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from service.alerts.types import AlertKind, Mode
from service.api.schemas import Input, Output, Time
from service.questions import Moment
from service.reconcile.types import Severity

Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Url: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Seconds: TypeAlias = Annotated[int, Field(ge=0, le=30 * 86_400)]
Interval: TypeAlias = Annotated[int, Field(ge=60, le=30 * 86_400)]
DeliveryState: TypeAlias = Literal["pending", "delivered", "failed"]


class AlertFilterInput(Input):
    """What a subscription is about: all of the given must hold, an empty list means any."""

    types: list[AlertKind] = Field(default=[], max_length=20, description="Types of discrepancies and notices.")
    subjects: list[Word] = Field(default=[], max_length=50, description="Who is measured; leaves out notices.")
    sources: list[Word] = Field(default=[], max_length=50, description="Where one of the articles came from.")
    severity: Severity = Field(default="minor", description="The least severity that is told.")
    saved: Word | None = Field(
        default=None, description="The name of a saved filter of claims or discrepancies; leaves out notices."
    )


class EndpointNew(Input):
    """Where messages are to be sent."""

    name: Name
    url: Url
    channel: Annotated[str, StringConstraints(max_length=40)] = "webhook"


class EndpointChange(Input):
    """What is to be different; what is left out stays. Enabling it sends what waits for it."""

    name: Name | None = None
    url: Url | None = None
    enabled: bool | None = None


class SecretChange(Input):
    """How long the secret before this one still signs."""

    keep_previous: int = Field(default=86_400, ge=0, le=30 * 86_400, description="Seconds.")


class Replay(Input):
    """What is to be sent again: one message, or all that were queued in a range of time."""

    message: Word | None = Field(default=None, description="The id of one message.")
    queued_from: Moment | None = Field(default=None, description="Queued at this time or later.")
    queued_to: Moment | None = Field(default=None, description="Queued before this time.")


class SubscriptionNew(Input):
    """What one endpoint is to be told of. ``digest_every`` and ``cooldown`` are seconds."""

    name: Name
    endpoint: Word
    filter: AlertFilterInput = AlertFilterInput()
    mode: Mode = "at_once"
    digest_every: Interval = 86_400
    cooldown: Seconds = 0
    enabled: bool = True


class SubscriptionChange(Input):
    """What is to be different; what is left out stays."""

    name: Name | None = None
    filter: AlertFilterInput | None = None
    mode: Mode | None = None
    digest_every: Interval | None = None
    cooldown: Seconds | None = None
    enabled: bool | None = None


class AlertFilter(Output):
    """What a subscription is about."""

    types: list[AlertKind]
    subjects: list[str]
    sources: list[str]
    severity: Severity
    saved: str | None


class Endpoint(Output):
    """An address that messages are sent to. `failing_since` is the first failure after the last success."""

    id: str
    name: str
    channel: str
    url: str
    enabled: bool
    disabled_at: Time | None
    disabled_reason: Literal["gone", "failing", "by_request"] | None
    failing_since: Time | None
    last_success_at: Time | None
    previous_secret_until: Time | None
    created_at: Time
    updated_at: Time


class EndpointWithSecret(Endpoint):
    """An endpoint with its secret, which is told only now."""

    secret: str


class EndpointList(Output):
    """Every endpoint."""

    items: list[Endpoint]


class Subscription(Output):
    """What one endpoint is told of."""

    id: str
    name: str
    endpoint: str
    filter: AlertFilter
    mode: Mode
    digest_every: int
    cooldown: int
    enabled: bool
    created_at: Time
    updated_at: Time


class SubscriptionList(Output):
    """Every subscription."""

    items: list[Subscription]


class Attempt(Output):
    """One attempt to deliver a message; `error` is null for success."""

    started_at: Time
    milliseconds: int
    status: int | None
    error: str | None
    detail: str | None


class Delivery(Output):
    """One message to one endpoint."""

    id: str
    type: str
    state: DeliveryState
    attempts: int
    queued_at: Time
    next_try: Time | None
    delivered_at: Time | None
    last_status: int | None
    last_error: str | None


class DeliveryDetail(Delivery):
    """One message with its body and every attempt at it."""

    body: dict[str, Any]
    log: list[Attempt]


class DeliveryPage(Output):
    """A page of messages, newest first."""

    items: list[Delivery]
    next_cursor: str | None


class Replayed(Output):
    """How many messages are sent again."""

    replayed: int
