"""``/v1/reviewed-articles.jsonl`` and ``.spacy``: articles whose claims people answer for, to train and score by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from db.session import Database
from service.api.conventions.openapi import problems_of
from service.api.deps import BackingDep
from service.pipeline.reviewing.reports import reviewed_articles
from service.reviews.export import doc_bin, record

router = APIRouter(prefix="/v1", tags=["reviews"])

_LINES, _SPACY = "application/jsonl", "application/octet-stream"
_UNKEPT = {"Cache-Control": "private, no-store"}


def _described(media: str, schema: dict[str, Any], summary: str) -> dict[str, Any]:
    answer = {"description": "The whole export.", "content": {media: {"schema": schema}}}
    return {"response_class": Response, "responses": {200: answer, **problems_of()}, "summary": summary}


@router.get(
    "/reviewed-articles.jsonl",
    **_described(_LINES, {"type": "string"}, "Export reviewed articles as JSON Lines"),
)
def as_json_lines(backing: BackingDep) -> Response:
    """Articles of which every claim was decided about, one a line: text, and the claims that people answer for.

    A line is an input for `tallywire extract` and the answer that it should give. The stream breaks off if something
    fails on the way.
    """
    headers = {**_UNKEPT, "Content-Disposition": 'attachment; filename="reviewed-articles.jsonl"'}
    return StreamingResponse(lines(backing.database), headers=headers, media_type=_LINES)


@router.get(
    "/reviewed-articles.spacy",
    **_described(_SPACY, {"type": "string", "format": "binary"}, "Export reviewed articles as a spaCy DocBin"),
)
def as_doc_bin(backing: BackingDep) -> Response:
    """The same articles as a spaCy `DocBin`, with the claims as `doc.spans["claims"]`, labelled by their kinds."""
    headers = {**_UNKEPT, "Content-Disposition": 'attachment; filename="reviewed-articles.spacy"'}
    return Response(doc_bin(reviewed_articles(backing.database)), headers=headers, media_type=_SPACY)


def lines(database: Database) -> Iterator[bytes]:
    for each in reviewed_articles(database):
        yield orjson.dumps(record(each), option=orjson.OPT_APPEND_NEWLINE)
