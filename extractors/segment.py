"""An article's text as blocks and sentences with offsets.

A block is a line: a paragraph, a list item, a heading, a row of a table. English lines are cut into sentences with
spaCy's tokenizer, which knows the abbreviations; Chinese full stops are unambiguous and need none. Sentences keep their
offsets in the field they come from, and only the lines that ``wanted`` asks for are cut at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from extractors.types import TextField

BlockKind = Literal["title", "heading", "item", "row", "paragraph"]

LONGEST_LINE = 4000
"""A line longer than this is cut at a space before it is tokenized: tokenizers are not linear on pathological lines."""

LONGEST_SENTENCE = 700
"""Nor is what reads a sentence: numbers look for names and names for numbers. Real sentences stay far below."""

_LONGEST_KEPT = 24  # characters of a word
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(
    r"\s*(?:(?:[-+]|\*(?!\*))\s+|[\u00b7\u25cf\u25aa\u2013]\s*)+(?:\d{1,2}(?:\.(?!\d))?(?=[^\d\W]|[\u4e00-\u9fff\"'$]|\s+[A-Z\u4e00-\u9fff])\s*)?"
    r"|\s*(?:\d{1,2}(?:[)\u3001]|\.(?!\d))\s*|\(\d{1,2}\)\s*)"
)
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*\s*:?\s*$)")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_HAN_STOP = re.compile(r"(?:[\u3002!?]+|(?<=[\u4e00-\u9fff)\]%])\.(?=\s|$))[\"'\u201d\u2019\u300d\u300f)]*")
_STOPS = frozenset(".!?\u3002")
_STOP = re.compile(r"[.!?\u3002]")
_PLAIN_END = re.compile(r"[A-Za-z0-9]*[a-z0-9][.!?]")
_NEVER_LAST = re.compile(r"\b(?:vs|approx|est|no|cf|ca|fig)\.$|(?<=[:;,]) \d{1,2}\.$", re.IGNORECASE)


class Sentence(NamedTuple):
    """``text[start:end]`` of ``field``; ``block`` numbers the lines of the article, the title's is -1."""

    field: TextField
    start: int
    end: int
    block: int
    kind: BlockKind


def blocks(text: str) -> Iterator[tuple[int, int, BlockKind]]:
    """The non-empty lines of ``text``: where the words begin and end, and what kind of line it is."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        body = line.group()
        if not body.strip():
            continue
        kind: BlockKind = "paragraph"
        if body.lstrip().startswith("|"):
            kind = "row"
        elif _HEADING.match(body):
            kind = "heading"
        elif bullet := _BULLET.match(body):
            kind, start = "item", start + bullet.end()
        yield start, end, kind


def sentences(text: str, wanted: Callable[[int, int], bool] = lambda start, end: True) -> Iterator[Sentence]:
    """The sentences of a folded body text, in order; rows of tables come whole."""
    for number, (start, end, kind) in enumerate(blocks(text)):
        if start >= end or not wanted(start, end):
            continue
        if kind == "row":
            for left, right in _cut(text, start, end, LONGEST_SENTENCE):
                yield Sentence("text", left, right, number, kind)
            continue
        for first, last in _cut(text, start, end, LONGEST_LINE):
            for left, right in _split(text[first:last]):
                for begin, stop in _cut(text, first + left, first + right, LONGEST_SENTENCE):
                    yield Sentence("text", begin, stop, number, kind)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while end - start > longest:
        at = text.rfind(" ", start + 1, start + longest)
        at = at if at > start else start + longest
        yield start, at
        start = at
    yield start, end


def _split(line: str) -> Iterator[tuple[int, int]]:
    han = sum(map(len, _HAN.findall(line)))
    ends = _han_ends(line) if 5 * han > len(line) else _latin_ends(line)
    start = 0
    for end in (*ends, len(line)):
        piece = line[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = end


def _han_ends(line: str) -> list[int]:
    return [stop.end() for stop in _HAN_STOP.finditer(line)]


def _latin_ends(line: str) -> list[int]:
    """Where sentences end: behind a stop that is a token of its own, and the quotes and brackets closed after it.

    Words are tokenized one by one, as the tokenizer itself does, and only those that can end a sentence or follow one.
    """
    ends: list[int] = []
    stopped = at = 0
    while at < len(line):
        if not stopped:
            stop = _STOP.search(line, at, len(line) - 1)
            if stop is None:
                break
            at = line.rfind(" ", at, stop.start()) + 1 or at
        after = line.find(" ", at)
        word = line[at : after if after >= 0 else len(line)]
        if stopped and (not word or word[0].isalnum()):
            ends.append(stopped)
            stopped = 0
            continue
        for end, full, mark in _tokens(word):
            if full or (mark and stopped):
                stopped = at + end
            elif stopped:
                ends.append(stopped)
                stopped = 0
        at += len(word) + 1
    return [end for end in ends if not (_NEVER_LAST.search(line, max(0, end - 12), end) or _goes_on(line, end))]


def _goes_on(line: str, end: int) -> bool:
    return line[end:].lstrip()[:1].islower()


def _tokens(word: str) -> list[tuple[int, bool, bool]]:
    """Where each token of a word ends, and whether it is a full stop and whether it is a punctuation mark at all.

    Of a plain word that is no abbreviation the tokenizer parts the stop and nothing else; it need not be asked.
    """
    tokenizer = _tokenizer()
    if _PLAIN_END.fullmatch(word) and word not in tokenizer.rules:
        return [(len(word) - 1, False, False), (len(word), True, True)]
    return _asked(word) if len(word) <= _LONGEST_KEPT else _asked.__wrapped__(word)


@lru_cache(maxsize=4096)
def _asked(word: str) -> list[tuple[int, bool, bool]]:
    """What the tokenizer says of a word; abbreviations and amounts come again and again."""
    return [(token.idx + len(token), token.text in _STOPS, token.is_punct) for token in _tokenizer()(word)]


@cache
def _tokenizer() -> Any:
    """spaCy's rule-based English tokenizer; imported here, as most texts never need it."""
    import spacy  # noqa: PLC0415

    return spacy.blank("en").tokenizer
