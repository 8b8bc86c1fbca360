"""Where the clauses of a sentence are cut: at its marks, and before the words that turn to something else."""

from __future__ import annotations

import re
from itertools import pairwise

_MARKS = ';:()?!"\u201c\u201d\u300a\u300b\u2014\u3010\u3011\u3002|'
_TURNS = ("while", "whereas", "although", "though", "but")
_COMPARED = ("such", "well", "much", "many", "known", "soon", "long", "far")
"""Before "as", these make it no turn; so do the words that ``_AS`` names behind it."""
_AS = (
    "as"
    + "".join(f"(?<!{word} as)" for word in _COMPARED)
    + r"\b(?! (?:of|much|many|well|reported|recently|low|high|large|big|great|small|heavy|expensive|cheap|costly)\b)"
    r"(?! (?:good|fast|long|per|it|if|first|claimed)\b)"
)
_TURN = "|".join(rf"{word}(?<!\w{word})\b" for word in _TURNS)
# A comma inside a number cuts nothing. Every alternative begins with a character of its own, so that the search can
# pass over all others without trying any.
_BREAK = re.compile(
    rf",(?:(?<!\d,)|(?!\d{{3}}(?!\d)))|[{_MARKS}]"
    rf"| (?:--? |{_AS}|(?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff]))"
    rf"|{_TURN}|\u800c(?=[\u4e00-\u9fff]{{2}})"
)


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of ``text[start:end]``, a folded sentence in lower case; none is empty."""
    cuts = [start]
    for stop in _BREAK.finditer(text, start, end):
        if stop.end() > cuts[-1]:
            cuts.append(stop.end())
    cuts.append(end)
    return [(left, right) for left, right in pairwise(cuts) if right > left]
