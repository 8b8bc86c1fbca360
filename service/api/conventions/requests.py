"""A name for every request: taken from ``X-Request-ID`` or made, sent back, and written beside what is logged.

Also the headers that every response has.
"""

from __future__ import annotations

import logging
import re
from time import perf_counter
from urllib.parse import quote
from uuid import uuid4

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("tallywire.access")

_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_USABLE = re.compile(rb"[A-Za-z0-9._~:/+=-]{1,128}")


class RequestIds:
    """Names requests and logs their end: quiet answers to GET at debug, everything else at info."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _name(scope)
        scope.setdefault("state", {})["request_id"] = name
        start = perf_counter()

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode("ascii")), _NO_SNIFFING]
                status = message["status"]
                level = logging.DEBUG if status < 400 and scope["method"] in {"GET", "HEAD"} else logging.INFO
                if log.isEnabledFor(level):
                    taken = (perf_counter() - start) * 1000
                    log.log(level, "%s %s %d %.1f ms %s", scope["method"], raw_path(scope), status, taken, name)
            await send(message)

        await self._app(scope, receive, send_named)


def request_id(request: Request) -> str | None:
    """The request's name; None outside of the application's own chain."""
    name: str | None = request.scope.get("state", {}).get("request_id")
    return name


def raw_path(scope: Scope) -> str:
    """The path as it came, in one line whatever it decodes to: safe to log."""
    raw = scope.get("raw_path")
    return quote(scope["path"]) if raw is None else quote(raw.partition(b"?")[0], safe="/%:@!$&'()*+,;=-._~")


def _name(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _USABLE.fullmatch(value):
            return str(value.decode("ascii"))
    return uuid4().hex
