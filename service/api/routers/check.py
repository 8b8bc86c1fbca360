"""``POST /v1/check``: a text or a saved page in, claims and verdicts out. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from service.api.checking import NoArticle, PageJob, TextJob, checked
from service.api.conventions.bodies import MAX_BODY
from service.api.conventions.openapi import described
from service.api.conventions.problem_types import BodyTooLarge, UnsupportedMediaType
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import CHECK_REQUESTS
from service.api.schemas.check import CheckAnswer, CheckText
from service.errors import UnusableInput
from service.questions import Moment

router = APIRouter(prefix="/v1", tags=["check"])
_text = TypeAdapter(CheckText)


@router.post(
    "/check",
    summary="Check a text or a saved page",
    responses=described(CheckAnswer, "check", 413, 415, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/CheckText"},
                    "examples": CHECK_REQUESTS,
                },
                "text/html": {"schema": {"type": "string", "description": "A saved page."}},
                "text/plain": {"schema": {"type": "string", "description": "A text whose first line is the title."}},
            },
        }
    },
)
async def check_text(
    request: Request,
    backing: BackingDep,
    url: Annotated[str | None, Query(max_length=2_000, description="For a page or plain text: its address.")] = None,
    published_at: Annotated[
        Moment | None, Query(description="For a page or plain text: when it was published, if it does not say.")
    ] = None,
    language: Annotated[str | None, Query(max_length=35, description="For a page or plain text.")] = None,
) -> Response:
    """Extract the claims of a text and hold each against the reference data, under every reading its words allow.

    Send JSON (`title`, `text`, `url`, `published_at`, `language`), a saved page as `text/html`, or plain text whose
    first line is the title as `text/plain`. Addresses are never fetched and nothing is stored.
    """
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    body = await _body(request)
    job: TextJob | PageJob
    if media_type == "application/json":
        given = _parse(body)
        job = TextJob(**given.model_dump())
    elif media_type in {"text/html", "application/xhtml+xml", "text/plain"}:
        job = PageJob(body, content_type, url, language, published_at)
    else:
        allowed = ["application/json", "text/html", "text/plain"]
        raise UnsupportedMediaType(f"{media_type or 'no Content-Type'}: send {', '.join(allowed)}.", allowed=allowed)
    answer = await checked(request.app, backing, job)
    if isinstance(answer, NoArticle):
        raise UnusableInput(f"{answer.reason}: {answer.detail}")
    return respond(request, answer)


async def _body(request: Request) -> bytes:
    """The body, read no further than the limit, whatever Content-Length says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BodyTooLarge(f"At most {MAX_BODY} bytes are read.")
    return bytes(body)


def _parse(body: bytes) -> CheckText:
    try:
        return _text.validate_json(body)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in errors]) from error
