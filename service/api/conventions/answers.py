"""Answers that depend on the store alone, kept until the store changes.

Most readers ask the same few questions again and again between two polls. What a route of this class answers is kept
until the next commit to the store (:meth:`db.session.Database.version`), and :mod:`service.api.conventions.shortcut`
gives it to whoever asks the very same before anything is parsed. Only complete answers with an ``ETag`` are kept, the
least used ones are dropped, and a commit by any process makes every kept answer worthless at once, so nobody reads
yesterday's verdict.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from gzip import compress
from typing import Any, NamedTuple, TypeAlias, cast

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Scope

from service.api.access import may_read
from service.api.access.callers import Caller
from service.api.conventions.responses import Answer, matches

_ROOM = 48 * 1024 * 1024
_LARGEST = 1024 * 1024
COMPRESSED_FROM = 1_000
LEVEL = 5

Ready: TypeAlias = tuple[int, list[tuple[bytes, bytes]], bytes]
"""A status, headers and a body."""


class Key(NamedTuple):
    """What was asked, and by whom where that makes a difference."""

    path: str
    query: bytes
    reviewer: str | None


def key_of(scope: Scope) -> Key:
    """Reviewers are not shown what would lead their own decisions, so their answers are kept apart."""
    caller = cast(Caller | None, scope["state"]["caller"])
    reviewer = caller.name if caller is not None and caller.scope == "review" else None
    return Key(scope["path"], scope["query_string"], reviewer)


@dataclass(slots=True)
class Kept:
    """A finished answer, what it was true of, and the route that gave it."""

    version: int
    route: str
    answer: Answer
    compressed: bytes | None = None

    def ready(self, if_none_match: str | None, encodings: str) -> Ready:
        """The answer for a client that has another, or takes these encodings."""
        _, etag, headers = self.answer
        if matches(if_none_match, etag):
            return 304, [*(pair for pair in headers if pair[0] != b"content-type"), VARY], b""
        body, added = self.answer.body, []
        if len(body) >= COMPRESSED_FROM:
            added.append(VARY)
            if "gzip" in encodings:
                if self.compressed is None:
                    self.compressed = compress(body, LEVEL, mtime=0)
                added.append(_GZIP)
                body = self.compressed
        return 200, [*headers, *added, (b"content-length", b"%d" % len(body))], body


VARY = (b"vary", b"Accept-Encoding")
_GZIP = (b"content-encoding", b"gzip")


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

    def keep(self, key: Key, kept: Kept) -> None:
        size = len(kept.answer.body)
        if size > min(_LARGEST, self._room):
            return
        self._forget(key)
        self._kept[key] = kept
        self._size += size
        while self._size > self._room:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._size -= len(old.answer.body)


class StoreRoute(APIRoute):
    """A route whose answers to GET depend on the address and the store, and on nothing else but a reviewer's name."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET":
                return await answer(request)
            await may_read(request)
            state = request.app.state
            # What is committed while the answer is made may be in it; the next reader makes it anew, that is all.
            version = state.backing.database.version()
            response = await answer(request)
            etag = response.headers.get("etag")
            if response.status_code == 200 and etag and isinstance(response.body, bytes):
                headers = [pair for pair in response.raw_headers if pair[0] != b"content-length"]
                kept = Kept(version, self.path_format, Answer(response.body, etag, headers))
                state.answers.keep(key_of(request.scope), kept)
                said = request.headers
                status, headers, body = kept.ready(said.get("if-none-match"), said.get("accept-encoding", ""))
                if _GZIP in headers:  # else the middleware that compresses sees to what has to be said
                    response = Response(body, status)
                    response.raw_headers = headers
            elif response.status_code == 304:
                response.raw_headers.append(VARY)
            return response

        return handle
