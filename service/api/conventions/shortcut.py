"""Answers that need no application: those that are kept, and those that are made at a glance.

A list of claims takes SQLite less time than it takes an application to find the route, resolve what it depends on and
pass the answer through everything that stands around it. So before all that, but behind the gate, a plain look at the
request decides whether its answer is there or can be had at once. The answer is the very one that the application would
give, headers included; whatever is not plain (an unknown parameter, another form, a body) goes to the application, and
so does every question that turns out to be wrong: explaining is its business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from db.errors import StoreError
from service.api.conventions import deprecation
from service.api.conventions.answers import VARY, Kept, Ready, key_of
from service.api.conventions.negotiation import FORMS, JSON, preferred
from service.api.conventions.responses import Answer
from service.errors import TallywireError

Quick = Callable[[Request], Answer | None]

QUICK: dict[str, Quick] = {}
"""Ways to an answer at once, by path; a path that ends in ``/`` stands for those with an id behind it."""

_READ = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"content-length", b"transfer-encoding"})
_BY_FORM, _BY_FORM_AND_CODING = (b"vary", b"Accept"), (b"vary", b"Accept-Encoding, Accept")


def at_once(path: str) -> Callable[[Quick], Quick]:
    """Mark a way to the answers of an address that runs on the event loop and never waits.

    It gives the very answer that the endpoint would give, or None for whatever it does not see through at a glance.
    """

    def note(quick: Quick) -> Quick:
        QUICK[path] = quick
        return quick

    return note


class Shortcut:
    """Answers what needs no application; hands on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready = _ready(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if ready is None:
            await self._app(scope, receive, send)
            return
        status, headers, body = ready
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _ready(scope: Scope) -> Ready | None:
    said: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            said.setdefault(name, value)
    path = scope["path"]
    if b"content-length" in said or b"transfer-encoding" in said:
        return None
    if (forms := FORMS.get(path)) is not None:
        accept = said.get(b"accept", b"").decode("latin-1")
        if preferred(accept, [JSON, *forms]) != JSON:
            return None
    kept = _kept(scope)
    if kept is None:
        return None
    has = said.get(b"if-none-match")
    encodings = said.get(b"accept-encoding", b"").decode("latin-1")
    status, headers, body = kept.ready(None if has is None else has.decode("latin-1"), encodings)
    if forms is not None:
        headers = [
            *(pair for pair in headers if pair is not VARY),
            _BY_FORM_AND_CODING if VARY in headers else _BY_FORM,
        ]
    if (going := deprecation.GOING.get(kept.route)) is not None:
        headers += going.raw_headers()
    return status, headers, body


def _kept(scope: Scope) -> Kept | None:
    """The answer if there is one, or one can be made; it is kept then."""
    state = scope["app"].state
    if scope["state"]["caller"] is None and not state.reading_open:
        return None
    try:
        version = state.backing.database.version()
        key = key_of(scope)
        if (found := state.answers.get(key, version)) is not None:
            return found  # type: ignore[no-any-return]
        path = scope["path"]
        quick = QUICK.get(path) or QUICK.get(path[: path.rfind("/") + 1])
        made = quick(Request(scope)) if quick else None
    except (TallywireError, StoreError, sqlite3.Error):
        return None
    if made is None:
        return None
    kept = Kept(version, path if path in QUICK else f"{path[: path.rfind('/')]}/{{id}}", made)
    state.answers.keep(key, kept)
    return kept
