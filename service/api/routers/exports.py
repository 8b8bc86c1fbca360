"""``/v1/claims.csv``, ``.jsonl``, ``.jsonld``: every claim that matches, however many, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from service.api import exports
from service.api.claim_lists import every
from service.api.conventions.openapi import problems_of
from service.api.deps import Backing, BackingDep
from service.api.saved import resolved
from service.questions import ClaimFilters

router = APIRouter(prefix="/v1", tags=["claims"])

Form = Literal["csv", "jsonl", "jsonld"]
MEDIA: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
}
_SAYS = "Every claim that matches, the newest article first; the stream breaks off if something fails on the way."


def _described(form: Form, name: str) -> dict[str, Any]:
    media = MEDIA[form].partition(";")[0]
    shape = {"type": "object" if form == "jsonld" else "string"}
    answer = {"description": "The whole export.", "content": {media: {"schema": shape}}}
    return {
        "response_class": StreamingResponse,
        "responses": {200: answer, **problems_of()},
        "description": _SAYS,
        "summary": f"Export claims as {name}",
    }


@router.get("/claims.csv", **_described("csv", "CSV"))
def as_csv(backing: BackingDep, query: Annotated[ClaimFilters, Query()]) -> Response:
    return _stream(backing, query, "csv", exports.comma_separated)


@router.get("/claims.jsonl", **_described("jsonl", "JSON Lines"))
def as_json_lines(backing: BackingDep, query: Annotated[ClaimFilters, Query()]) -> Response:
    return _stream(backing, query, "jsonl", exports.json_lines)


@router.get("/claims.jsonld", **_described("jsonld", "JSON-LD"))
def as_linked_data(request: Request, backing: BackingDep, query: Annotated[ClaimFilters, Query()]) -> Response:
    base = str(request.base_url).rstrip("/")
    return _stream(backing, query, "jsonld", lambda chunks: exports.linked_data(chunks, base))


def _stream(
    backing: Backing, query: ClaimFilters, form: Form, write: Callable[[exports.Chunks], Iterator[bytes]]
) -> Response:
    with backing.database.reading() as session:
        wanted = resolved(session, "claims", query).filter()
    headers = {
        "Content-Disposition": f'attachment; filename="claims.{form}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(write(every(backing.database, wanted)), headers=headers, media_type=MEDIA[form])
