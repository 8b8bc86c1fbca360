"""Answers that depend on the store alone, kept until the store changes.

Most readers ask the same few questions again and again between two polls. A route of this class looks, before anything
is parsed, whether it has answered the very same address since the last commit to the store
(:meth:`db.session.Database.version`); if so the bytes go out as they are. Access is checked first either way. Only
complete answers with an ``ETag`` are kept, the least used ones are dropped, and a commit by any process makes every
kept answer worthless at once, so nobody reads yesterday's verdict.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from gzip import compress
from typing import Any, cast

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.api.access import may_read
from service.api.conventions.responses import matches

_ROOM = 48 * 1024 * 1024
_LARGEST = 1024 * 1024
_COMPRESSED_FROM = 1_000
_LEVEL = 5

Key = tuple[str, str, bytes, str]


@dataclass(slots=True)
class Kept:
    """A finished answer, and what it was true of."""

    version: int
    body: bytes
    etag: str
    headers: dict[str, str]
    compressed: bytes | None = None

    def to(self, request: Request) -> Response:
        if matches(request.headers.get("if-none-match"), self.etag):
            return Response(status_code=304, headers={k: v for k, v in self.headers.items() if k != "content-type"})
        if len(self.body) < _COMPRESSED_FROM or "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.body, headers=self.headers)
        if self.compressed is None:
            self.compressed = compress(self.body, _LEVEL, mtime=0)
        return Response(self.compressed, headers={**self.headers, "content-encoding": "gzip"})


class Answers:
    """Kept answers by what was asked, the longest unused first."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key, version: int) -> Kept | None:
        found = self._kept.get(key)
        if found is None or found.version != version:
            return None
        self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, answer: Kept) -> None:
        if len(answer.body) > _LARGEST:
            return
        self._forget(key)
        self._kept[key] = answer
        self._size += len(answer.body)
        while self._size > self._room:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._size -= len(old.body)


_AT_ONCE: dict[Callable[..., Any], Callable[[Request], Response | None]] = {}


def at_once(
    endpoint: Callable[..., Any],
) -> Callable[[Callable[[Request], Response | None]], Callable[[Request], Response | None]]:
    """A quick way to the answers of an endpoint, tried first: it runs on the event loop and never waits.

    It gives the very answer that the endpoint would give, or None for whatever it does not see through at a glance: the
    endpoint decides then what to make of it, and says what is wrong with it.
    """

    def note(quick: Callable[[Request], Response | None]) -> Callable[[Request], Response | None]:
        _AT_ONCE[endpoint] = quick
        return quick

    return note


class StoreRoute(APIRoute):
    """A route whose answers to GET depend on the address and the store, and on nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET":
                return await answer(request)
            await may_read(request)
            state = request.app.state
            answers = cast(Answers, state.answers)
            version = state.backing.database.version()
            # What is committed while the answer is made may be in it; the next reader makes it anew, that is all.
            accept = request.headers.get("accept", "")
            key = (request.method, request.scope["path"], request.scope["query_string"], accept)
            if (kept := answers.get(key, version)) is not None:
                return kept.to(request)
            quick = _AT_ONCE.get(self.endpoint)
            response = (quick(request) if quick else None) or await answer(request)
            etag = response.headers.get("etag")
            if response.status_code == 200 and etag and isinstance(response.body, bytes):
                headers = {name: value for name, value in response.headers.items() if name != "content-length"}
                headers.setdefault("vary", "Accept-Encoding")
                kept = Kept(version, response.body, etag, headers)
                answers.keep(key, kept)
                return kept.to(request)
            return response

        return handle
