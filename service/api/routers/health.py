"""``/health``: whether the service is up, and whether it has what it needs."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version

from fastapi import APIRouter, Request, Response

from db.errors import StoreError
from db.queries import articles
from service.api.conventions.openapi import described
from service.api.conventions.problem_types import NotReady
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.schemas.health import Health

router = APIRouter(tags=["health"])


@router.get("/health", summary="Health", responses=described(Health, "health", 503))
def report(request: Request, backing: BackingDep) -> Response:
    """200 while the process serves and can read its store.

    `ready` also says whether there are reference data to check against. A source that fails is a fact here, not a
    fault: it is polled again later.
    """
    try:
        with backing.database.reading() as session:
            newest = articles.newest_row(session)
            known: tuple[int, int] = getattr(request.app.state, "articles_counted", (-1, 0))
            # Articles are only ever added: while the newest is the same, so is their number.
            stored = known[1] if known[0] == newest else articles.count_articles(session)
            request.app.state.articles_counted = (newest, stored)
    except StoreError as error:
        raise NotReady(str(error), retry_after=10) from error
    snapshot = backing.snapshot
    return respond(
        request,
        {
            "status": "ok",
            "ready": bool(snapshot.covered),
            "version": version("tallywire"),
            "articles": stored,
            "reference": {
                "dataset": snapshot.dataset,
                "as_of": snapshot.as_of,
                "covered": [{"start": one.start, "end": one.end} for one in snapshot.covered],
            },
            "sources": dict(Counter(one.status for one in backing.health())),
        },
    )
