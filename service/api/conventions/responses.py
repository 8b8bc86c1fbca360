"""JSON responses made from plain values, with a validator.

Values go through orjson to bytes once, times as ISO 8601 with ``Z``; a response model would serialise them a second
time. That a response has the shape its schema declares is what the tests check, on every example.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from fastapi import Request, Response

from service.documents import as_bytes

CACHE_CONTROL = "private, no-cache"  # may be kept, must be revalidated: answers change with every poll


def respond(request: Request, content: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """200 with ``content``, or 304 where the client already has it (weak ETag over the bytes)."""
    body = as_bytes(content)
    return respond_bytes(request, body, body, headers=headers)


def respond_bytes(
    request: Request, body: bytes, told_by: bytes, *, headers: Mapping[str, str] | None = None
) -> Response:
    """The same for JSON that is written already; ``told_by`` differs wherever ``body`` does, and may be shorter."""
    etag = f'W/"{blake2b(told_by, digest_size=12).hexdigest()}"'
    kept = {"ETag": etag, "Cache-Control": CACHE_CONTROL, **(headers or {})}
    if request.method in {"GET", "HEAD"} and matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=kept)
    return Response(body, headers=kept, media_type="application/json")


def matches(if_none_match: str | None, etag: str) -> bool:
    """RFC 9110, weak comparison: whether ``etag`` is one of the header's, or the header is ``*``."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    opaque = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == opaque for one in if_none_match.split(","))
