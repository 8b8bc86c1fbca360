"""``/v1/sources``: where articles come from, and how polling goes."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request, Response

from db.queries import sources
from service.api.access import AdminDep
from service.api.conventions.openapi import described, problems_of
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.polling import ask, pause
from service.api.schemas.source import SourceChange, SourceList
from service.sources.health import SourceHealth

_FIELDS = [field.name for field in fields(SourceHealth)]
_UNCONFIGURED = {"kind": "unknown", "status": "unconfigured", "failures": 0, "today": 0, "aliases": ()}

SourceName: TypeAlias = Annotated[str, Path(max_length=100, examples=["samples"])]
_DENIED = (401, 403)

router = APIRouter(prefix="/v1", tags=["sources"])


@router.get("/sources", summary="Sources with their health", responses=described(SourceList, "sources"))
def list_sources(request: Request, backing: BackingDep) -> Response:
    """Every configured source and how polling it goes; also those that only have articles left in the store.

    `status` is `ok`, `pending` (not polled yet), `failing` (polled again later, after a growing wait), `silent` (it
    answers, but nothing new has come for unusually long), `paused` or `unconfigured`.
    """
    with backing.database.reading() as session:
        articles = {row.name: row.article_count for row in sources.all_states(session)}
    health = backing.health()
    items = [{**asdict(one), "article_count": articles.pop(one.name, 0)} for one in health]
    items += [
        {**dict.fromkeys(_FIELDS), **_UNCONFIGURED, "name": name, "article_count": articles[name]}
        for name in sorted(articles)
    ]
    return respond(request, {"items": items})


@router.patch(
    "/sources/{name}", status_code=204, summary="Pause a source, or go on", responses=problems_of(*_DENIED, 404)
)
def change_source(backing: BackingDep, caller: AdminDep, name: SourceName, given: SourceChange) -> Response:
    """A paused source is not polled until somebody lets it go on; its articles stay."""
    with backing.database.transaction() as session:
        pause(session, caller, name, paused=given.paused, now=backing.clock())
    return Response(status_code=204)


@router.post(
    "/sources/{name}/poll", status_code=204, summary="Poll a source now", responses=problems_of(*_DENIED, 404, 409)
)
def poll_source(backing: BackingDep, caller: AdminDep, name: SourceName) -> Response:
    """Ask for a poll, due or not. The process that polls begins it within seconds; a host's wish for rest holds."""
    health = {one.name: one for one in backing.health()}
    with backing.database.transaction() as session:
        ask(session, caller, name, health.get(name), backing.clock())
    return Response(status_code=204)
