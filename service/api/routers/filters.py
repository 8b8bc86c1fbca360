"""``/v1/filters``: questions kept under a name; ``saved=NAME`` asks them at the lists, the counts and the exports."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from db.queries import audit, saved_filters, subscriptions
from db.queries.pages import Record
from service.api import saved
from service.api.access import ReviewDep
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.problem_types import Conflict
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.schemas.saved import FilterDefinition, SavedFilter, SavedFilterList
from service.errors import NotFound
from service.questions import NOUNS

router = APIRouter(prefix="/v1", tags=["filters"], route_class=StoreRoute)

Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["china-in-doubt"])]
_FORMS = {
    "claims": ("csv", "jsonl", "jsonld", "parquet"),
    "discrepancies": ("csv", "jsonl"),
}


def _links(noun: str) -> dict[str, str]:
    counts = {"facets": "/v1/claims/facets"} if noun == "claims" else {}
    exports = {form: f"/v1/{noun}.{form}" for form in _FORMS[noun]}
    feeds = {"atom": f"/v1/feeds/{noun}.atom", "json_feed": f"/v1/feeds/{noun}.json"}
    return {"list": f"/v1/{noun}", **counts, **exports, **feeds, "stream": "/v1/alerts/stream"}


@router.get("/filters", summary="List saved filters", responses=described(SavedFilterList, "filters"))
def list_filters(request: Request, backing: BackingDep) -> Response:
    """Every saved filter, by name."""
    with backing.database.reading() as session:
        rows = saved_filters.all_filters(session)
    return respond(request, {"items": [shown(row) for row in rows]})


@router.get("/filters/{name}", summary="One saved filter", responses=described(SavedFilter, "filter", 404))
def get_filter(request: Request, backing: BackingDep, name: Name) -> Response:
    """One saved filter."""
    with backing.database.reading() as session:
        row = saved_filters.find_filter(session, name)
    if row is None:
        raise NotFound(f"There is no saved filter {name}.")
    return respond(request, shown(row))


@router.put(
    "/filters/{name}",
    summary="Save a filter",
    responses=described(SavedFilter, "filter", 401, 403),
)
def put_filter(
    request: Request, backing: BackingDep, caller: ReviewDep, name: Name, definition: FilterDefinition
) -> Response:
    """Save a question under a name, in the place of what was there. Needs a key with the scope `review`."""
    parameters = _checked(definition)
    now = backing.clock()
    with backing.database.transaction() as session:
        saved_filters.put_filter(
            session,
            name,
            noun=definition.noun,
            description=definition.description,
            parameters=parameters,
            now=now,
        )
        audit.add(
            session,
            at=now,
            actor=caller.name,
            key_id=caller.key_id,
            action="filter.save",
            target=name,
            detail={"noun": definition.noun, "parameters": parameters},
        )
        row = saved_filters.find_filter(session, name)
    assert row is not None  # noqa: S101 - it was stored a line ago
    return respond(request, shown(row))


@router.delete(
    "/filters/{name}",
    summary="Delete a saved filter",
    status_code=204,
    responses={204: {"description": "It is gone."}, **problems_of(401, 403, 404, 409)},
)
def delete_filter(backing: BackingDep, caller: ReviewDep, name: Name) -> Response:
    """Delete a saved filter. Needs a key with the scope `review`."""
    now = backing.clock()
    with backing.database.transaction() as session:
        if listening := subscriptions.listening_by(session, name):
            raise Conflict(f"{', '.join(listening)}: subscriptions listen by {name}; change or delete them first.")
        if not saved_filters.delete_filter(session, name):
            raise NotFound(f"There is no saved filter {name}.")
        audit.add(
            session, at=now, actor=caller.name, key_id=caller.key_id, action="filter.delete", target=name, detail=None
        )
    return Response(status_code=204)


def shown(row: Record) -> dict[str, Any]:
    fields = ("name", "noun", "description", "parameters", "created_at", "updated_at")
    links = {what: f"{path}?saved={row.name}" for what, path in _links(row.noun).items()}
    return {**{name: getattr(row, name) for name in fields}, "links": links}


def _checked(definition: FilterDefinition) -> dict[str, Any]:
    model = NOUNS[definition.noun]
    known = model.model_fields.keys() - {"saved"}
    wrong: list[dict[str, Any]] = [
        {"type": "unknown", "loc": ("body", "parameters", name), "msg": f"{definition.noun} have no such parameter"}
        for name in sorted(definition.parameters.keys() - known)
    ]
    if wrong:
        raise RequestValidationError(wrong)
    try:
        return saved.parameters(definition.noun, definition.parameters)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise RequestValidationError([{**one, "loc": ("body", "parameters", *one["loc"])} for one in errors]) from error
