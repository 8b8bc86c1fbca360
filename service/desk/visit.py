"""One reader's visit: who it is, in which language, light or dark, and in which zone times are told."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from fastapi import Request

from service.api.access import Caller, forgery, reaches
from service.api.deps import Backing
from service.desk.catalogue import LANGUAGES, wanted_language

LANGUAGE_COOKIE = "tallywire_language"
THEME_COOKIE = "tallywire_theme"
ZONE_COOKIE = "tallywire_zone"
THEMES = ("auto", "light", "dark")


@dataclass
class Visit:
    """What every page knows of its reader. Made for each request by :func:`visit_of`."""

    path: str
    address: str
    language: str
    theme: str
    zone_name: str
    caller: Caller | None
    now: datetime
    _secret: Callable[[], bytes]
    visitor: str | None
    new_visitor: str | None = field(default=None, init=False)
    """An id that the response must set as a cookie, because a form on the page hangs on it."""

    @property
    def html_language(self) -> str:
        return "zh-Hans" if self.language == "zh" else self.language

    @property
    def zone(self) -> tzinfo:
        return zone_called(self.zone_name) or UTC

    @cached_property
    def csrf_token(self) -> str:
        """The token for this page's forms: of the session, or of a visitor who is given an id for it."""
        return forgery.token_for(self._secret(), self._bound_to())

    def may(self, scope: str) -> bool:
        """Whether the reader signed in with a scope that reaches this one."""
        return self.caller is not None and reaches(self.caller.scope, scope)  # type: ignore[arg-type]

    def is_genuine(self, token: str) -> bool:
        """Whether a form's token is this reader's."""
        bound = self.caller.session if self.caller is not None else self.visitor
        return bound is not None and forgery.is_token(token, self._secret(), bound)

    def _bound_to(self) -> str:
        if self.caller is not None and self.caller.session is not None:
            return self.caller.session
        if self.visitor is None:
            self.visitor = self.new_visitor = secrets.token_urlsafe(16)
        return self.visitor


def visit_of(request: Request) -> Visit:
    """The visit that a request belongs to; the same object for the whole request."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is not None:
        return known
    backing: Backing = request.app.state.backing
    cookies = request.cookies
    language = cookies.get(LANGUAGE_COOKIE, "")
    theme = cookies.get(THEME_COOKIE, "")
    query = request.url.query
    visit = Visit(
        path=request.url.path,
        address=f"{request.url.path}?{query}" if query else request.url.path,
        language=language if language in LANGUAGES else wanted_language(request.headers.get("accept-language", "")),
        theme=theme if theme in THEMES else THEMES[0],
        zone_name=cookies.get(ZONE_COOKIE, "")[:64],
        caller=getattr(request.state, "caller", None),
        now=backing.clock(),
        _secret=lambda: request.app.state.doorkeeper.sessions.secret(backing.database),
        visitor=cookies.get(own_cookie(request, "visitor")) or None,
    )
    request.state.visit = visit
    return visit


def own_cookie(request: Request, purpose: str) -> str:
    """What this store's cookie for a purpose is called: what it holds means nothing to another service."""
    name: str = request.app.state.doorkeeper.sessions.cookie(request.app.state.backing.database, purpose)
    return name


@lru_cache(maxsize=600)
def zone_called(name: str) -> tzinfo | None:
    """A zone of the tz database, or None for any other text."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # not a name, a name that leads out of the folder, or not installed
        return None
