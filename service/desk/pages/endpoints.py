"""Endpoints: where alerts go. Making and changing one, its secret, a test, its messages with every attempt, replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.queries.pages import Record
from service.alerts.channels import channels
from service.api import alert_changes
from service.api.access import AdminDep, Caller
from service.api.alerting import endpoint_of
from service.api.conventions.pagination import encode, position, query_key
from service.api.deps import Backing, BackingDep
from service.api.schemas.alerts import EndpointChange, EndpointNew, Replay
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, text
from service.desk.pages.subscriptions import card, problems_of
from service.desk.rendering import render
from service.desk.visit import visit_of
from service.desk.words import DELIVERIES, REASONS
from service.errors import NotFound, TheirError

PAGE = 30
A_DAY = 86_400
BASE = "/subscriptions/endpoints"
router = APIRouter()
_FIELDS = {
    "name": N_("Give it a name of at most 100 characters."),
    "url": N_("This address cannot be sent to."),
    "channel": N_("There is no such channel here."),
}
_NO_DAYS = N_("Give the first and the last day.")


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message; ``word`` and ``error`` are message ids."""

    public_id: str
    type: str
    word: str
    tone: str
    attempts: int
    queued_at: datetime
    delivered_at: datetime | None
    next_try: datetime | None
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt to hand a message over; no ``error`` means that it was taken."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """The form for a new endpoint as it was filled in."""

    name: str = ""
    url: str = ""
    channel: str = "webhook"


@router.get(BASE + "/new")
def blank(request: Request, caller: AdminDep) -> Response:
    """The empty form."""
    return _new(request, Given())


@router.post(BASE + "/new")
def add(request: Request, backing: BackingDep, caller: AdminDep, form: FormDep) -> Response:
    """Make the endpoint and show its secret, once."""
    given = Given(text(form, "name"), text(form, "url"), text(form, "channel") or "webhook")
    try:
        wanted = EndpointNew(name=given.name, url=given.url, channel=given.channel)
        made = alert_changes.add_endpoint(backing, caller, wanted)
    except (ValidationError, TheirError) as error:
        return _new(request, given, error)
    return _page(request, backing, made["id"], secret=made["secret"])


@router.get(BASE + "/{public_id}")
def show(
    request: Request, backing: BackingDep, caller: AdminDep, public_id: str, cursor: str | None = None
) -> Response:
    """One endpoint: how sending to it goes, and its messages."""
    return _page(request, backing, public_id, cursor=cursor)


@router.post(BASE + "/{public_id}")
def act(request: Request, backing: BackingDep, caller: AdminDep, form: FormDep, public_id: str) -> Response:
    """What one of the page's buttons asks for."""
    do, here = text(form, "do"), f"{BASE}/{public_id}"
    if do == "delete":
        alert_changes.delete_endpoint(backing, caller, public_id)
        return go(request, "/subscriptions", N_("The endpoint is deleted."))
    if do == "secret":
        made = alert_changes.replace_secret(backing, caller, public_id, A_DAY)
        return _page(request, backing, public_id, secret=made["secret"])
    if do == "test":
        queued = alert_changes.send_test(backing, caller, public_id)
        return go(request, f"{here}/{queued.public_id}", N_("A test is on its way."))
    if do == "replay":
        return _replay_days(request, backing, caller, public_id, (text(form, "from"), text(form, "to")))
    given: dict[str, Any] = (
        {"enabled": do == "enable"}
        if do in {"enable", "disable"}
        else {name: value for name in ("name", "url") if (value := text(form, name))}
    )
    try:
        alert_changes.change_endpoint(backing, caller, public_id, EndpointChange.model_validate(given))
    except (ValidationError, TheirError) as error:
        return _page(request, backing, public_id, problems=problems_of(error, _FIELDS))
    said = {"enable": N_("The endpoint is enabled; what waited is sent."), "disable": N_("The endpoint is disabled.")}
    return go(request, here, said.get(do, N_("The changes are saved.")))


@router.get(BASE + "/{public_id}/{message}")
def message(request: Request, backing: BackingDep, caller: AdminDep, public_id: str, message: str) -> Response:
    """One message with its body and every attempt at it."""
    with backing.database.reading() as session:
        endpoint = endpoint_of(session, public_id)
        row = deliveries.get_delivery(session, endpoint.id, message)
        if row is None:
            raise NotFound(f"There is no message {message} to {public_id}.")
        log = [_attempt(one) for one in deliveries.attempts_of(session, row.id)]
    body = orjson.dumps(orjson.loads(row.body), option=orjson.OPT_INDENT_2).decode()
    return render(request, "message.html", endpoint=card(endpoint, ()), message=_line(row), body=body, log=log)


@router.post(BASE + "/{public_id}/{message}")
def again(request: Request, backing: BackingDep, caller: AdminDep, public_id: str, message: str) -> Response:
    """Send one message again."""
    alert_changes.replay(backing, caller, public_id, Replay(message=message))
    return go(request, f"{BASE}/{public_id}/{message}", N_("It is sent again."))


def _replay_days(request: Request, backing: Backing, caller: Caller, public_id: str, days: tuple[str, str]) -> Response:
    """Send again what was queued from the first of two days to the last, in the reader's zone."""
    zone = visit_of(request).zone
    try:
        first, last = (datetime.combine(date.fromisoformat(one), time(), zone).astimezone(UTC) for one in days)
        wanted = Replay(queued_from=first, queued_to=last + timedelta(days=1))
        count = alert_changes.replay(backing, caller, public_id, wanted)
    except (ValueError, OverflowError):
        return _page(request, backing, public_id, problems={"days": _NO_DAYS})
    return go(request, f"{BASE}/{public_id}", N_("%(count)s messages are sent again."), count=count)


def _page(
    request: Request,
    backing: Backing,
    public_id: str,
    *,
    cursor: str | None = None,
    secret: str | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    with backing.database.reading() as session:
        row = endpoint_of(session, public_id)
        told = subscriptions.list_subscriptions(session, endpoint_row=row.id)
        wanted = DeliveryFilter(row.id)
        page = deliveries.list_deliveries(session, wanted, after=position(request, cursor), limit=PAGE)
    here = f"{BASE}/{public_id}"
    return render(
        request,
        "endpoint.html",
        status=422 if problems else 200,
        headers={"Cache-Control": "no-store"} if secret else None,
        endpoint=card(row, told),
        previous_until=row.previous_secret_until,
        secret=secret,
        problems={**dict.fromkeys(("", "days", *_FIELDS), ""), **(problems or {})},
        messages_sent=[_line(one) for one in page.rows],
        next=None if page.after is None else f"{here}?cursor={encode(page.after, query_key(request))}",
        first=here if cursor else None,
    )


def _new(request: Request, given: Given, error: ValidationError | TheirError | None = None) -> Response:
    found = {} if error is None else problems_of(error, _FIELDS)
    detail = error.detail if isinstance(error, TheirError) else ""
    return render(
        request,
        "endpoint_new.html",
        status=200 if error is None else 422,
        given=given,
        problems={**dict.fromkeys(("", *_FIELDS), ""), **found},
        detail=detail,
        channels=sorted(channels()),
    )


def _line(row: Record) -> MessageLine:
    word, tone = DELIVERIES[_state(row)]
    return MessageLine(
        public_id=row.public_id,
        type=row.type,
        word=word,
        tone=tone,
        attempts=row.attempts,
        queued_at=row.created_at,
        delivered_at=row.delivered_at,
        next_try=row.next_try,
        status=row.last_status,
        error=REASONS.get(row.last_error or "", row.last_error),
    )


def _state(row: Record) -> Literal["pending", "delivered", "failed", "retrying"]:
    if row.state == "pending":
        return "retrying" if row.attempts else "pending"
    return "delivered" if row.state == "delivered" else "failed"


def _attempt(row: Record) -> AttemptLine:
    return AttemptLine(
        row.started_at, row.milliseconds, row.status, REASONS.get(row.error or "", row.error), row.detail
    )
