"""The whole application: the API with the desk's pages on top, as ``tallywire serve``, tests and benches run it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from fastapi import Depends, FastAPI

from service.api.access import may_read
from service.api.app import Lifespan
from service.api.app import create_app as create_api
from service.config import Settings
from service.desk.errors import error_page
from service.desk.forms import genuine
from service.desk.pages import (
    check,
    claim,
    claim_actions,
    claims,
    discrepancies,
    discrepancy,
    documentation,
    endpoints,
    overview,
    preferences,
    review,
    sign_in,
    sources,
    static,
    subscriptions,
)

PAGES = (
    *(overview, claims, claim_actions, claim, discrepancies, discrepancy, review, sources),
    *(endpoints, subscriptions, check),
)
"""Pages that only those see who may read."""
OPEN = (sign_in, preferences, documentation)
"""Pages that anybody sees: how to come in, and how to ask."""


def create_app(settings: Settings, lifespan: Lifespan, *, seconds: Callable[[], float] = monotonic) -> FastAPI:
    """The application. ``lifespan(settings)`` is entered when the server starts and left when it stops.

    ``seconds`` is the steady clock that rate limits go by.
    """
    app = create_api(settings, lifespan, seconds=seconds)
    app.state.error_page = error_page
    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(may_read), Depends(genuine)], include_in_schema=False)
    for page in OPEN:
        app.include_router(page.router, dependencies=[Depends(genuine)], include_in_schema=False)
    app.include_router(static.router, include_in_schema=False)
    return app
