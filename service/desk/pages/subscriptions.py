"""Subscriptions: which endpoints are told of what; making, changing and deleting what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from db.queries import saved_filters, sources, subscriptions
from db.session import Session
from service.alerts.types import NOTICES
from service.api import alerting
from service.api.access import AdminDep
from service.api.alert_changes import add_subscription, change_subscription, delete_subscription
from service.api.deps import Backing, BackingDep
from service.api.schemas.alerts import SubscriptionChange, SubscriptionNew
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, text
from service.desk.rendering import render
from service.desk.words import DISABLED, NOTICE_WORDS, SEVERITIES, TYPES
from service.errors import TheirError
from service.reconcile.types import DiscrepancyKind

HOUR = 3600
router = APIRouter()
ABOUT = {**{kind: TYPES[kind] for kind in get_args(DiscrepancyKind)}, **{kind: NOTICE_WORDS[kind] for kind in NOTICES}}
_FIELDS = {
    "name": N_("Give it a name of at most 100 characters."),
    "endpoint": N_("Choose where the messages go."),
    "subjects": N_("At most 50 subjects, one on each line."),
    "sources": N_("At most 50 sources."),
    "saved": N_("There is no saved filter of that name."),
    "digest_every": N_("Between one hour and 30 days."),
    "cooldown": N_("Between 0 hours and 30 days."),
}
_OTHERWISE = N_("This cannot be kept as it is.")


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A subscription in the list. ``types`` are message ids."""

    public_id: str
    name: str
    types: tuple[str, ...]
    subjects: tuple[str, ...]
    sources: tuple[str, ...]
    saved: str | None
    severity: str
    digest: bool
    enabled: bool


@dataclass(frozen=True, slots=True)
class EndpointCard:
    """An endpoint with what it is told of."""

    public_id: str
    name: str
    channel: str
    url: str
    enabled: bool
    disabled_word: str | None
    failing_since: datetime | None
    last_success_at: datetime | None
    subscriptions: tuple[SubscriptionLine, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription's form as it stands; times are hours, as they were typed."""

    name: str = ""
    endpoint: str = ""
    types: tuple[str, ...] = ()
    subjects: str = ""
    sources: tuple[str, ...] = ()
    severity: str = "minor"
    saved: str = ""
    mode: str = "at_once"
    digest_every: str = "24"
    cooldown: str = "0"
    enabled: bool = True


@router.get("/subscriptions")
def overview(request: Request, backing: BackingDep, caller: AdminDep) -> Response:
    """Every endpoint with its subscriptions."""
    with backing.database.reading() as session:
        rows = subscriptions.list_subscriptions(session)
        cards = [card(row, [one for one in rows if one.endpoint_id == row.id]) for row in _endpoints(session)]
    return render(request, "subscriptions.html", endpoints=cards)


@router.get("/subscriptions/new")
def blank(request: Request, backing: BackingDep, caller: AdminDep, endpoint: str = "") -> Response:
    """The empty form."""
    return _form(request, backing, Asked(endpoint=endpoint), None)


@router.post("/subscriptions/new")
def add(request: Request, backing: BackingDep, caller: AdminDep, form: FormDep) -> Response:
    """Subscribe."""
    asked = _asked(form)
    try:
        add_subscription(backing, caller, SubscriptionNew.model_validate(_wire(asked)))
    except (ValidationError, TheirError) as error:
        return _form(request, backing, asked, None, problems_of(error))
    return go(request, "/subscriptions", N_("%(name)s is told from now on."), name=asked.name)


@router.get("/subscriptions/{public_id}")
def show(request: Request, backing: BackingDep, caller: AdminDep, public_id: str) -> Response:
    """One subscription, to be changed."""
    with backing.database.reading() as session:
        kept = alerting.subscription(alerting.subscription_of(session, public_id))
    chosen = kept["filter"]
    asked = Asked(
        name=kept["name"],
        endpoint=kept["endpoint"],
        types=tuple(chosen["types"]),
        subjects="\n".join(chosen["subjects"]),
        sources=tuple(chosen["sources"]),
        severity=chosen["severity"],
        saved=chosen["saved"] or "",
        mode=kept["mode"],
        digest_every=f"{kept['digest_every'] / HOUR:g}",
        cooldown=f"{kept['cooldown'] / HOUR:g}",
        enabled=kept["enabled"],
    )
    return _form(request, backing, asked, public_id)


@router.post("/subscriptions/{public_id}")
def change(request: Request, backing: BackingDep, caller: AdminDep, form: FormDep, public_id: str) -> Response:
    """Keep the changes, or delete it."""
    if text(form, "do") == "delete":
        delete_subscription(backing, caller, public_id)
        return go(request, "/subscriptions", N_("The subscription is deleted."))
    asked = _asked(form)
    wire = {name: value for name, value in _wire(asked).items() if name != "endpoint"}
    try:
        change_subscription(backing, caller, public_id, SubscriptionChange.model_validate(wire))
    except (ValidationError, TheirError) as error:
        return _form(request, backing, asked, public_id, problems_of(error))
    return go(request, "/subscriptions", N_("%(name)s is saved."), name=asked.name)


def card(row: Any, told: Sequence[Any]) -> EndpointCard:
    shown = alerting.endpoint(row)
    return EndpointCard(
        public_id=row.public_id,
        name=row.name,
        channel=row.channel,
        url=shown["url"],
        enabled=shown["enabled"],
        disabled_word=None if row.disabled_reason is None else DISABLED[row.disabled_reason],
        failing_since=row.failing_since,
        last_success_at=row.last_success_at,
        subscriptions=tuple(_line(alerting.subscription(one)) for one in told),
    )


def problems_of(error: ValidationError | TheirError, fields: Mapping[str, str] = _FIELDS) -> dict[str, str]:
    """Message ids by field; what concerns none of them stands under the empty name."""
    if isinstance(error, TheirError):
        field = error.detail.partition(":")[0]
        pointed = "saved" if "saved" in error.detail else field
        return {pointed: fields[pointed]} if pointed in fields else {"": error.detail or error.title}
    found = {}
    for one in error.errors(include_url=False):
        name = next((str(part) for part in reversed(one["loc"]) if part in fields), "")
        found[name] = fields.get(name, _OTHERWISE)
    return found


def _endpoints(session: Session) -> Sequence[Any]:
    return subscriptions.list_endpoints(session)


def _line(kept: Mapping[str, Any]) -> SubscriptionLine:
    chosen = kept["filter"]
    return SubscriptionLine(
        public_id=kept["id"],
        name=kept["name"],
        types=tuple(ABOUT.get(one, one) for one in chosen["types"]),
        subjects=tuple(chosen["subjects"]),
        sources=tuple(chosen["sources"]),
        saved=chosen["saved"],
        severity=SEVERITIES[chosen["severity"]],
        digest=kept["mode"] == "digest",
        enabled=kept["enabled"],
    )


def _asked(form: FormData) -> Asked:
    return Asked(
        name=text(form, "name"),
        endpoint=text(form, "endpoint"),
        types=tuple(str(one) for one in form.getlist("types")),
        subjects=text(form, "subjects"),
        sources=tuple(str(one) for one in form.getlist("sources")),
        severity=text(form, "severity") or "minor",
        saved=text(form, "saved"),
        mode=text(form, "mode") or "at_once",
        digest_every=text(form, "digest_every") or "24",
        cooldown=text(form, "cooldown") or "0",
        enabled=text(form, "enabled") == "yes",
    )


def _wire(asked: Asked) -> dict[str, Any]:
    """The form as ``POST /v1/subscriptions`` takes it, which also judges it."""
    return {
        "name": asked.name,
        "endpoint": asked.endpoint,
        "filter": {
            "types": list(asked.types),
            "subjects": [line.strip() for line in asked.subjects.splitlines() if line.strip()],
            "sources": list(asked.sources),
            "severity": asked.severity,
            "saved": asked.saved or None,
        },
        "mode": asked.mode,
        "digest_every": _seconds(asked.digest_every),
        "cooldown": _seconds(asked.cooldown),
        "enabled": asked.enabled,
    }


def _seconds(hours: str) -> int | str:
    """Whole seconds; what is no number stays as it is, to be refused by name."""
    try:
        return round(float(hours) * HOUR)
    except (ValueError, OverflowError):
        return hours


def _form(
    request: Request, backing: Backing, asked: Asked, public_id: str | None, problems: Mapping[str, str] | None = None
) -> Response:
    with backing.database.reading() as session:
        endpoints = [(row.public_id, row.name) for row in _endpoints(session)]
        names = [row.name for row in sources.states(session)]
        saved = [(row.name, row.name) for row in saved_filters.all_filters(session)]
    return render(
        request,
        "subscription.html",
        status=422 if problems else 200,
        asked=asked,
        public_id=public_id,
        problems={**dict.fromkeys(("", *_FIELDS), ""), **(problems or {})},
        endpoints=endpoints,
        sources=names,
        saved=saved,
        about=list(ABOUT.items()),
        severities=list(reversed(SEVERITIES.items())),
    )
