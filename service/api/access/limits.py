"""Token buckets: how much a client may still do. Pure; the time is passed in, in seconds of any steady clock.

A bucket holds up to ``quota`` and is refilled evenly over ``window`` seconds, so a client may use its quota at once and
then goes on at its pace. Only so many clients are remembered; those unseen for longest are forgotten, which makes them
full again.
"""

from __future__ import annotations

from collections import OrderedDict
from math import ceil
from typing import NamedTuple


class Allowance(NamedTuple):
    """What is left after asking. ``wait`` is 0 where the request may go on, else the seconds until one may."""

    remaining: int
    until_full: int
    wait: int


class Limiter:
    """One quota for each client. A ``quota`` of 0 limits nothing."""

    def __init__(self, quota: int, window: float, *, clients: int = 10_000) -> None:
        self.quota = quota
        self.window = window
        self._clients = clients
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float, cost: int = 1) -> Allowance:
        """Use up ``cost`` of the client's allowance; where less than that is left, nothing is used and it must wait."""
        level = self._level(client, now)
        wait = 0 if level >= cost else ceil((cost - level) * self.window / self.quota)
        if not wait:
            level -= cost
        self._buckets[client] = (level, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        return Allowance(int(level), ceil((self.quota - level) * self.window / self.quota), wait)

    def peek(self, client: str, now: float) -> int:
        """Seconds until the client may do one thing more, without doing it."""
        level = self._level(client, now)
        return 0 if level >= 1 else ceil((1 - level) * self.window / self.quota)

    def _level(self, client: str, now: float) -> float:
        level, then = self._buckets.get(client, (float(self.quota), now))
        return min(float(self.quota), level + max(0.0, now - then) * self.quota / self.window)
