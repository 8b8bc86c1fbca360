"""What robots.txt allows, remembered for a day (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from protego import Protego

AGENT = "Tallywire"
KEPT = timedelta(days=1)
KEPT_UNREACHABLE = timedelta(hours=1)
MAX_BYTES = 500 * 1024
LONGEST_DELAY = timedelta(seconds=60)
_MOST = 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """One host's rules. ``parser`` is None where everything or nothing is allowed."""

    until: datetime
    parser: Any = None
    everything: bool = True

    def allows(self, url: str) -> bool:
        return self.everything if self.parser is None else bool(self.parser.can_fetch(url, AGENT))

    @property
    def delay(self) -> timedelta:
        """The crawl delay that the host asks for; at most a minute is granted."""
        seconds = self.parser.crawl_delay(AGENT) if self.parser is not None else None
        return min(timedelta(seconds=float(seconds)), LONGEST_DELAY) if seconds else timedelta()


def read_rules(body: bytes, now: datetime) -> Rules:
    return Rules(now + KEPT, Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")))


def without_file(now: datetime) -> Rules:
    """There is no robots.txt: everything is allowed."""
    return Rules(now + KEPT)


def unreachable(now: datetime) -> Rules:
    """It could not be read: nothing is allowed until it can."""
    return Rules(now + KEPT_UNREACHABLE, everything=False)


class RobotsCache:
    """Rules by origin, forgotten when they are old or too many."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, bool], Rules] = {}

    def get(self, origin: str, allow_private: bool, now: datetime) -> Rules | None:
        rules = self._rules.get((origin, allow_private))
        return rules if rules is not None and rules.until > now else None

    def put(self, origin: str, allow_private: bool, rules: Rules) -> None:
        if len(self._rules) >= _MOST:
            self._rules.pop(next(iter(self._rules)))
        self._rules[origin, allow_private] = rules
