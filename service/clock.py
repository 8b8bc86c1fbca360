"""The one door to the clock. Everything else takes ``now`` as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, as an aware UTC time with microseconds."""
    return datetime.now(UTC)  # noqa: TID251 - this is the door
