"""The tokens of numbers, and the runs of them that may belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.lexicon import Lexicon
from extractors.numerals.digits import read_digits
from extractors.numerals.model import GAP, MAX_TOKENS, ONE, Token, divide

ALONE = frozenset({"never", "phrase", "glued", "money", "ordinal_digits"})
"""Kinds of token that are no part of a longer number."""
_JOINT = re.compile(rf"{GAP}{{0,4}}(?:-{GAP}?|and{GAP}{{1,3}}(?:an?{GAP})?|(?:of{GAP})?a{GAP})?")


def tokens(text: str, original: str, lexicon: Lexicon, beginnings: Sequence[int]) -> Iterator[Token]:
    """The number tokens of ``text`` (lower-cased), left to right; ``original`` is the same text in its own case."""
    position = 0
    match_at = lexicon.scan.match
    for start in beginnings:
        if start < position or (match := match_at(text, start)) is None:
            continue
        position = match.end()
        kind = match.lastgroup
        if kind == "digits":
            read = list(read_digits(text, original, start, position, lexicon))
            yield from read
            position = max(position, read[-1].end if read else position)
        elif kind == "vulgar":
            above, below = lexicon.fractions[match.group()]
            yield Token("vulgar", start, position, match.group(), divide(above, below))
        elif kind == "per":
            yield Token("per", start, position, match.group(), ONE)
        else:
            yield _word(match.group(), start, position, lexicon)


def _word(form: str, start: int, end: int, lexicon: Lexicon) -> Token:
    if form in lexicon.never_words:
        return Token("never", start, end, form, ONE)
    if (phrase := lexicon.phrases.get(form)) is not None:
        return Token("phrase", start, end, form, phrase.value)
    word = lexicon.words.get(form) or lexicon.characters[form]
    return Token(word.kind, start, end, form, word.value)


def runs(
    text: str, original: str, lexicon: Lexicon, never: Sequence[tuple[int, int]], beginnings: Sequence[int]
) -> Iterator[list[Token]]:
    """Tokens that may belong together: nothing but a short gap between them. Those inside ``never`` stand alone."""
    run: list[Token] = []
    spans = iter((*never, (len(text) + 1, len(text) + 1)))
    start, end = next(spans)
    for token in tokens(text, original, lexicon, beginnings):
        while token.start >= end:
            start, end = next(spans)
        if token.end > start:
            token.kind = "never"
        if token.kind in ALONE:
            if run:
                yield run
            yield [token]
            run = []
        elif run and len(run) < MAX_TOKENS and _joined(text, run[-1].end, token.start):
            run.append(token)
        else:
            if run:
                yield run
            run = [token]
    if run:
        yield run


def _joined(text: str, start: int, end: int) -> bool:
    return end - start <= 10 and (start == end or _JOINT.fullmatch(text, start, end) is not None)
