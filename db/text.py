"""Cutting text into words that full-text search can find, Chinese included.

A run of Chinese characters is written as its overlapping pairs, so that every word of two characters or more is a
term or a phrase of terms wherever it stands, whatever a dictionary would say: 中国模型 becomes 中国 国模 模型 型.
The last character stands alone too, so that a single character is the beginning of some term. A query is cut the same
way and becomes a phrase, which makes Chinese search exact substring search. Everything else is left to SQLite's
``unicode61`` and ``porter``.
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_RUN = re.compile(f"[{_HAN}]+")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(rf"[^\W_{_HAN}]+|[{_HAN}]+")


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def indexed_words(text: str) -> str:
    """The text as it goes into a full-text table; widths are unified (NFKC), order and repetition are kept."""
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run.group()))} ", unicodedata.normalize("NFKC", text))


def match_query(query: str) -> str | None:
    """A reader's words as an FTS5 expression: every word must occur, ``"quoted words"`` in that order.

    No character of the query is an operator, so nothing typed is a syntax error. None if it holds no word at all.
    """
    terms = []
    for quoted, word in _TERM.findall(unicodedata.normalize("NFKC", query)):
        phrase = _phrase(quoted or word)
        if phrase:
            terms.append(phrase)
    return " AND ".join(terms) or None


def _phrase(text: str) -> str | None:
    """Words side by side: Latin words as they are, Chinese ones as their pairs.

    A run that another word follows ends there in the text too, so its last character must stand alone; the run that
    ends the phrase may go on in the text.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    last = words[-1]
    open_end = _RUN.fullmatch(last) is not None
    tokens = [token for word in words for token in (_pairs(word) if _RUN.fullmatch(word) else [word])]
    if open_end and len(last) > 1:
        tokens.pop()
    return f'"{" ".join(tokens)}"' + (" *" if open_end and len(last) == 1 else "")
