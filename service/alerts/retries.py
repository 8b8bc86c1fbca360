"""When a message is tried again, and when an endpoint is given up. Pure: ``now`` is passed in.

The intervals are those that the Standard Webhooks specification suggests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal, TypeAlias

DELAYS: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.1
PATIENCE = timedelta(days=5)
LONGEST_WISH = timedelta(hours=24)
"""A receiver may ask for more time, but not for so much that it is never found to be gone."""

Disabled: TypeAlias = Literal["gone", "failing", "by_request"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that did not succeed. ``reason`` is a stable code; ``retry_after`` is the receiver's wish."""

    reason: str
    detail: str = ""
    status: int | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """``next_try`` is None where the message is given up; ``not_before`` is the silence that the receiver asked for."""

    next_try: datetime | None
    not_before: datetime | None = None
    disable: Disabled | None = None


def after_failure(
    message_id: str, attempts: int, failure: Failure, failing_since: datetime, now: datetime
) -> Consequence:
    """What follows from a message's failed attempt number ``attempts`` (the first is 1).

    ``failing_since`` is when the endpoint's first failure after its last success was. A message for an endpoint that
    is disabled now is not given up: it waits for the endpoint's return.
    """
    wish = None if failure.retry_after is None else now + min(failure.retry_after, LONGEST_WISH)
    if failure.status == 410:
        return Consequence(now, disable="gone")
    if now - failing_since >= PATIENCE:
        return Consequence(now, disable="failing")
    if attempts > len(DELAYS):
        return Consequence(None, wish)
    at = now + spread(DELAYS[attempts - 1], message_id, attempts)
    return Consequence(at if wish is None else max(at, wish), wish)


def spread(delay: timedelta, message_id: str, attempts: int) -> timedelta:
    """The delay, longer or shorter by at most a tenth: the same for the same attempt, different between messages."""
    raw = blake2b(f"{message_id}.{attempts}".encode(), digest_size=4).digest()
    return delay * (1 + JITTER * (int.from_bytes(raw, "big") / 2**31 - 1))
