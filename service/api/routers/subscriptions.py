"""``/v1/subscriptions``: what each endpoint is told of."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request, Response

from db.queries import subscriptions
from service.api import alert_changes, alerting
from service.api.access import AdminDep
from service.api.alerting import subscription_of
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.schemas.alerts import Subscription, SubscriptionChange, SubscriptionList, SubscriptionNew

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
    response = respond(request, alert_changes.add_subscription(backing, caller, given))
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
    return respond(request, alert_changes.change_subscription(backing, caller, public_id, given))


@router.delete("/{id}", status_code=204, summary="Unsubscribe", responses=problems_of(*_DENIED, 404))
def delete_subscription(backing: BackingDep, caller: AdminDep, public_id: SubscriptionId) -> Response:
    """Nothing new is told; messages that are queued already are still sent."""
    alert_changes.delete_subscription(backing, caller, public_id)
    return Response(status_code=204)
