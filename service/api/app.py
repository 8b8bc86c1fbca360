"""The HTTP API as one ASGI application.

The application owns no process: what it reads (store, reference data, workers, sources' health) comes from the
lifespan it is given, so the same application runs under ``tallywire serve``, in a test, or in a bench.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI

from service.api.conventions import openapi, problems
from service.api.conventions.head import HeadAsGet
from service.api.deps import Backing, only_known_parameters
from service.api.routers import articles, check, claims, discrepancies, health, home, series, sources
from service.config import Settings

DESCRIPTION = """\
Numeric claims that news articles make about AI token usage and token prices, each held against OpenRouter's daily
usage data under every reading its words allow.

* Lists are newest first. `next_cursor` and `Link: rel="next"` lead to the next page; cursors are opaque.
* Numbers are exact decimals in strings; times are ISO 8601 in UTC; periods are days, both inclusive.
* Every error is `application/problem+json`. Unknown query parameters are refused, not ignored.
* Lists and single resources carry a weak `ETag`; send it back as `If-None-Match` for a 304.
"""

TAGS = [
    {"name": "claims", "description": "What articles state, and what the data say about it."},
    {"name": "articles", "description": "The articles, with their text and the claims' places in it."},
    {"name": "discrepancies", "description": "Where an article and the data, or two articles, do not agree."},
    {"name": "series", "description": "The reference data by week, with their bounds."},
    {"name": "sources", "description": "Where articles come from, and how polling goes."},
    {"name": "check", "description": "Check a text without storing it."},
    {"name": "health", "description": "Whether the service is up and has what it needs."},
]

Lifespan = Callable[[Settings], AbstractAsyncContextManager[Backing]]


def create_app(settings: Settings, lifespan: Lifespan) -> FastAPI:
    """The application. ``lifespan(settings)`` is entered when the server starts and left when it stops."""

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(settings) as backing:
            app.state.backing = backing
            yield

    app = FastAPI(
        title="Tallywire",
        version=version("tallywire"),
        openapi_tags=TAGS,
        lifespan=run,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(HeadAsGet)
    problems.install(app)
    openapi.install(app, DESCRIPTION)
    known = [Depends(only_known_parameters)]
    for noun in (claims, articles, discrepancies, series, sources, check, health):
        app.include_router(noun.router, dependencies=known)
    app.include_router(home.router)
    return app
