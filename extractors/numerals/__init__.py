"""Numerals: the numbers of a text, whatever their script, and what they add up to.

``numerals(text, original, lexicon)`` finds every numeral of folded, lower-cased text (``original`` is the same folded
text in its own case: letter scales need it). Digits with separators, exponents and letter scales are read in
:mod:`.digits`, spelled words in :mod:`.words`, Chinese characters in :mod:`.characters`. It does not know units,
modifiers or ranges, and does not judge whether a number is a value of anything: that is :mod:`extractors.quantities`.

A token is read once and belongs to one numeral, so the work is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import localcontext

from extractors.lexicon import Lexicon
from extractors.numerals import characters, words
from extractors.numerals.model import EXACT, Numeral, Token, literal
from extractors.numerals.tokens import runs

__all__ = ["Numeral", "Token", "numerals"]


def numerals(
    text: str,
    original: str,
    lexicon: Lexicon,
    never: Sequence[tuple[int, int]] = (),
    beginnings: Sequence[int] | None = None,
) -> list[Numeral | Token]:
    """Every numeral of the text in order; tokens of kind ``phrase`` and ``glued`` are passed on as they are.

    ``beginnings`` are where the lexicon's scan may find something, if somebody knows already.
    """
    beginnings = lexicon.scan.beginnings(text) if beginnings is None else beginnings
    found: list[Numeral | Token] = []
    with localcontext(EXACT):
        for run in runs(text, original, lexicon, never, beginnings):
            if len(run) == 1 and run[0].kind in {"phrase", "glued"}:
                found.append(run[0])
            elif run[0].kind == "never":
                continue
            elif len(run) == 1 and run[0].kind in {"digits", "money", "vulgar", "ordinal_digits"}:
                found.append(literal(run[0]))
            elif lexicon.characters:
                found.extend(characters.read(text, run, lexicon))
            elif lexicon.words:
                found.extend(words.read(text, run, lexicon))
            else:
                found.extend(literal(token) for token in run)
    return found
