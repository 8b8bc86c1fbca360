"""``/v1/claims.csv``, ``.jsonl``, ``.jsonld``, ``.parquet``: every claim that matches, however many, as a stream.

Discrepancies are exported as CSV and JSON Lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from service.api import exports
from service.api.claim_lists import every, every_discrepancy
from service.api.conventions.openapi import problems_of
from service.api.conventions.problem_types import ExtraMissing
from service.api.deps import Backing, BackingDep
from service.api.filters import OrderedClaims
from service.api.saved import resolved
from service.questions import DiscrepancyFilters

router = APIRouter(prefix="/v1", tags=["claims"])

Form = Literal["csv", "jsonl", "jsonld", "parquet"]
MEDIA: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
}
Wanted = Annotated[OrderedClaims, Query()]
Disputes = Annotated[DiscrepancyFilters, Query()]
Write = Callable[[exports.Chunks], Iterator[bytes]]


def _described(form: Form, name: str, *errors: int, noun: str = "claims") -> dict[str, Any]:
    media = MEDIA[form].partition(";")[0]
    shape = {"csv": {"type": "string"}, "jsonl": {"type": "string"}, "jsonld": {"type": "object"}}.get(form)
    answer = {"description": "The whole export.", "content": {media: {"schema": shape or _BINARY}}}
    return {
        "response_class": StreamingResponse,
        "responses": {200: answer, **problems_of(*errors)},
        "description": (
            f"All {noun} that match; the stream breaks off if something fails on the way. `/v1/{noun}` with "
            f"`Accept: {media}` is the same."
        ),
        "summary": f"Export {noun} as {name}",
    }


_BINARY = {"type": "string", "format": "binary"}


@router.get("/claims.csv", **_described("csv", "CSV"))
def as_csv(backing: BackingDep, query: Wanted) -> Response:
    return _stream(backing, query, "csv", exports.comma_separated)


@router.get("/claims.jsonl", **_described("jsonl", "JSON Lines"))
def as_json_lines(backing: BackingDep, query: Wanted) -> Response:
    return _stream(backing, query, "jsonl", exports.json_lines)


@router.get("/claims.jsonld", **_described("jsonld", "JSON-LD"))
def as_linked_data(request: Request, backing: BackingDep, query: Wanted) -> Response:
    base = str(request.base_url).rstrip("/")
    return _stream(backing, query, "jsonld", lambda chunks: exports.linked_data(chunks, base))


@router.get("/claims.parquet", **_described("parquet", "Parquet", 501))
def as_parquet(backing: BackingDep, query: Wanted) -> Response:
    try:
        from service.api.parquet import parquet  # noqa: PLC0415 - its library is an extra
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("pyarrow"):
            raise
        raise ExtraMissing("Parquet needs the extra parquet: pip install 'tallywire[parquet]'.") from error
    return _stream(backing, query, "parquet", parquet)


@router.get("/discrepancies.csv", tags=["discrepancies"], **_described("csv", "CSV", noun="discrepancies"))
def discrepancies_as_csv(backing: BackingDep, query: Disputes) -> Response:
    return _answer(exports.disputes_separated(_disputes(backing, query)), "discrepancies", "csv")


@router.get("/discrepancies.jsonl", tags=["discrepancies"], **_described("jsonl", "JSON Lines", noun="discrepancies"))
def discrepancies_as_json_lines(backing: BackingDep, query: Disputes) -> Response:
    return _answer(exports.json_lines(_disputes(backing, query)), "discrepancies", "jsonl")


def _stream(backing: Backing, query: OrderedClaims, form: Form, write: Write) -> Response:
    with backing.database.reading() as session:
        asked = resolved(session, "claims", query)
    return _answer(write(every(backing.database, asked.filter(), asked.sort)), "claims", form)


def _disputes(backing: Backing, query: DiscrepancyFilters) -> exports.Chunks:
    with backing.database.reading() as session:
        wanted = resolved(session, "discrepancies", query).filter()
    return every_discrepancy(backing.database, wanted)


def _answer(content: Iterator[bytes], noun: str, form: Form) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{noun}.{form}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, headers=headers, media_type=MEDIA[form])
