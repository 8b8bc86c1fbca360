"""What an attempt came to, stored: its log, the message's next try, and the endpoint's standing. Blocking."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from db.queries import deliveries, discrepancies, subscriptions
from db.queries.pages import Record
from db.session import Database, Session
from service.alerts.messages import cut
from service.alerts.retries import Consequence, Failure, after_failure
from service.alerts.types import DISABLED
from service.identity import event_id
from service.reconcile.wire import time_text

log = logging.getLogger(__name__)
_DETAIL = 300
_POSTPONED = "host_asked_to_wait"
"""The network door did not send the request, because the receiver had asked for silence."""

_WHY = {
    "gone": ("it answered 410 Gone", "对方返回 410，表示不再接收"),
    "failing": ("nothing has reached it for five days", "连续五天未能送达"),
}


def record_success(
    database: Database, delivery: Record, status: int | None, started: datetime, milliseconds: int, now: datetime
) -> None:
    with database.transaction() as session:
        if subscriptions.endpoint_by_row(session, delivery.endpoint_id) is None:
            return
        _log(session, delivery, started, milliseconds, status)
        done = {"state": "delivered", "attempts": delivery.attempts + 1, "next_try": None, "delivered_at": now}
        deliveries.update_delivery(session, delivery.id, {**done, "last_status": status, "last_error": None})
        healthy = {"failing_since": None, "not_before": None, "last_success_at": now}
        subscriptions.update_endpoint(session, delivery.endpoint_id, healthy)


def record_failure(
    database: Database, delivery: Record, failure: Failure, started: datetime, milliseconds: int, now: datetime
) -> bool:
    """False if the endpoint is to be left alone now: it is disabled, or it asked for silence."""
    with database.transaction() as session:
        endpoint = subscriptions.endpoint_by_row(session, delivery.endpoint_id)
        if endpoint is None or endpoint.disabled_at is not None:
            return False
        if failure.reason == _POSTPONED and failure.retry_after is not None:
            until = now + failure.retry_after
            deliveries.update_delivery(session, delivery.id, {"next_try": until})
            subscriptions.update_endpoint(session, endpoint.id, {"not_before": until})
            return False
        _log(session, delivery, started, milliseconds, failure.status, failure)
        attempts = delivery.attempts + 1
        since = endpoint.failing_since or now
        follows = after_failure(delivery.public_id, attempts, failure, since, now)
        values: dict[str, Any] = {
            "attempts": attempts,
            "next_try": follows.next_try,
            "state": "failed" if follows.next_try is None else "pending",
            "last_status": failure.status,
            "last_error": failure.reason,
        }
        deliveries.update_delivery(session, delivery.id, values)
        standing = {"failing_since": since, "not_before": follows.not_before}
        subscriptions.update_endpoint(session, endpoint.id, standing)
        if follows.disable is not None:
            _disable(session, endpoint, follows, now)
    if follows.next_try is None:
        log.warning("%s: message %s is given up: %s", endpoint.public_id, delivery.public_id, failure.reason)
    return follows.disable is None and follows.not_before is None


def _log(
    session: Session,
    delivery: Record,
    started: datetime,
    milliseconds: int,
    status: int | None,
    failure: Failure | None = None,
) -> None:
    values = {
        "delivery_id": delivery.id,
        "started_at": started,
        "milliseconds": milliseconds,
        "status": status,
        "error": failure and failure.reason,
        "detail": cut(failure.detail, _DETAIL) if failure and failure.detail else None,
    }
    deliveries.add_attempt(session, values)


def _disable(session: Session, endpoint: Record, follows: Consequence, now: datetime) -> None:
    """Disable the endpoint, and put a notice into the outbox in the same transaction."""
    reason = str(follows.disable)
    subscriptions.disable_endpoint(session, endpoint.id, reason, now)
    en, zh = _WHY[reason]
    payload = {
        "id": endpoint.public_id,
        "type": DISABLED,
        "endpoint": endpoint.public_id,
        "name": cut(endpoint.name, _DETAIL),
        "reason": reason,
        "explanation": f"The endpoint {cut(endpoint.name, _DETAIL)} is sent nothing any more: {en}.",
        "explanation_zh": f"不再向端点“{cut(endpoint.name, _DETAIL)}”发送：{zh}。",
        "disabled_at": time_text(now),
    }
    event = {
        "event_id": event_id(DISABLED, endpoint.public_id, now),
        "type": DISABLED,
        "discrepancy_id": None,
        "created_at": now,
        "payload": payload,
    }
    discrepancies.add_event(session, event)
    log.warning("%s is disabled: %s", endpoint.public_id, en)
