"""One address, several forms: what ``Accept`` prefers is answered from the address that the form has of its own.

``/v1/claims`` with ``Accept: text/csv`` is ``/v1/claims.csv``. JSON is the answer where nothing else is preferred, or
where nothing that is there was asked for: an answer that can be read beats a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON = "application/json"
_CLAIMS = {
    "text/csv": "/v1/claims.csv",
    "application/jsonl": "/v1/claims.jsonl",
    "application/x-ndjson": "/v1/claims.jsonl",
    "application/ld+json": "/v1/claims.jsonld",
    "application/vnd.apache.parquet": "/v1/claims.parquet",
    "application/atom+xml": "/v1/feeds/claims.atom",
    "application/feed+json": "/v1/feeds/claims.json",
}
_DISCREPANCIES = {
    "text/csv": "/v1/discrepancies.csv",
    "application/jsonl": "/v1/discrepancies.jsonl",
    "application/x-ndjson": "/v1/discrepancies.jsonl",
    "application/atom+xml": "/v1/feeds/discrepancies.atom",
    "application/feed+json": "/v1/feeds/discrepancies.json",
}
FORMS: Mapping[str, Mapping[str, str]] = {"/v1/claims": _CLAIMS, "/v1/discrepancies": _DISCREPANCIES}
"""Addresses that have several forms, each with the addresses of its other forms by media type."""


class Negotiation:
    """Leads a request to the form it prefers, and says that the answer depends on that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        forms = FORMS.get(scope["path"]) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if forms is None:
            await self._app(scope, receive, send)
            return
        media = preferred(Headers(scope=scope).get("accept", ""), [JSON, *forms])
        there = forms.get(media)
        query = scope["query_string"].decode("latin-1")

        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept")
                if there is not None and message["status"] == 200:
                    headers["Content-Location"] = f"{there}?{query}" if query else there
            await send(message)

        if there is not None:
            scope = {**scope, "path": there, "raw_path": there.encode("ascii")}
        await self._app(scope, receive, send_varying)


def preferred(accept: str, offered: Sequence[str]) -> str:
    """The media type that an ``Accept`` header likes best (RFC 9110, 12.5.1); of equals, and of none, the first."""
    if accept in {"", "*/*", offered[0]}:
        return offered[0]
    wanted = dict(filter(None, map(_range, accept.split(","))))
    liked = [_quality(media, wanted) for media in offered]
    return offered[liked.index(max(liked))]


def _range(text: str) -> tuple[str, float] | None:
    media, *parameters = (part.strip() for part in text.lower().split(";"))
    quality = 1.0
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if name.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                return None
    return (media, quality) if media else None


def _quality(media: str, wanted: Mapping[str, float]) -> float:
    """The most specific range that covers it counts."""
    family = f"{media.partition('/')[0]}/*"
    return next((wanted[each] for each in (media, family, "*/*") if each in wanted), 0.0)
