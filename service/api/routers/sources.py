"""``/v1/sources``: where articles come from, and how polling goes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from db.queries import sources
from db.queries.pages import Record
from service.api.deps import BackingDep, SourceHealth
from service.api.openapi import described
from service.api.respond import respond
from service.api.schemas.source import SourceList

router = APIRouter(prefix="/v1", tags=["sources"])

_STATE = ("title", "url", "last_polled_at", "last_success_at", "last_new_at", "failures", "article_count")


@router.get("/sources", summary="Sources with their health", responses=described(SourceList))
def list_sources(request: Request, backing: BackingDep) -> Response:
    """Every configured source and how polling it goes; also those that only have articles left in the store.

    `status` is `ok`, `pending` (not polled yet), `failing` (polled again later, after a growing wait), `silent` (it
    answers, but nothing new has come for unusually long), `paused` or `unconfigured`.
    """
    with backing.database.reading() as session:
        states = {row.name: row for row in sources.all_states(session)}
    health = {one.name: one for one in backing.health()}
    names = sorted(states.keys() | health.keys())
    return respond(request, {"items": [source_to_wire(name, health.get(name), states.get(name)) for name in names]})


def source_to_wire(name: str, health: SourceHealth | None, state: Record | None) -> dict[str, Any]:
    return {
        "name": name,
        "kind": health.kind if health is not None else state.kind if state is not None else "unknown",
        "status": "unconfigured" if health is None else health.status,
        "reason": None if health is None else health.reason,
        "since": None if health is None else health.since,
        "next_due": None if health is None else health.next_due,
        **{key: None if state is None else getattr(state, key) for key in _STATE},
    }
