"""``/v1/endpoints``: where alerts are sent, what became of each message, and sending again."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, TypeAlias

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from service.alerts.messages import body_of_test
from service.alerts.signing import new_secret
from service.alerts.types import TEST
from service.api import alerting
from service.api.access import AdminDep
from service.api.alerting import check_address, endpoint_of, note
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.pagination import position, respond_page
from service.api.conventions.problem_types import Conflict, InvalidRequest
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.filters import PageQuery
from service.api.schemas.alerts import (
    DeliveryDetail,
    DeliveryPage,
    DeliveryState,
    Endpoint,
    EndpointChange,
    EndpointList,
    EndpointNew,
    EndpointWithSecret,
    Replay,
    Replayed,
    SecretChange,
)
from service.errors import NotFound
from service.identity import message_id

MOST_REPLAYED = 10_000
router = APIRouter(prefix="/v1/endpoints", tags=["alerts"])
EndpointId: TypeAlias = Annotated[str, Path(alias="id", max_length=100)]
_DENIED = (401, 403)


class DeliveryQuery(PageQuery):
    """Filters of the list of messages."""

    state: list[DeliveryState] = Field([], description="What became of the message.")


@router.get("", summary="List endpoints", responses=described(EndpointList, "endpoints", *_DENIED))
def list_endpoints(request: Request, backing: BackingDep, caller: AdminDep) -> Response:
    """Every endpoint, the oldest first."""
    with backing.database.reading() as session:
        rows = subscriptions.list_endpoints(session)
    return respond(request, {"items": [alerting.endpoint(row) for row in rows]})


@router.post(
    "",
    status_code=201,
    summary="Add an endpoint",
    responses=described(EndpointWithSecret, "endpoint_new", *_DENIED, 409, success=201),
)
def add_endpoint(request: Request, backing: BackingDep, caller: AdminDep, given: EndpointNew) -> Response:
    """The answer has the secret that its messages are signed with; it is told only here and when it is replaced."""
    check_address(given.channel, given.url, allow_private=backing.settings.private_webhooks)
    now, public_id, secret = backing.clock(), alerting.new_id("end"), new_secret()
    values = {"public_id": public_id, **given.model_dump(), "secret": secret, "created_at": now, "updated_at": now}
    with backing.database.transaction() as session:
        if subscriptions.count_endpoints(session) >= alerting.MOST_ENDPOINTS:
            raise Conflict(f"There are {alerting.MOST_ENDPOINTS} endpoints already; delete one first.")
        subscriptions.add_endpoint(session, values)
        note(session, caller, "endpoint.create", public_id, now, {"name": given.name})
        row = endpoint_of(session, public_id)
    return _made(request, {**alerting.endpoint(row), "secret": secret})


@router.get("/{id}", summary="One endpoint", responses=described(Endpoint, "endpoint", *_DENIED, 404))
def get_endpoint(request: Request, backing: BackingDep, caller: AdminDep, public_id: EndpointId) -> Response:
    """One endpoint and how sending to it goes."""
    with backing.database.reading() as session:
        row = endpoint_of(session, public_id)
    return respond(request, alerting.endpoint(row))


@router.patch("/{id}", summary="Change an endpoint", responses=described(Endpoint, "endpoint", *_DENIED, 404))
def change_endpoint(
    request: Request, backing: BackingDep, caller: AdminDep, public_id: EndpointId, given: EndpointChange
) -> Response:
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
    return respond(request, alerting.endpoint(row))


@router.delete("/{id}", status_code=204, summary="Delete an endpoint", responses=problems_of(*_DENIED, 404))
def delete_endpoint(backing: BackingDep, caller: AdminDep, public_id: EndpointId) -> Response:
    """The endpoint with its subscriptions, its messages and their log."""
    now = backing.clock()
    with backing.database.transaction() as session:
        subscriptions.delete_endpoint(session, endpoint_of(session, public_id).id)
        note(session, caller, "endpoint.delete", public_id, now)
    return Response(status_code=204)


@router.post(
    "/{id}/secret",
    summary="Replace the secret",
    responses=described(EndpointWithSecret, "endpoint_new", *_DENIED, 404),
)
def replace_secret(
    request: Request,
    backing: BackingDep,
    caller: AdminDep,
    public_id: EndpointId,
    given: SecretChange = SecretChange(),  # noqa: B008 - frozen; the body may be left out
) -> Response:
    """A new secret signs from now on, and the one before beside it for as long as you say (a day if you do not)."""
    now, secret = backing.clock(), new_secret()
    with backing.database.transaction() as session:
        row = endpoint_of(session, public_id)
        until = now + timedelta(seconds=given.keep_previous)
        values = {"secret": secret, "previous_secret": row.secret, "previous_secret_until": until, "updated_at": now}
        subscriptions.update_endpoint(session, row.id, values)
        note(session, caller, "endpoint.secret", public_id, now)
        row = endpoint_of(session, public_id)
    return respond(request, {**alerting.endpoint(row), "secret": secret}, headers={"Cache-Control": "no-store"})


@router.post(
    "/{id}/test",
    status_code=202,
    summary="Send a test message",
    responses=described(DeliveryDetail, "delivery", *_DENIED, 404, 409, success=202),
)
def send_test(request: Request, backing: BackingDep, caller: AdminDep, public_id: EndpointId) -> Response:
    """Queue a message of type `endpoint.test`; look at it by its id to see what came of it."""
    now = backing.clock()
    with backing.database.transaction() as session:
        row = _enabled(endpoint_of(session, public_id))
        message = message_id(public_id, TEST, now.isoformat())
        body = body_of_test(public_id, now)
        values = {"public_id": message, "endpoint_id": row.id, "type": TEST, "body": body, "created_at": now}
        deliveries.queue(session, values)
        note(session, caller, "endpoint.test", public_id, now)
        queued = deliveries.get_delivery(session, row.id, message)
    if queued is None:
        raise NotFound(f"There is no message {message}.")
    return _made(request, {**alerting.delivery(queued), "body": orjson.loads(body), "log": []}, status=202)


@router.get("/{id}/deliveries", summary="List messages", responses=described(DeliveryPage, "deliveries", *_DENIED, 404))
def list_deliveries(
    request: Request,
    backing: BackingDep,
    caller: AdminDep,
    public_id: EndpointId,
    query: Annotated[DeliveryQuery, Query()],
) -> Response:
    """The endpoint's messages of the last 90 days, newest first."""
    after = position(request, query.cursor)
    with backing.database.reading() as session:
        row = endpoint_of(session, public_id)
        wanted = DeliveryFilter(row.id, state=tuple(query.state))
        page = deliveries.list_deliveries(session, wanted, after=after, limit=query.limit)
    return respond_page(request, [alerting.delivery(one) for one in page.rows], page.after)


@router.get(
    "/{id}/deliveries/{message}",
    summary="One message",
    responses=described(DeliveryDetail, "delivery", *_DENIED, 404),
)
def get_delivery(
    request: Request,
    backing: BackingDep,
    caller: AdminDep,
    public_id: EndpointId,
    message: Annotated[str, Path(max_length=100)],
) -> Response:
    """One message with its body and every attempt at it."""
    with backing.database.reading() as session:
        row = deliveries.get_delivery(session, endpoint_of(session, public_id).id, message)
        if row is None:
            raise NotFound(f"There is no message {message} to {public_id}.")
        log = deliveries.attempts_of(session, row.id)
    told = {"body": orjson.loads(row.body), "log": [alerting.attempt(one) for one in log]}
    return respond(request, {**alerting.delivery(row), **told})


@router.post(
    "/{id}/replay",
    summary="Send messages again",
    responses=described(Replayed, "replayed", *_DENIED, 404, 409),
)
def replay(request: Request, backing: BackingDep, caller: AdminDep, public_id: EndpointId, given: Replay) -> Response:
    """One message, or those queued in a range of time, whatever became of them; their ids stay the same."""
    ranged = given.queued_from is not None or given.queued_to is not None
    if ranged == (given.message is not None):
        raise InvalidRequest("Give either a message or a range of time (queued_from, queued_to).")
    now = backing.clock()
    with backing.database.transaction() as session:
        row = _enabled(endpoint_of(session, public_id))
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
    return respond(request, {"replayed": count})


def _enabled(row: Any) -> Any:
    if row.disabled_at is not None:
        raise Conflict(f"{row.public_id} is disabled ({row.disabled_reason}); enable it first.")
    return row


def _made(request: Request, content: Any, *, status: int = 201) -> Response:
    response = respond(request, content, headers={"Cache-Control": "no-store"})
    response.status_code = status
    return response
