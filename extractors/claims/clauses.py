"""Where the clauses of a sentence are cut: at its marks, and before the words that turn to something else.

Marks and words are data (``clauses.yaml``); a comma cuts unless it groups digits, a dash and a blank between Chinese
characters do.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from extractors import rulefile

CLAUSES_FILE = Path(__file__).parent.parent / "lexicons" / "clauses.yaml"


@cache
def load_breaks(path: Path = CLAUSES_FILE) -> re.Pattern[str]:
    """What cuts, as one expression; a :class:`~extractors.rulefile.DataFileError` names file, line and key.

    Every alternative begins with a character of its own, so that a search can pass over all others without trying any.
    """
    table = rulefile.read(path)
    marks, turns, joined, once = (table.need(key) for key in ("marks", "turns", "joined_turns", "as"))
    behind = "".join(rf"(?<!{re.escape(word)} as)" for word in once.list_of("not_behind"))
    before = "|".join(map(re.escape, once.list_of("not_before")))
    words = "|".join(rf"{word}(?<!\w{word})\b" for word in map(re.escape, turns.texts()))
    once.finish()
    table.finish()
    return re.compile(
        rf",(?:(?<!\d,)|(?!\d{{3}}(?!\d)))|[{re.escape(marks.text())}]"
        rf"| (?:--? |as{behind}\b(?! (?:{before})\b)|(?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff]))"
        rf"|{words}|(?:{'|'.join(joined.texts())})(?=[\u4e00-\u9fff]{{2}})"
    )


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of ``text[start:end]``, a folded sentence in lower case; none is empty."""
    cuts = [start]
    for stop in load_breaks().finditer(text, start, end):
        if stop.end() > cuts[-1]:
            cuts.append(stop.end())
            if stop.group() == ")" and text.startswith("\u7684", stop.end()):
                # X(3美元)的2.5倍: what the brackets hold is told inside the clause.
                while len(cuts) > 1 and text[cuts[-1] - 1] != "(":
                    cuts.pop()
                if len(cuts) > 1:
                    cuts.pop()
    cuts.append(end)
    return [(left, right) for left, right in pairwise(cuts) if right > left]
