"""Every error of the API as ``application/problem+json`` (RFC 9457).

A problem's ``type`` is a path on this service, ``/problems/<name>``, where a page says what it means; it is stable, so
clients may switch on it. The names, status codes and titles are those of the error classes: a class's docstring is its
title and its page. Extension members: ``errors`` (what is wrong where: a JSON ``pointer`` into the body, or the name of
a ``parameter`` or ``header``) and ``allowed`` (what would have been accepted).

What failed inside the service is logged with its traceback and never told to the client.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from db.errors import StoreBusy
from service.api.conventions.problem_types import (
    PROBLEMS,
    BodyTooLarge,
    Busy,
    InvalidRequest,
    KeyRequired,
    MalformedBody,
    MethodNotAllowed,
    NoSuchAddress,
    title_of,
)
from service.api.conventions.requests import raw_path, request_id
from service.errors import OurError, TallywireError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


ErrorPage = Callable[[Request, type[TallywireError], str, Mapping[str, str]], Response | None]

_BY_STATUS: dict[int, type[TallywireError]] = {404: NoSuchAddress, 405: MethodNotAllowed, 413: BodyTooLarge}


def render(
    request: Request, kind: type[TallywireError], detail: str = "", *, headers: Any = None, **members: Any
) -> Response:
    """One problem as a response. ``members`` that are None are left out.

    A browser that asked for a page is given one, if somebody has put pages on the application (``state.error_page``).
    """
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    if page is not None and (shown := page(request, kind, detail, headers or {})) is not None:
        return shown
    body = {
        "type": f"/problems/{kind.type}",
        "title": title_of(kind),
        "status": kind.status,
        "detail": detail or title_of(kind),
        "instance": request.url.path,
        "request_id": request_id(request),
        **{name: value for name, value in members.items() if value is not None},
    }
    return Response(orjson.dumps(body), status_code=kind.status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem."""
    app.add_exception_handler(TallywireError, _ours)
    app.add_exception_handler(StoreBusy, _store_busy)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TallywireError)  # noqa: S101 - registered for this class alone
    kind = type(error)
    if error.type not in PROBLEMS or kind is OurError:
        return await _unexpected(request, error)
    headers = {"Retry-After": str(error.context["retry_after"])} if "retry_after" in error.context else {}
    if kind is KeyRequired:
        headers["WWW-Authenticate"] = "Bearer"
    members = {name: error.context.get(name) for name in ("errors", "allowed")}
    return render(request, kind, error.detail, headers=headers, **members)


async def _store_busy(request: Request, error: Exception) -> Response:
    return render(request, Busy, str(error), headers={"Retry-After": "1"})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    kind = _BY_STATUS.get(error.status_code)
    if kind is not None:
        return render(request, kind, _http_detail(request, kind), headers=error.headers)
    # RFC 9457: "about:blank" says that the status code is all there is to know.
    body = {
        "type": "about:blank",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "detail": str(error.detail),
        "instance": request.url.path,
        "request_id": request_id(request),
    }
    return Response(orjson.dumps(body), error.status_code, headers=error.headers, media_type=MEDIA_TYPE)


def _http_detail(request: Request, kind: type[TallywireError]) -> str:
    if kind is NoSuchAddress:
        return f"There is nothing at {request.url.path}."
    if kind is MethodNotAllowed:
        return f"{request.url.path} does not take {request.method}."
    return ""


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return render(request, MalformedBody, f"The body is not JSON: {_reason(found[0])}.")
    errors = [{**_place(one["loc"]), "detail": one["msg"]} for one in found]
    return render(request, InvalidRequest, _summary(errors), errors=errors)


def _reason(one: Any) -> str:
    return str(one.get("ctx", {}).get("error") or one["msg"])


def _place(location: Sequence[str | int]) -> dict[str, str]:
    where, *path = location
    if where == "query" and path:
        return {"parameter": str(path[0])}
    if where == "header" and path:
        return {"header": str(path[0])}
    if where == "path" and path:
        return {"parameter": str(path[0])}
    return {"pointer": "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)}


def _summary(errors: Sequence[dict[str, str]]) -> str:
    first = errors[0]
    where = first.get("parameter") or first.get("header") or first.get("pointer", "")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{where}: {first['detail']}{more}"


async def _unexpected(request: Request, error: Exception) -> Response:
    name = request_id(request)
    log.error("%s %s failed (request %s)", request.method, raw_path(request.scope), name, exc_info=error)
    # The outermost handler answers here, beyond the reach of what puts headers on every other response.
    return render(request, OurError, headers={"X-Request-ID": name} if name else None)
