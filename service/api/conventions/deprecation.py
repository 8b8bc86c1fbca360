"""What is going away: announced in one table, and told by the OpenAPI document and by every answer from there.

``Deprecation`` (RFC 9745) says since when, ``Sunset`` (RFC 8594) from when on it may be gone, ``Link`` what to use
instead. An address stays for at least half a year after it was announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTICE = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Going:
    """Deprecated from ``since`` on, gone from ``until`` on at the earliest; ``instead`` is the address to use."""

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.until} is less than half a year after {self.since}")

    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{int(_start(self.since).timestamp())}",
            "Sunset": format_datetime(_start(self.until), usegmt=True),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        return [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers().items()]


GOING: dict[str, Going] = {}
"""Paths as the document has them (``/v1/claims/{id}``). Nothing is going away now."""


class Deprecations:
    """Says on every answer from an address that is going away that it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not GOING:
            await self._app(scope, receive, send)
            return

        async def send_warned(message: Message) -> None:
            going = GOING.get(getattr(scope.get("route"), "path", ""))
            if going is not None and message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *going.raw_headers()]
            await send(message)

        await self._app(scope, receive, send_warned)


def mark(document: Mapping[str, Any]) -> None:
    """Mark in an OpenAPI document what is going away."""
    for path, operations in document["paths"].items():
        if (going := GOING.get(path)) is not None:
            for operation in operations.values():
                operation["deprecated"] = True
                told = f"Deprecated since {going.since}; use `{going.instead}`. Gone on {going.until} at the earliest."
                operation["description"] = f"{operation['description']}\n\n{told}"


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
