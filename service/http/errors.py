"""Why a request gave nothing.

``reason`` is a stable code that reaches source health; ``retry_after`` is the server's wish.
"""

from __future__ import annotations

from datetime import timedelta

from service.errors import SourceError


class FetchError(SourceError):
    """A request gave nothing that can be used."""

    type = "fetch-failed"

    def __init__(
        self, reason: str, detail: str = "", *, http_status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.explanation = detail
        self.http_status = http_status
        self.retry_after = retry_after


class Refused(FetchError):
    """The request was not sent: its address, robots.txt or a pause that the host asked for forbids it."""


class Unreachable(FetchError):
    """There was no connection, or it broke."""


class TimedOut(FetchError):
    """The answer did not come, or not to its end, in time."""


class BadStatus(FetchError):
    """The server answered with an error."""


class BadBody(FetchError):
    """The body is too large, cut off, or encoded in a way that was not asked for."""


class BadRedirect(FetchError):
    """The redirects lead nowhere."""
