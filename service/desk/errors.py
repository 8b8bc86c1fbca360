"""Problems as pages, for browsers; programs are given problem+json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from service.api.conventions.problem_types import (
    BadKey,
    Busy,
    ForgedRequest,
    KeyRequired,
    NoSuchAddress,
    ScopeMissing,
    TooManyRequests,
)
from service.api.conventions.requests import request_id
from service.desk.catalogue import N_
from service.desk.rendering import HEADERS, render
from service.errors import NotFound, TallywireError

_MACHINES = ("/v1/", "/health", "/metrics", "/openapi.json", "/static/")
_WORDS: dict[type[TallywireError], tuple[str, str]] = {
    NoSuchAddress: (N_("There is no such page"), N_("The address may be mistyped, or the page may have moved.")),
    NotFound: (N_("There is nothing here"), N_("What you look for is not in the store, or not any more.")),
    ScopeMissing: (N_("Your key may not do this"), N_("Ask for a key with a higher scope, or sign in with another.")),
    ForgedRequest: (
        N_("The form had expired"),
        N_("You may have signed out or in meanwhile. Go back, load the page again and repeat what you did."),
    ),
    TooManyRequests: (N_("Too fast"), N_("That was one request too many for now. Wait a moment and try again.")),
    BadKey: (N_("The key opens nothing"), N_("It is misspelt, was revoked, or belongs to another service.")),
    Busy: (N_("The service is busy"), N_("Nothing was changed. Try again in a moment.")),
}
_OURS = (N_("Something went wrong on our side"), N_("It was logged. Trying again may help; if not, tell the operator."))
_THEIRS = (N_("That did not work"), N_("Nothing was changed."))


@dataclass(frozen=True, slots=True)
class ErrorView:
    """``detail`` is what a program would be told; in English."""

    status: int
    title: str
    advice: str
    detail: str | None
    request_id: str | None


def error_page(
    request: Request, kind: type[TallywireError], detail: str, headers: Mapping[str, str]
) -> Response | None:
    """A problem as a page, or None for whoever did not ask for one. Who must sign in is led there."""
    if request.url.path.startswith(_MACHINES) or "text/html" not in request.headers.get("accept", ""):
        return None
    if kind is KeyRequired and request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        then = quote(f"{request.url.path}{query}", safe="")
        return RedirectResponse(f"/sign-in?then={then}", status_code=303, headers=HEADERS)
    title, advice = _words(kind)
    view = ErrorView(kind.status, title, advice, detail if kind.status < 500 else None, request_id(request))
    return render(request, "error.html", status=kind.status, headers=dict(headers), problem=view)


def _words(kind: type[TallywireError]) -> tuple[str, str]:
    if kind is KeyRequired:
        return N_("You have to sign in for this"), N_("Your session may have ended.")
    return _WORDS.get(kind) or (_OURS if kind.status >= 500 else _THEIRS)
