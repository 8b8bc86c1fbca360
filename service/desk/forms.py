"""Forms: whether one of our own pages sent them, and where they lead afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from service.api.access import forgery
from service.api.conventions.problem_types import ForgedRequest
from service.desk import flash
from service.desk.rendering import HEADERS
from service.desk.visit import visit_of

F = TypeVar("F", bound=Callable[..., object])


async def genuine(request: Request) -> None:
    """Refuse a form that no page of ours sent. A dependency of every page; what only reads passes."""
    if request.method in forgery.SAFE:
        return
    if forgery.from_elsewhere(request.scope):
        raise ForgedRequest
    caller = request.state.caller
    if caller is not None and caller.session is None:
        return  # a program with a key of its own: no browser was made to send this
    if request.headers.get(forgery.HEADER) is not None and caller is not None:
        return  # the gate has looked at it
    if getattr(request.scope["endpoint"], "harmless", False):
        return
    form = await request.form()
    if not visit_of(request).is_genuine(text(form, forgery.FIELD)):
        raise ForgedRequest


def harmless(endpoint: F) -> F:
    """Mark an endpoint that changes nothing but cookies of the reader's own, so that its forms need no token."""
    endpoint.harmless = True  # type: ignore[attr-defined]
    return endpoint


async def form_of(request: Request) -> FormData:
    return await request.form()


FormDep = Annotated[FormData, Depends(form_of)]


def text(form: FormData, name: str) -> str:
    """A field's text without the space around it; empty for a field that was not sent, or was a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def safe_address(wanted: str) -> str:
    """Where a reader may be led: an address of this service, else the start page."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable():
        return "/"
    return wanted


def go(
    request: Request, address: str, said: str | None = None, level: flash.Level = "done", **values: object
) -> RedirectResponse:
    """Lead on to a page after a form, with a message to be shown there."""
    response = RedirectResponse(safe_address(address), status_code=303, headers=HEADERS)
    if said is not None:
        flash.tell(request, response, said, level, **values)
    return response
