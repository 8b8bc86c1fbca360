"""The gate before every address: who is asking, and whether they may ask yet another time.

A key comes as ``Authorization: Bearer tw_…``. A key that is not good is refused even where none is needed: silence
would leave its holder thinking that it works. Whoever shows false keys may only show so many.

A browser may come with the cookie of a session instead (:mod:`service.api.access.sessions`). Where that would change
something, it must also show that a page of ours sent it (:mod:`service.api.access.forgery`).

Each client has a quota of requests, told in ``RateLimit`` and ``RateLimit-Policy`` (the httpapi working group's draft).
A client is a key, a session, or an address without either.
"""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import cast

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.errors import StoreError
from service.api.access import forgery
from service.api.access.callers import Caller, client_of
from service.api.access.doorkeeper import FALSE_KEYS, Doorkeeper
from service.api.access.limits import Allowance, Limiter
from service.api.access.sessions import COOKIES
from service.api.conventions.problem_types import BadKey, Busy, ForgedRequest, TooManyRequests
from service.api.conventions.problems import render
from service.api.deps import Backing

__all__ = ["FALSE_KEYS", "Gate"]

WINDOW = 60.0
_FREE = frozenset({"/health"})
_API = "/v1/"


class Gate:
    """``requests`` a minute for each client, 0 for no limit; ``seconds`` is a steady clock."""

    def __init__(self, app: ASGIApp, *, doorkeeper: Doorkeeper, requests: int, seconds: Callable[[], float]) -> None:
        self._app = app
        self._seconds = seconds
        self._doorkeeper = doorkeeper
        self._requests = Limiter(requests, WINDOW)
        self._policy = f'"default";q={requests};w={WINDOW:.0f}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = client_of(scope["client"][0] if scope.get("client") else None)
        found = await self._caller(scope, address)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = found
        if not self._requests.quota or scope["path"] in _FREE:
            await self._app(scope, receive, send)
            return
        left = self._requests.take(_client(found, address), self._seconds())
        if left.wait:
            response = render(
                Request(scope),
                TooManyRequests,
                f"{self._requests.quota} requests a minute are answered; try again in {left.wait} s.",
                headers={"Retry-After": str(left.wait), **self._headers(left)},
            )
            await response(scope, receive, send)
            return

        async def send_with_allowance(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = self._headers(left).items()
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in said)]
            await send(message)

        await self._app(scope, receive, send_with_allowance)

    def _headers(self, left: Allowance) -> dict[str, str]:
        return {
            "RateLimit-Policy": self._policy,
            "RateLimit": f'"default";r={left.remaining};t={left.until_full}',
        }

    async def _caller(self, scope: Scope, address: str) -> Caller | Response | None:
        """Who is asking, None for anybody, or why the request is refused."""
        token, cookies = _token(scope), forgery.header(scope, b"cookie") or ""
        if token is None and COOKIES not in cookies:
            return None
        backing = cast(Backing, scope["app"].state.backing)
        try:
            cookie = None if token is not None else _cookie(cookies, self._doorkeeper.sessions.cookie(backing.database))
            if token is not None:
                return await self._doorkeeper.holder(backing.database, token, address)
            if cookie is None:
                return None
            caller = await self._doorkeeper.signed_in(backing.database, cookie, backing.clock())
        except StoreError as error:
            return render(Request(scope), Busy, str(error), headers={"Retry-After": "1"})
        except TooManyRequests as error:
            headers = {"Retry-After": str(error.context["retry_after"])}
            return render(Request(scope), TooManyRequests, error.detail, headers=headers)
        except BadKey:
            return render(Request(scope), BadKey, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if caller is not None and scope["method"] not in forgery.SAFE and self._is_forged(scope, caller, backing):
            return render(Request(scope), ForgedRequest)
        return caller

    def _is_forged(self, scope: Scope, caller: Caller, backing: Backing) -> bool:
        """Whether a signed-in browser was made to send this by a page that is not ours.

        A form brings its token as a field, which the desk's routes read (they all do); the API takes no forms.
        """
        if forgery.from_elsewhere(scope):
            return True
        given = forgery.header(scope, forgery.HEADER.encode())
        if given is None:
            return scope["path"].startswith(_API) or not forgery.is_form(scope)
        secret = self._doorkeeper.sessions.secret(backing.database)
        return not forgery.is_token(given, secret, caller.session or "")


def _client(caller: Caller | None, address: str) -> str:
    """Whose quota the request counts against."""
    if caller is None:
        return address
    return f"session {caller.session}" if caller.session else f"key {caller.key_id}"


def _token(scope: Scope) -> str | None:
    """The bearer token, or None where no ``Authorization`` was sent; another scheme is a false key."""
    value = forgery.header(scope, b"authorization")
    if value is None:
        return None
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie(sent: str, name: str) -> str | None:
    """The session's cookie, if any was sent that can be read."""
    if name not in sent:
        return None
    try:
        found = SimpleCookie(sent).get(name)
    except CookieError:
        return None
    return found.value if found is not None else None
