"""JSON responses made from plain values, with a validator.

Values go through orjson to bytes once, times as ISO 8601 with ``Z``; a response model would serialise them a second
time. That a response has the shape its schema declares is what the tests check, on every example.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from fastapi import Request, Response

from service.documents import as_bytes

CACHE_CONTROL = "private, no-cache"  # may be kept, must be revalidated: answers change with every poll

_JSON = (b"content-type", b"application/json")


def respond(request: Request, content: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """200 with ``content``, or 304 where the client already has it (weak ETag over the bytes)."""
    body = as_bytes(content)
    return respond_answer(request, answer_of(body, body, headers=headers))


class Answer(NamedTuple):
    """A body of JSON with its validator, and the headers that go with it but for its length."""

    body: bytes
    etag: str
    headers: list[tuple[bytes, bytes]]


def answer_of(body: bytes, told_by: bytes, *, headers: Mapping[str, str] | None = None) -> Answer:
    """JSON that is written already; ``told_by`` differs wherever ``body`` does, and may be shorter."""
    etag = f'W/"{blake2b(told_by, digest_size=12).hexdigest()}"'
    raw = [(b"etag", etag.encode()), (b"cache-control", CACHE_CONTROL.encode())]
    raw += [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    return Answer(body, etag, [*raw, _JSON])


def respond_answer(request: Request, answer: Answer) -> Response:
    """An answer as a response: 304 where the client already has it."""
    has_it = request.method in {"GET", "HEAD"} and matches(request.headers.get("if-none-match"), answer.etag)
    response = Response(status_code=304) if has_it else Response(answer.body)
    response.raw_headers += answer.headers[:-1] if has_it else answer.headers
    return response


def matches(if_none_match: str | None, etag: str) -> bool:
    """RFC 9110, weak comparison: whether ``etag`` is one of the header's, or the header is ``*``."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    opaque = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == opaque for one in if_none_match.split(","))
