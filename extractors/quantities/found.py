"""A quantity under way, and small looks at the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.fold import INVISIBLE
from extractors.numerals.model import Numeral
from extractors.types import Modifier

_WINDOW = 40
_LONGEST_WORD = 24
_BLANK = f" {INVISIBLE}"


@dataclass(slots=True)
class Found:
    """A quantity under way. ``start`` and ``end`` take in sign, currency and unit; ``value`` is in ``unit``."""

    numeral: Numeral
    start: int
    end: int
    value: Decimal
    step: Decimal
    unit: str | None
    modifier: Modifier
    rule: str
    high: Decimal | None = None
    money: bool = False
    time: bool = False
    signed: bool = False
    refused_unit: bool = False
    after: Modifier | None = None


def squeeze(form: str) -> str:
    """A matched form without the blanks a text may put between characters."""
    return form.replace(" ", "").replace(INVISIBLE, "") if not form.isascii() else form


def reversed_window(text: str, end: int) -> str:
    return text[max(0, end - _WINDOW) : end][::-1]


def previous_word(text: str, end: int) -> str:
    """The Latin word before a place, blanks skipped; empty where another script or a sign stands there."""
    stop = end
    while stop and end - stop < 4 and text[stop - 1] in _BLANK:
        stop -= 1
    start = stop
    while start and stop - start < _LONGEST_WORD and (text[start - 1].isalpha() and text[start - 1].isascii()):
        start -= 1
    return text[start:stop]


def skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] in _BLANK:
        start += 1
    return start


def next_word(text: str, start: int) -> str:
    start = skip_blanks(text, start)
    end = start
    while end < len(text) and end - start < _LONGEST_WORD and text[end].isalpha() and text[end].isascii():
        end += 1
    return text[start:end]


def ends_clause(text: str, end: int) -> bool:
    rest = text[end : end + 4].lstrip(_BLANK)
    return not rest or not (rest[0].isalnum() or rest[0] in "%$-")


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
