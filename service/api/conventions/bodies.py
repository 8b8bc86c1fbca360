"""No body is read past a limit, whoever sends it and whatever Content-Length says.

FastAPI reads a whole body before it asks who sent it; without this, anybody could fill the memory.
"""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.conventions.problem_types import BodyTooLarge
from service.api.conventions.problems import render

MAX_BODY = 2 * 1024 * 1024


class BodyLimit:
    """Refuses a body that says it is too large at once, and one that turns out to be while it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > MAX_BODY:
            await render(Request(scope), BodyTooLarge, f"At most {MAX_BODY} bytes are read.")(scope, receive, send)
            return
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_some, send)
