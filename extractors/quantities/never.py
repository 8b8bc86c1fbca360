"""Places whose digits are never values: dates, clocks, phone numbers, list numbers, addresses.

The shapes are the lexicon's; each is tried only where it can begin, so the search costs little where no digits are.
"""

from __future__ import annotations

import re

from extractors.lexicon import Lexicon

_DIGITS = re.compile("[0-9]+")
_BARE = re.compile("([0-9]{1,2}) (?=[^0-9 ])")
_BULLETS = re.compile("[ \\t>*\u00b7-]{0,8}")


def never_spans(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Disjoint spans of folded, lower-cased ``text``, in order."""
    at = lexicon.never_at_digits.match
    spans = [match.span() for run in _DIGITS.finditer(text) if (match := at(text, run.start())) is not None]
    for match in lexicon.never_anywhere.finditer(text):
        start = match.start()
        if not (start and text[start - 1].isalpha() and text[start - 1].isascii()):
            spans.append(match.span())
    spans.extend(_line_numbers(text, lexicon))
    return _merged(sorted(spans))


def _line_numbers(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """List numbers: by their shape ("1.", "(2)", 三、), or bare ones that count 1, 2, 3 from line to line."""
    spans: list[tuple[int, int]] = []
    counted: list[tuple[int, int]] = []
    start = 0
    while start >= 0:
        first = _bullets_end(text, start)
        if (match := lexicon.never_at_lines.match(text, first)) is not None:
            spans.append(match.span())
        elif (bare := _BARE.match(text, first)) is not None:
            if int(bare.group(1)) == len(counted) + 1:
                counted.append(bare.span(1))
            elif bare.group(1) == "1":
                spans.extend(counted if len(counted) > 1 else ())
                counted = [bare.span(1)]
        start = text.find("\n", start) + 1 or -1
    return [*spans, *(counted if len(counted) > 1 else ())]


def _bullets_end(text: str, start: int) -> int:
    match = _BULLETS.match(text, start)
    return start if match is None else match.end()


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
