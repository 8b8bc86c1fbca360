"""Places whose digits are never values: dates, clocks, phone numbers, list numbers, addresses.

The shapes are the lexicon's; each is tried only where it can begin, so the search costs little where no digits are.
"""

from __future__ import annotations

import re

from extractors.lexicon import Lexicon

_DIGITS = re.compile("[0-9]+")
_BULLETS = re.compile("[ \\t>*\u00b7-]{0,8}")


def never_spans(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Disjoint spans of folded, lower-cased ``text``, in order."""
    at = lexicon.never_at_digits.match
    spans = [match.span() for run in _DIGITS.finditer(text) if (match := at(text, run.start())) is not None]
    for match in lexicon.never_anywhere.finditer(text):
        start = match.start()
        if not (start and text[start - 1].isalpha() and text[start - 1].isascii()):
            spans.append(match.span())
    start = 0
    while start >= 0:
        bullets = _BULLETS.match(text, start)
        match = None if bullets is None else lexicon.never_at_lines.match(text, bullets.end())
        if match is not None:
            spans.append(match.span())
        start = text.find("\n", start) + 1 or -1
    return _merged(sorted(spans))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
