"""When a source is polled next: a pure function of how it went, what the server asked for, and now.

Laws. The wait is never shorter than the source's own interval or than anything the server asked for, never longer
than a day, and never the same for two sources (jitter, taken from the name and the time, so that it can be repeated).
The interval grows while nothing is new and snaps back when something is. Failures double the wait; no try is the last.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.sources.protocol import DAY, SourceConfig

JITTER = 0.1
SLOWER = 1.25
MOVE_HOLDS_FOR = timedelta(days=7)
LOCAL_CAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source may and should be polled; ``cap`` bounds every wait."""

    every: timedelta
    slowest: timedelta
    cap: timedelta = DAY


@dataclass(frozen=True, slots=True)
class Hints:
    """What an answer asked for. RSS's ttl, HTTP's freshness, and Retry-After."""

    ttl: timedelta | None = None
    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None

    @property
    def longest(self) -> timedelta:
        return max((hint for hint in (self.ttl, self.fresh_for, self.retry_after) if hint), default=timedelta())

    def and_also(self, other: Hints) -> Hints:
        """Both wishes granted."""
        return Hints(
            ttl=_longer(self.ttl, other.ttl),
            fresh_for=_longer(self.fresh_for, other.fresh_for),
            retry_after=_longer(self.retry_after, other.retry_after),
        )


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Due:
    """The next poll, and what has to be remembered for the one after it."""

    at: datetime
    interval: timedelta
    failures: int


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect and since when every poll has met it."""

    to: str
    since: datetime


def pace_of(source: SourceConfig) -> Pace:
    return Pace(source.every, max(source.every, source.slowest), LOCAL_CAP if source.is_local else DAY)


def after_success(name: str, pace: Pace, interval: timedelta | None, new: int, hints: Hints, now: datetime) -> Due:
    """``interval`` is what the last poll left behind, ``new`` how many entries were new this time."""
    slower = pace.every if interval is None else min(max(interval, pace.every) * SLOWER, max(pace.slowest, pace.every))
    interval = pace.every if new else slower
    return Due(_at(name, pace, max(interval, hints.longest), now), interval, 0)


def after_failure(name: str, pace: Pace, failures: int, hints: Hints, now: datetime) -> Due:
    """``failures`` is how many polls had failed in a row before this one."""
    backoff = min(pace.every * 2.0 ** min(failures, 20), pace.cap)
    return Due(_at(name, pace, max(backoff, hints.longest), now), pace.every, failures + 1)


def retry_entry(attempts: int, hints: Hints, now: datetime) -> datetime:
    """When a page that failed is tried again: after an hour, doubling up to a day."""
    return now + min(max(timedelta(hours=1) * 2.0 ** min(max(attempts - 1, 0), 8), hints.longest), DAY)


def follow_move(known: Move | None, moved_to: str | None, now: datetime) -> Move | None:
    """A permanent redirect counts from when it was first met; one that goes elsewhere, or ends, starts anew."""
    if moved_to is None:
        return None
    return known if known is not None and known.to == moved_to else Move(moved_to, now)


def address(url: str, move: Move | None, now: datetime) -> str:
    """Where to ask: the new address once the redirect has held for a week."""
    return move.to if move is not None and now - move.since >= MOVE_HOLDS_FOR else url


def _at(name: str, pace: Pace, wait: timedelta, now: datetime) -> datetime:
    return now + min(wait * (1 + JITTER * _fraction(name, now)), pace.cap)


def _fraction(name: str, now: datetime) -> float:
    digest = hashlib.blake2b(f"{name}\n{now.isoformat()}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _longer(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    return max((hint for hint in (one, other) if hint is not None), default=None)
