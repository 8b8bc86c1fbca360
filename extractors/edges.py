"""Where words begin and addresses stand: what keeps a scanner from finding a name or a date inside something else."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。）)]+"
    r"|(?<![\w.+-])(?:[\w.-]{1,80}\.[a-z]{2,6}/[^\s<>\"'，。）)]*|[\w.+-]{1,64}@[\w.-]{1,80})",
    re.IGNORECASE,
)
# Cards set a list number directly before its sentence: "• 3U.S. models".
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t•·*-]{0,8}\d{1,2}$")

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lower(text: str) -> str:
    """Lower case that moves nothing: the few letters that grow when lowered keep their case."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The spans of web and mail addresses, in order. A bare host name ("openrouter.ai") is a name, not an address."""
    if "/" not in text and "@" not in text:
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in spans)


def word_begins(text: str, at: int) -> bool:
    """Whether a Latin word that starts at ``at`` is not the rest of a longer one; Chinese beside it does not count."""
    first = text[at]
    if not at or not first.isascii() or not first.isalnum():
        return True
    before = text[at - 1]
    if not before.isascii() or not (before.isalnum() or before == "_"):
        return True
    return before.isdigit() and first.isupper() and _LIST_NUMBER.search(text, max(0, at - 12), at) is not None


def word_ends(text: str, at: int) -> bool:
    """Whether a Latin word that ends before ``at`` goes no further."""
    if not at or at >= len(text) or not (text[at - 1].isascii() and text[at - 1].isalnum()):
        return True
    after = text[at]
    return not (after.isascii() and (after.isalnum() or after == "_"))
