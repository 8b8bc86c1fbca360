"""``/v1/feeds``: discrepancies for feed readers."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from db.queries import discrepancies
from service.api import feeds, wire
from service.api.conventions.openapi import problems_of
from service.api.conventions.responses import CACHE_CONTROL, matches
from service.api.deps import Backing, BackingDep
from service.api.saved import resolved
from service.questions import DiscrepancyFilters, Words
from service.reconcile.types import DiscrepancyKind

router = APIRouter(prefix="/v1/feeds", tags=["alerts"])
ENTRIES = 50


class FeedQuery(DiscrepancyFilters):
    """Filters of a feed: those of the list."""

    type: list[DiscrepancyKind] = Field([], description="What does not agree.")
    subject: Words = Field([], description="Who is measured.")
    resolved: bool | None = Field(None, description="Only resolved ones, or only those that stand.")


Wanted = Annotated[FeedQuery, Query()]


def _kind(media: str, words: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": words, "content": {media: {"schema": {"type": "string"}}}}, **problems_of()}


@router.get(
    "/discrepancies.atom",
    summary="Discrepancies as Atom",
    response_class=Response,
    responses=_kind("application/atom+xml", "An Atom feed, the last opened first."),
)
def atom(request: Request, backing: BackingDep, query: Wanted) -> Response:
    """The last fifty discrepancies, for feed readers."""
    document = feeds.atom(_items(backing, query), base=_base(request), self_url=str(request.url))
    return _answer(request, document, "application/atom+xml")


@router.get(
    "/discrepancies.json",
    summary="Discrepancies as JSON Feed",
    response_class=Response,
    responses={
        200: {
            "description": "A JSON Feed, version 1.1, the last opened first.",
            "content": {"application/feed+json": {"schema": {"type": "object"}}},
        },
        **problems_of(),
    },
)
def json_feed(request: Request, backing: BackingDep, query: Wanted) -> Response:
    """The last fifty discrepancies, for feed readers."""
    document = feeds.json_feed(_items(backing, query), base=_base(request), self_url=str(request.url))
    return _answer(request, orjson.dumps(document), "application/feed+json")


def _items(backing: Backing, query: FeedQuery) -> list[dict[str, Any]]:
    with backing.database.reading() as session:
        wanted = resolved(session, "discrepancies", query).filter()
        rows = discrepancies.list_discrepancies(session, wanted, limit=ENTRIES).rows
        claims = discrepancies.claims_of(session, [row.id for row in rows])
    return [wire.discrepancy(row, claims.get(row.id, ())) for row in rows]


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _answer(request: Request, body: bytes, media: str) -> Response:
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media)
