"""What the addresses for endpoints and subscriptions share: finding one, saying one, and noting who changed it."""

from __future__ import annotations

from datetime import datetime
from secrets import token_bytes
from typing import Any

from db.queries import audit, subscriptions
from db.queries.pages import Record
from db.session import Session
from service.alerts.channels import channels
from service.api.access import Caller
from service.errors import NotFound, UnusableInput
from service.identity import random_id

MOST_ENDPOINTS = 100
"""Each is sent to by a task and a connection of its own."""


def new_id(kind: str) -> str:
    """``end_…`` or ``sub_…``: these are made, not derived, so their ids are drawn."""
    return random_id(kind, token_bytes)


def endpoint_of(session: Session, public_id: str) -> Record:
    row = subscriptions.get_endpoint(session, public_id)
    if row is None:
        raise NotFound(f"There is no endpoint {public_id}.")
    return row


def subscription_of(session: Session, public_id: str) -> Record:
    row = subscriptions.get_subscription(session, public_id)
    if row is None:
        raise NotFound(f"There is no subscription {public_id}.")
    return row


def check_address(channel: str, url: str, *, allow_private: bool) -> None:
    """:class:`UnusableInput` for a channel that there is not, or an address that it cannot send to."""
    known = channels()
    if channel not in known:
        raise UnusableInput(f"channel: there is no {channel}; there are {', '.join(known)}")
    known[channel].check(url, allow_private)


def note(session: Session, caller: Caller, action: str, target: str, now: datetime, detail: Any = None) -> None:
    """Write a change into the audit log, in the change's own transaction."""
    audit.add(session, at=now, actor=caller.name, key_id=caller.key_id, action=action, target=target, detail=detail)


def endpoint(row: Record) -> dict[str, Any]:
    return {
        "id": row.public_id,
        **_fields(row, "name", "channel"),
        "url": _shown(row),
        "enabled": row.disabled_at is None,
        **_fields(row, "disabled_at", "disabled_reason", "failing_since", "last_success_at", "previous_secret_until"),
        **_fields(row, "created_at", "updated_at"),
    }


def subscription(row: Record) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "endpoint": row.endpoint_public_id,
        "filter": {"saved": None, **row.filter},  # kept before there were saved ones
        **_fields(row, "mode", "digest_every", "cooldown", "enabled", "created_at", "updated_at"),
    }


def delivery(row: Record) -> dict[str, Any]:
    return {
        "id": row.public_id,
        **_fields(row, "type", "state", "attempts"),
        "queued_at": row.created_at,
        **_fields(row, "next_try", "delivered_at", "last_status", "last_error"),
    }


def attempt(row: Record) -> dict[str, Any]:
    return _fields(row, "started_at", "milliseconds", "status", "error", "detail")


def _shown(row: Record) -> str:
    known = channels().get(row.channel)
    return f"{row.url.partition('://')[0]}://…" if known is None else known.shown(row.url)


def _fields(row: Record, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
