"""Keys and sessions held against the store, and how often false keys may be tried from one address.

Keys that were good lately still pass from an address that tried too many false ones, so one client cannot lock out the
others behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from db.session import Database
from service.api.access.callers import Caller, Callers
from service.api.access.limits import Limiter
from service.api.access.sessions import Sessions
from service.api.conventions.problem_types import BadKey, TooManyRequests

FALSE_KEYS = 10
FALSE_KEYS_WINDOW = 60.0


class Doorkeeper:
    """One an application. ``seconds`` is a steady clock."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._callers = Callers()
        self._false_keys = Limiter(FALSE_KEYS, FALSE_KEYS_WINDOW)
        self.sessions = Sessions()

    async def holder(self, database: Database, token: str, address: str) -> Caller:
        """Who holds the key. Raises :class:`BadKey`, or :class:`TooManyRequests` after too many of those."""
        version = database.version()
        if (known := self._callers.remembered(token, version)) is not None:
            return known
        if wait := self._false_keys.peek(address, self._seconds()):
            detail = f"Too many keys were tried that open nothing; try again in {wait} s."
            raise TooManyRequests(detail, retry_after=wait)
        caller = await run_in_threadpool(self._callers.find, database, token, version)
        if caller is None:
            self._false_keys.take(address, self._seconds())
            raise BadKey
        return caller

    async def signed_in(self, database: Database, cookie: str, now: datetime) -> Caller | None:
        """Whose session a cookie names. A cookie that opens nothing is as good as none: it may just be old."""
        version = database.version()
        known = self.sessions.remembered(cookie, version, now)
        return known or await run_in_threadpool(self.sessions.find, database, cookie, version, now)
