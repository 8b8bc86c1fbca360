"""Changes to endpoints and subscriptions: what the API and the desk both do. Each writes its line of the audit log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.queries.pages import Record
from service.alerts.messages import body_of_test
from service.alerts.signing import new_secret
from service.alerts.types import TEST
from service.api import alerting
from service.api.access import Caller
from service.api.alerting import check_address, endpoint_of, note, subscription_of
from service.api.conventions.problem_types import Conflict, InvalidRequest
from service.api.deps import Backing
from service.api.saved import must_exist
from service.api.schemas.alerts import (
    EndpointChange,
    EndpointNew,
    Replay,
    SubscriptionChange,
    SubscriptionNew,
)
from service.errors import NotFound
from service.identity import message_id

MOST_REPLAYED = 10_000
MOST_SUBSCRIPTIONS = 1_000
"""Every event is held against each of them."""


def add_endpoint(backing: Backing, caller: Caller, given: EndpointNew) -> dict[str, Any]:
    """The endpoint with its secret, which is told only here and when it is replaced."""
    check_address(given.channel, given.url, allow_private=backing.settings.private_webhooks)
    now, public_id, secret = backing.clock(), alerting.new_id("end"), new_secret()
    values = {"public_id": public_id, **given.model_dump(), "secret": secret, "created_at": now, "updated_at": now}
    with backing.database.transaction() as session:
        if subscriptions.count_endpoints(session) >= alerting.MOST_ENDPOINTS:
            raise Conflict(f"There are {alerting.MOST_ENDPOINTS} endpoints already; delete one first.")
        subscriptions.add_endpoint(session, values)
        note(session, caller, "endpoint.create", public_id, now, {"name": given.name})
        row = endpoint_of(session, public_id)
    return {**alerting.endpoint(row), "secret": secret}


def change_endpoint(backing: Backing, caller: Caller, public_id: str, given: EndpointChange) -> dict[str, Any]:
    """Rename it, lead it elsewhere, disable or enable it. One that is enabled again gets what waited for it."""
    now = backing.clock()
    changes: dict[str, Any] = given.model_dump(exclude_none=True, exclude={"enabled"})
    with backing.database.transaction() as session:
        row = endpoint_of(session, public_id)
        if given.url is not None:
            check_address(row.channel, given.url, allow_private=backing.settings.private_webhooks)
        if changes:
            subscriptions.update_endpoint(session, row.id, {**changes, "updated_at": now})
        if given.enabled is False and row.disabled_at is None:
            subscriptions.disable_endpoint(session, row.id, "by_request", now)
        if given.enabled is True and row.disabled_at is not None:
            subscriptions.enable_endpoint(session, row.id, now)
        note(session, caller, "endpoint.change", public_id, now, sorted(given.model_dump(exclude_none=True)))
        row = endpoint_of(session, public_id)
    return alerting.endpoint(row)


def delete_endpoint(backing: Backing, caller: Caller, public_id: str) -> None:
    """The endpoint with its subscriptions, its messages and their log."""
    now = backing.clock()
    with backing.database.transaction() as session:
        subscriptions.delete_endpoint(session, endpoint_of(session, public_id).id)
        note(session, caller, "endpoint.delete", public_id, now)


def replace_secret(backing: Backing, caller: Caller, public_id: str, keep_previous: int) -> dict[str, Any]:
    """The endpoint with a new secret; the one before signs beside it for so many seconds."""
    now, secret = backing.clock(), new_secret()
    with backing.database.transaction() as session:
        row = endpoint_of(session, public_id)
        until = now + timedelta(seconds=keep_previous)
        values = {"secret": secret, "previous_secret": row.secret, "previous_secret_until": until, "updated_at": now}
        subscriptions.update_endpoint(session, row.id, values)
        note(session, caller, "endpoint.secret", public_id, now)
        row = endpoint_of(session, public_id)
    return {**alerting.endpoint(row), "secret": secret}


def send_test(backing: Backing, caller: Caller, public_id: str) -> Record:
    """The test message as it was queued."""
    now = backing.clock()
    with backing.database.transaction() as session:
        row = enabled(endpoint_of(session, public_id))
        message = message_id(public_id, TEST, now.isoformat())
        body = body_of_test(public_id, now)
        values = {"public_id": message, "endpoint_id": row.id, "type": TEST, "body": body, "created_at": now}
        deliveries.queue(session, values)
        note(session, caller, "endpoint.test", public_id, now)
        queued = deliveries.get_delivery(session, row.id, message)
    if queued is None:
        raise NotFound(f"There is no message {message}.")
    return queued


def replay(backing: Backing, caller: Caller, public_id: str, given: Replay) -> int:
    """Send one message again, or those queued in a range of time; how many. Their ids stay the same."""
    ranged = given.queued_from is not None or given.queued_to is not None
    if ranged == (given.message is not None):
        raise InvalidRequest("Give either a message or a range of time (queued_from, queued_to).")
    now = backing.clock()
    with backing.database.transaction() as session:
        row = enabled(endpoint_of(session, public_id))
        if given.message is not None:
            found = deliveries.get_delivery(session, row.id, given.message)
            if found is None:
                raise NotFound(f"There is no message {given.message} to {public_id}.")
            deliveries.replay_one(session, found.id, now)
            count = 1
        else:
            wanted = DeliveryFilter(row.id, created_from=given.queued_from, created_to=given.queued_to)
            count = deliveries.count_deliveries(session, wanted)
            if count > MOST_REPLAYED:
                raise Conflict(f"That are {count} messages; at most {MOST_REPLAYED} are replayed at once.")
            deliveries.replay(session, wanted, now)
        detail = given.model_dump(mode="json", exclude_none=True)
        note(session, caller, "endpoint.replay", public_id, now, detail)
    return count


def add_subscription(backing: Backing, caller: Caller, given: SubscriptionNew) -> dict[str, Any]:
    """Tell an endpoint of what happens from now on and passes the filter."""
    now, public_id = backing.clock(), alerting.new_id("sub")
    with backing.database.transaction() as session:
        endpoint = endpoint_of(session, given.endpoint)
        must_exist(session, given.filter.saved, pointer="#/filter/saved")
        if len(subscriptions.list_subscriptions(session)) >= MOST_SUBSCRIPTIONS:
            raise Conflict(f"There are {MOST_SUBSCRIPTIONS} subscriptions already; delete one first.")
        values: dict[str, Any] = given.model_dump(exclude={"endpoint"})
        stamps = {"created_at": now, "updated_at": now}
        subscriptions.add_subscription(
            session, {"public_id": public_id, "endpoint_id": endpoint.id, **values, **stamps}
        )
        note(session, caller, "subscription.create", public_id, now, {"name": given.name, "endpoint": given.endpoint})
        row = subscription_of(session, public_id)
    return alerting.subscription(row)


def change_subscription(backing: Backing, caller: Caller, public_id: str, given: SubscriptionChange) -> dict[str, Any]:
    """What is left out stays; a filter is replaced as a whole. What waits for a digest keeps its hour."""
    now = backing.clock()
    changes: dict[str, Any] = given.model_dump(exclude_none=True)
    if given.filter is not None:
        changes["filter"] = given.filter.model_dump()
    with backing.database.transaction() as session:
        row = subscription_of(session, public_id)
        if given.filter is not None:
            must_exist(session, given.filter.saved, pointer="#/filter/saved")
        if changes:
            subscriptions.update_subscription(session, row.id, {**changes, "updated_at": now})
            note(session, caller, "subscription.change", public_id, now, sorted(changes))
        row = subscription_of(session, public_id)
    return alerting.subscription(row)


def delete_subscription(backing: Backing, caller: Caller, public_id: str) -> None:
    """Nothing new is told; messages that are queued already are still sent."""
    now = backing.clock()
    with backing.database.transaction() as session:
        subscriptions.delete_subscription(session, subscription_of(session, public_id).id)
        note(session, caller, "subscription.delete", public_id, now)


def enabled(row: Record) -> Record:
    if row.disabled_at is not None:
        raise Conflict(f"{row.public_id} is disabled ({row.disabled_reason}); enable it first.")
    return row
