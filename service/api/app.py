"""The HTTP API as one ASGI application.

The application owns no process: what it reads (store, reference data, workers, sources' health) comes from the
lifespan it is given, so the same application runs under ``tallywire serve``, in a test, or in a bench. The pages for
people are put on top of it by :func:`service.desk.app.create_app`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from time import monotonic

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from service.api.access import is_open, may_read
from service.api.access.doorkeeper import Doorkeeper
from service.api.access.gate import Gate
from service.api.conventions import openapi, problems
from service.api.conventions.answers import COMPRESSED_FROM, LEVEL, Answers
from service.api.conventions.bodies import BodyLimit
from service.api.conventions.deprecation import Deprecations
from service.api.conventions.head import HeadAsGet
from service.api.conventions.negotiation import Negotiation
from service.api.conventions.requests import RequestIds
from service.api.conventions.shortcut import Shortcut
from service.api.deps import Backing, only_known_parameters
from service.api.routers import (
    articles,
    audit,
    check,
    claims,
    discrepancies,
    endpoints,
    exports,
    feeds,
    filters,
    genealogy,
    health,
    metrics,
    models,
    reference,
    reviewed,
    reviews,
    series,
    sources,
    stream,
    subscriptions,
)
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
    {"name": "filters", "description": "Questions kept under a name."},
    {
        "name": "reviews",
        "description": "What people decided about claims, what waits for them, and how far they agree.",
    },
    {"name": "articles", "description": "The articles, with their text and the claims' places in it."},
    {"name": "discrepancies", "description": "Where an article and the data, or two articles, do not agree."},
    {"name": "alerts", "description": "Being told: endpoints, subscriptions, the stream, feeds."},
    {"name": "series", "description": "The reference data by week, with their bounds."},
    {"name": "sources", "description": "Where articles come from, and how polling goes."},
    {"name": "check", "description": "Check a text without storing it."},
    {"name": "health", "description": "Whether the service is up and has what it needs."},
]

Lifespan = Callable[[Settings], AbstractAsyncContextManager[Backing]]


def create_app(settings: Settings, lifespan: Lifespan, *, seconds: Callable[[], float] = monotonic) -> FastAPI:
    """The application. ``lifespan(settings)`` is entered when the server starts and left when it stops.

    ``seconds`` is the steady clock that rate limits go by.
    """

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
    app.state.answers = Answers()
    app.state.doorkeeper = Doorkeeper(seconds)
    app.state.reading_open = is_open(settings)
    # The last one added is the outermost: a request is named first of all, and a preflight passes without a key.
    app.add_middleware(Deprecations)
    app.add_middleware(Negotiation)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=LEVEL)
    app.add_middleware(BodyLimit)
    app.add_middleware(Shortcut)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Gate, doorkeeper=app.state.doorkeeper, requests=settings.rate_limit, seconds=seconds)
    if origins := [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "Last-Event-ID", "X-Request-ID"],
            expose_headers=[
                *("Content-Location", "Deprecation", "ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"),
                *("Sunset", "X-Request-ID"),
            ],
        )
    app.add_middleware(RequestIds)
    problems.install(app)
    openapi.install(app, DESCRIPTION)
    known = [Depends(only_known_parameters)]
    reading = [*known, Depends(may_read)]
    for noun in (claims, exports, filters, genealogy, articles, discrepancies):
        app.include_router(noun.router, dependencies=reading)
    for noun in (series, models, reference, sources, check):
        app.include_router(noun.router, dependencies=reading)
    for noun in (reviewed, endpoints, subscriptions, stream, feeds, audit):
        app.include_router(noun.router, dependencies=reading)
    for router in (reviews.router, reviews.kept):
        app.include_router(router, dependencies=reading)
    app.include_router(health.router, dependencies=known)
    app.include_router(metrics.router, dependencies=[Depends(may_read)])
    return app
