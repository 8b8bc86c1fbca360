"""``/v1/subscriptions``: what each endpoint is told of."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Request, Response

from db.queries import subscriptions
from service.api import alerting
from service.api.access import AdminDep
from service.api.alerting import endpoint_of, note, subscription_of
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.problem_types import Conflict
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.saved import must_exist
from service.api.schemas.alerts import Subscription, SubscriptionChange, SubscriptionList, SubscriptionNew

MOST_SUBSCRIPTIONS = 1_000
"""Every event is held against each of them."""

router = APIRouter(prefix="/v1/subscriptions", tags=["alerts"])
SubscriptionId: TypeAlias = Annotated[str, Path(alias="id", max_length=100)]
_DENIED = (401, 403)


@router.get("", summary="List subscriptions", responses=described(SubscriptionList, "subscriptions", *_DENIED))
def list_subscriptions(request: Request, backing: BackingDep, caller: AdminDep) -> Response:
    """Every subscription, the oldest first."""
    with backing.database.reading() as session:
        rows = subscriptions.list_subscriptions(session)
    return respond(request, {"items": [alerting.subscription(row) for row in rows]})


@router.post(
    "",
    status_code=201,
    summary="Subscribe",
    responses=described(Subscription, "subscription", *_DENIED, 404, 409, success=201),
)
def add_subscription(request: Request, backing: BackingDep, caller: AdminDep, given: SubscriptionNew) -> Response:
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
    response = respond(request, alerting.subscription(row))
    response.status_code = 201
    return response


@router.get("/{id}", summary="One subscription", responses=described(Subscription, "subscription", *_DENIED, 404))
def get_subscription(request: Request, backing: BackingDep, caller: AdminDep, public_id: SubscriptionId) -> Response:
    """One subscription with its filter."""
    with backing.database.reading() as session:
        row = subscription_of(session, public_id)
    return respond(request, alerting.subscription(row))


@router.patch(
    "/{id}", summary="Change a subscription", responses=described(Subscription, "subscription", *_DENIED, 404)
)
def change_subscription(
    request: Request, backing: BackingDep, caller: AdminDep, public_id: SubscriptionId, given: SubscriptionChange
) -> Response:
    """What is left out stays; a filter is replaced as a whole. What waits for a digest keeps its hour."""
    now = backing.clock()
    changes: dict[str, Any] = given.model_dump(exclude_none=True)
    with backing.database.transaction() as session:
        row = subscription_of(session, public_id)
        if given.filter is not None:
            must_exist(session, given.filter.saved, pointer="#/filter/saved")
        if changes:
            subscriptions.update_subscription(session, row.id, {**changes, "updated_at": now})
            note(session, caller, "subscription.change", public_id, now, sorted(changes))
        row = subscription_of(session, public_id)
    return respond(request, alerting.subscription(row))


@router.delete("/{id}", status_code=204, summary="Unsubscribe", responses=problems_of(*_DENIED, 404))
def delete_subscription(backing: BackingDep, caller: AdminDep, public_id: SubscriptionId) -> Response:
    """Nothing new is told; messages that are queued already are still sent."""
    now = backing.clock()
    with backing.database.transaction() as session:
        subscriptions.delete_subscription(session, subscription_of(session, public_id).id)
        note(session, caller, "subscription.delete", public_id, now)
    return Response(status_code=204)
