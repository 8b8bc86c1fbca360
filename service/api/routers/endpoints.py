"""``/v1/endpoints``: where alerts are sent, what became of each message, and sending again."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from service.api import alert_changes, alerting
from service.api.access import AdminDep
from service.api.alerting import endpoint_of
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.pagination import position, respond_page
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
    return _made(request, alert_changes.add_endpoint(backing, caller, given))


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
    return respond(request, alert_changes.change_endpoint(backing, caller, public_id, given))


@router.delete("/{id}", status_code=204, summary="Delete an endpoint", responses=problems_of(*_DENIED, 404))
def delete_endpoint(backing: BackingDep, caller: AdminDep, public_id: EndpointId) -> Response:
    """The endpoint with its subscriptions, its messages and their log."""
    alert_changes.delete_endpoint(backing, caller, public_id)
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
    made = alert_changes.replace_secret(backing, caller, public_id, given.keep_previous)
    return respond(request, made, headers={"Cache-Control": "no-store"})


@router.post(
    "/{id}/test",
    status_code=202,
    summary="Send a test message",
    responses=described(DeliveryDetail, "delivery", *_DENIED, 404, 409, success=202),
)
def send_test(request: Request, backing: BackingDep, caller: AdminDep, public_id: EndpointId) -> Response:
    """Queue a message of type `endpoint.test`; look at it by its id to see what came of it."""
    queued = alert_changes.send_test(backing, caller, public_id)
    return _made(request, {**alerting.delivery(queued), "body": orjson.loads(queued.body), "log": []}, status=202)


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
    return respond(request, {"replayed": alert_changes.replay(backing, caller, public_id, given)})


def _made(request: Request, content: Any, *, status: int = 201) -> Response:
    response = respond(request, content, headers={"Cache-Control": "no-store"})
    response.status_code = status
    return response
