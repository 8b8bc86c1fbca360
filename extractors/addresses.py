"""Where web and mail addresses stand in a text: what looks like a date, a number or a name inside one is none."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。）)]+|[\w.-]{1,80}\.[a-z]{2,6}/[^\s<>\"'，。）)]*|[\w.+-]{1,64}@[\w.-]{1,80}",
    re.IGNORECASE,
)


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The spans of addresses, in order. A bare host name ("openrouter.ai") is a name, not an address."""
    if "/" not in text and "@" not in text:
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in spans)
