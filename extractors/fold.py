"""One spelling for text that is written several ways, without moving a single code point.

``fold`` maps full-width forms to ASCII, traditional Chinese characters to simplified ones, the many spaces, hyphens,
tildes, middle dots and invisible characters to one of each kind, and lone surrogates to U+FFFD. It is strictly one code
point to one code point, so an offset into the folded text is an offset into the original; letters keep their case, and
an em dash stays an em dash (it separates clauses, while a hyphen may be a sign or a range).

It does not know words: characters are mapped one by one, so a traditional character with two simplified readings gets
the common one. Do not show folded text to a reader.
"""

from __future__ import annotations

import re
from functools import cache

SPACE = " "
INVISIBLE = "\u200b"
"""Every zero-width, soft-hyphen and direction mark becomes this one character; readers of folded text skip it."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d\u2043"
_EM_DASHES = "\u2015\u2e3a\u2e3b\ufe31"
_TILDES = "\u223c\u301c\uff5e\u02dc"
_MIDDLE_DOTS = "\u2022\u2027\u2219\u22c5\u30fb\uff65\u2024"
_APOSTROPHES = "\u2018\u2019\u02bc\uff07"
_INVISIBLES = (
    "\u00ad\u061c\u180e\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2066\u2067\u2068\u2069\ufeff"
)
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_SURROGATES = range(0xD800, 0xE000)
"""Halves of a character that a broken decoder leaves alone; no scanner that works on bytes can take them."""
_UNREADABLE = "\ufffd"
_OTHERS = {
    "\uffe5": "\u00a5",
    "\uffe1": "\u00a3",
    "\uffe0": "\u00a2",
    "\u00d7": "x",
    "\u2715": "x",
    "\u2044": "/",
    "\u2215": "/",
}


@cache
def table() -> dict[int, int]:
    """The ``str.translate`` table, built on first use (a few milliseconds)."""
    mapping = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    for characters, target in (
        (_SPACES, SPACE),
        (_HYPHENS, "-"),
        (_EM_DASHES, "\u2014"),
        (_TILDES, "~"),
        (_MIDDLE_DOTS, "\u00b7"),
        (_APOSTROPHES, "'"),
        (_INVISIBLES, INVISIBLE),
    ):
        mapping.update((ord(character), ord(target)) for character in characters)
    mapping.update((ord(source), ord(target)) for source, target in _OTHERS.items())
    mapping.update(dict.fromkeys(_SURROGATES, ord(_UNREADABLE)))
    mapping.update(_simplified())
    return mapping


def _simplified() -> dict[int, int]:
    # Imported here: pure-ASCII articles never need it, and every start of the program would pay for it.
    from opencc import OpenCC  # noqa: PLC0415

    # One character a line, so that no phrase rule can look across two of them.
    characters = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(source): ord(target)
        for source, target in zip(characters, converted, strict=True)
        if source != target and len(target) == 1
    }


def fold(text: str) -> str:
    """``text`` in the one spelling the lexicons are written in; ``len(fold(text)) == len(text)``, always."""
    return text if text.isascii() or _changing().search(text) is None else text.translate(table())


@cache
def _changing() -> re.Pattern[str]:
    """Any character that folds to another: looking for one is much quicker than mapping them all."""
    return re.compile(f"[{''.join(map(re.escape, map(chr, table())))}]")


def lower(text: str) -> str:
    """``text.lower()`` that never changes the length (a capital I with a dot has two lower-case code points)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)
