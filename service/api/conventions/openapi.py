"""The OpenAPI document: what FastAPI writes, with our problems in the place of its own error shape."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from service.api import examples
from service.api.conventions import deprecation
from service.api.conventions.problems import MEDIA_TYPE
from service.api.schemas import Output, Problem
from service.api.schemas.check import CheckText

_WHY = {
    400: "The request cannot be used as it is: an unknown parameter, a damaged cursor, a body that is not JSON.",
    401: "A key is needed, or the one that was sent opens nothing.",
    403: "The key's scope is too small.",
    404: "There is nothing under that id.",
    409: "What is stored does not allow that now.",
    413: "The body is too large.",
    415: "The body's Content-Type is not one that is read here.",
    422: "A parameter or a field is not what it has to be; or the page holds no article.",
    429: "Too many requests; `Retry-After` says when to come again.",
    501: "The service was installed without a part that this needs.",
    503: "Too busy; `Retry-After` says when to come again.",
}
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def described(answer: type[Output], example: str, *errors: int, success: int = 200) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of an endpoint: its answer with a kept example, and the problems it may give (400, 422 always)."""
    return {
        success: {
            "model": answer,
            "description": (answer.__doc__ or "").strip().splitlines()[0],
            "content": {"application/json": {"example": example}},  # its name; FastAPI would leave out nulls
        },
        **problems_of(*errors),
    }


def problems_of(*errors: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an endpoint may give, for one whose answer is no JSON."""
    return {status: {"description": _WHY[status], **_PROBLEM} for status in sorted({400, 422, *errors})}


def install(app: FastAPI, description: str) -> None:
    """Have ``app.openapi()`` add the shapes that no endpoint names in its signature."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=description, routes=app.routes, tags=app.openapi_tags
            )
            _, definitions = models_json_schema(
                [(Problem, "serialization"), (CheckText, "validation")],
                ref_template="#/components/schemas/{model}",
            )
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(definitions["$defs"])
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for operations in document["paths"].values():
                for operation in operations.values():
                    for response in operation["responses"].values():
                        media = response.get("content", {}).get("application/json", {})
                        if "example" in media:
                            media["example"] = examples.answer(media["example"])
            deprecation.mark(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
