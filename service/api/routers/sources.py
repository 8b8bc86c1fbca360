"""``/v1/sources``: where articles come from, and how polling goes."""

from __future__ import annotations

from dataclasses import asdict, fields

from fastapi import APIRouter, Request, Response

from db.queries import sources
from service.api.conventions.openapi import described
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.schemas.source import SourceList
from service.sources.health import SourceHealth

_FIELDS = [field.name for field in fields(SourceHealth)]
_UNCONFIGURED = {"kind": "unknown", "status": "unconfigured", "failures": 0, "today": 0, "aliases": ()}

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
