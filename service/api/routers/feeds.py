"""``/v1/feeds``: discrepancies and claims for feed readers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from db.queries import claims, discrepancies
from service.api import feeds, wire
from service.api.claim_lists import shown
from service.api.conventions.openapi import problems_of
from service.api.conventions.responses import CACHE_CONTROL, matches
from service.api.deps import Backing, BackingDep
from service.api.feeds import Entry, Feed
from service.api.saved import resolved
from service.questions import ClaimFilters, DiscrepancyFilters, Words
from service.reconcile.types import DiscrepancyKind

router = APIRouter(prefix="/v1/feeds", tags=["alerts"])
ENTRIES = 50


class FeedQuery(DiscrepancyFilters):
    """Filters of a feed: those of the list."""

    type: list[DiscrepancyKind] = Field([], description="What does not agree.")
    subject: Words = Field([], description="Who is measured.")
    resolved: bool | None = Field(None, description="Only resolved ones, or only those that stand.")


Wanted = Annotated[FeedQuery, Query()]
WantedClaims = Annotated[ClaimFilters, Query()]


def _kind(media: str, words: str, shape: str = "string") -> dict[int | str, dict[str, Any]]:
    return {200: {"description": words, "content": {media: {"schema": {"type": shape}}}}, **problems_of()}


_AS_ATOM = _kind("application/atom+xml", "An Atom feed, the newest first.")
_AS_JSON = _kind("application/feed+json", "A JSON Feed, version 1.1, the newest first.", "object")


@router.get("/discrepancies.atom", summary="Discrepancies as Atom", response_class=Response, responses=_AS_ATOM)
def atom(request: Request, backing: BackingDep, query: Wanted) -> Response:
    """The last fifty discrepancies, for feed readers."""
    return _as_atom(request, _discrepancies(backing, query), "discrepancies")


@router.get("/discrepancies.json", summary="Discrepancies as JSON Feed", response_class=Response, responses=_AS_JSON)
def json_feed(request: Request, backing: BackingDep, query: Wanted) -> Response:
    """The last fifty discrepancies, for feed readers."""
    return _as_json(request, _discrepancies(backing, query), "discrepancies")


@router.get("/claims.atom", summary="Claims as Atom", response_class=Response, responses=_AS_ATOM)
def claims_atom(request: Request, backing: BackingDep, query: WantedClaims) -> Response:
    """The fifty newest claims, for feed readers. A claim that gets another verdict is an entry that changed."""
    return _as_atom(request, _claims(backing, query), "claims")


@router.get("/claims.json", summary="Claims as JSON Feed", response_class=Response, responses=_AS_JSON)
def claims_json(request: Request, backing: BackingDep, query: WantedClaims) -> Response:
    """The fifty newest claims, for feed readers. A claim that gets another verdict is an item that changed."""
    return _as_json(request, _claims(backing, query), "claims")


def _discrepancies(backing: Backing, query: FeedQuery) -> list[Entry]:
    with backing.database.reading() as session:
        wanted = resolved(session, "discrepancies", query).filter()
        rows = discrepancies.list_discrepancies(session, wanted, limit=ENTRIES).rows
        about = discrepancies.claims_of(session, [row.id for row in rows])
    return [feeds.of_discrepancy(wire.discrepancy(row, about.get(row.id, ()))) for row in rows]


def _claims(backing: Backing, query: ClaimFilters) -> list[Entry]:
    with backing.database.reading() as session:
        wanted = resolved(session, "claims", query).filter()
        rows = claims.list_claims(session, wanted, limit=ENTRIES).rows
        items = shown(session, rows)
    return [feeds.of_claim(item, row.sorted_at) for row, item in zip(rows, items, strict=True)]


def _as_atom(request: Request, entries: Sequence[Entry], noun: str) -> Response:
    return _answer(request, feeds.atom(entries, _feed(request, noun)), "application/atom+xml")


def _as_json(request: Request, entries: Sequence[Entry], noun: str) -> Response:
    document = feeds.json_feed(entries, _feed(request, noun))
    return _answer(request, orjson.dumps(document), "application/feed+json")


def _feed(request: Request, noun: str) -> Feed:
    return Feed(noun, _base(request), str(request.url))


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _answer(request: Request, body: bytes, media: str) -> Response:
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media)
