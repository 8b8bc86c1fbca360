"""Messages that outlive a redirect: what came of a form, told on the next page and then forgotten.

They travel in a signed cookie, as a message id and its values, and are translated where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request, Response
from itsdangerous import BadSignature

from service.api.access.sessions import signer
from service.desk.visit import own_cookie

Level = Literal["done", "warning", "problem"]
_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is a message id with ``%(name)s`` for each of ``values``."""

    level: Level
    text: str
    values: dict[str, Any]


def tell(request: Request, response: Response, text: str, level: Level = "done", **values: Any) -> None:
    """Show a message on the next page. ``text`` must be marked with ``N_`` so that it can be translated."""
    cookie = _signer(request).dumps([level, text, values])
    shown = cookie if isinstance(cookie, str) else cookie.decode()
    if len(shown) <= _MOST:
        secure = request.url.scheme == "https"
        response.set_cookie(
            cookie_of(request), shown, max_age=60, httponly=True, samesite="lax", secure=secure, path="/"
        )


def waiting(request: Request) -> list[Message]:
    """The messages that the reader brought along."""
    cookie = request.cookies.get(cookie_of(request))
    if not cookie:
        return []
    try:
        level, text, values = _signer(request).loads(cookie)
    except (BadSignature, ValueError):
        return []
    return [Message(level, text, values)]


def cookie_of(request: Request) -> str:
    return own_cookie(request, "flash")


def _signer(request: Request) -> Any:
    state = request.app.state
    return signer(state.doorkeeper.sessions.secret(state.backing.database), "flash")
