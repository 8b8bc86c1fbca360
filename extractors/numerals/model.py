"""Tokens, numerals, and the little arithmetic that all readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

from extractors.fold import INVISIBLE
from extractors.types import Modifier

MAX_DIGITS = 60
"""Longer strings of digits are identifiers or noise, never values."""
MAX_TOKENS = 48
"""No number has more words; what looks as if it had is cut, so that the work stays linear."""
PRECISION = 80
"""Enough for the longest number times the largest scale, exactly."""
ONE = Decimal(1)
GAP = f"[ {INVISIBLE}]"
EXACT = Context(prec=PRECISION)
_QUOTIENT = Context(prec=15)


@dataclass(slots=True)
class Token:
    """A piece of a numeral: ``kind`` is ``digits`` or a word kind of the lexicon."""

    kind: str
    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal = ONE
    scale: Decimal = ONE
    plain: bool = False


@dataclass(slots=True)
class Numeral:
    """A number as the text states it; ``high`` is the upper end of a spelled range (七八百).

    ``step`` is the worth of one unit in the last stated digit. ``scale`` is the scale word or letter behind the
    number, which a list may hand back to its earlier members ("4.7 and 3.3 trillion"); ``place`` is the same for 三百.
    ``kind`` is ``cardinal``, ``fraction``, ``percent``, ``ordinal``, ``money`` (a letter scale that needs a currency)
    or ``vague`` (a bare scale word: a number only after a modifier). ``plain`` marks a bare run of ASCII digits, which
    may be a year, a day or a version. ``extent`` is how far 二十几 may exceed the number.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    kind: str
    rule: str
    scale: Decimal = ONE
    place: Decimal = ONE
    high: Decimal | None = None
    plain: bool = False
    modifier: Modifier = "none"
    extent: Decimal | None = None


def each(number: Callable[[int], tuple[Numeral | None, int]], length: int) -> Iterator[Numeral]:
    """The numerals of a run of ``length`` tokens: ``number`` reads the one at an index and says where to go on."""
    position = 0
    while position < length:
        numeral, following = number(position)
        if numeral is not None:
            yield numeral
        position = max(following, position + 1)


def literal(token: Token) -> Numeral:
    """A token of digits alone."""
    if token.kind == "vulgar":
        return Numeral(token.start, token.end, token.value, fraction_step(token.value), "fraction", "digits.vulgar")
    rule = "digits.scaled" if token.scale != 1 else "digits"
    if token.kind == "ordinal_digits":
        return Numeral(token.start, token.end, token.value, token.step, "ordinal", "digits.ordinal")
    kind = "money" if token.kind == "money" else "cardinal"
    return Numeral(
        token.start,
        token.end,
        token.value * token.scale,
        token.step * token.scale,
        kind,
        rule,
        token.scale,
        plain=token.plain,
    )


def divide(above: Decimal, below: Decimal) -> Decimal:
    """A quotient to as many digits as anybody could mean."""
    return _QUOTIENT.divide(above, below)


def fraction_step(value: Decimal) -> Decimal:
    """A fraction in words is good to three digits (a third: 33.3 %), or to a whole percent where it is one."""
    percent = value * 100
    if percent == percent.to_integral_value():
        return Decimal("0.01")
    return ONE.scaleb(value.adjusted() - 2)
