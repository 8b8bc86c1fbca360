"""The gate before every address: who is asking, and whether they may ask yet another time.

A key comes as ``Authorization: Bearer tw_…``. A key that is not good is refused even where none is needed: silence
would leave its holder thinking that it works. Whoever shows false keys may only show so many; keys that were good
lately still pass from that address, so one client cannot lock out the others behind it.

Each client has a quota of requests, told in ``RateLimit`` and ``RateLimit-Policy`` (the httpapi working group's draft).
A client is a key, or an address without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.errors import StoreError
from db.session import Database
from service.api.access.callers import Caller, Callers, client_of
from service.api.access.limits import Allowance, Limiter
from service.api.conventions.problem_types import BadKey, Busy, TooManyRequests
from service.api.conventions.problems import render

FALSE_KEYS = 10
FALSE_KEYS_WINDOW = 60.0
WINDOW = 60.0
_FREE = frozenset({"/health"})


class Gate:
    """``requests`` a minute for each client, 0 for no limit; ``seconds`` is a steady clock."""

    def __init__(self, app: ASGIApp, *, requests: int, seconds: Callable[[], float]) -> None:
        self._app = app
        self._seconds = seconds
        self._callers = Callers()
        self._requests = Limiter(requests, WINDOW)
        self._false_keys = Limiter(FALSE_KEYS, FALSE_KEYS_WINDOW)
        self._policy = f'"default";q={requests};w={WINDOW:.0f}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = client_of(scope["client"][0] if scope.get("client") else None)
        token = _token(scope)
        caller: Caller | None = None
        if token is not None:
            found = await self._caller(scope, token, address)
            if isinstance(found, Response):
                await found(scope, receive, send)
                return
            caller = found
        scope.setdefault("state", {})["caller"] = caller
        if not self._requests.quota or scope["path"] in _FREE:
            await self._app(scope, receive, send)
            return
        left = self._requests.take(f"key {caller.key_id}" if caller else address, self._seconds())
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
                MutableHeaders(scope=message).update(self._headers(left))
            await send(message)

        await self._app(scope, receive, send_with_allowance)

    def _headers(self, left: Allowance) -> dict[str, str]:
        return {
            "RateLimit-Policy": self._policy,
            "RateLimit": f'"default";r={left.remaining};t={left.until_full}',
        }

    async def _caller(self, scope: Scope, token: str, address: str) -> Caller | Response:
        """The key's holder, or why the key is refused."""
        database = cast(Database, scope["app"].state.backing.database)
        version = database.version()
        if (known := self._callers.remembered(token, version)) is not None:
            return known
        if wait := self._false_keys.peek(address, self._seconds()):
            return render(
                Request(scope),
                TooManyRequests,
                f"Too many keys were tried that open nothing; try again in {wait} s.",
                headers={"Retry-After": str(wait)},
            )
        try:
            caller = await run_in_threadpool(self._callers.find, database, token, version)
        except StoreError as error:
            return render(Request(scope), Busy, str(error), headers={"Retry-After": "1"})
        if caller is not None:
            return caller
        self._false_keys.take(address, self._seconds())
        return render(Request(scope), BadKey, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _token(scope: Scope) -> str | None:
    """The bearer token, or None where no ``Authorization`` was sent; another scheme is a false key."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else ""
    return None
