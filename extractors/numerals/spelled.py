"""What neighbouring characters make together: sections, digits read one by one, approximate pairs."""

from __future__ import annotations

from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals.model import ONE, Token

PLACES = frozenset({"unit", "section"})
_MAX_SPELLED = 40
_WIDE_PAIR = (Decimal(3), Decimal(5))


def kind(run: list[Token], index: int) -> str:
    return run[index].kind if index < len(run) else ""


def sections(run: list[Token], index: int) -> tuple[Decimal, int]:
    """万亿 and the like: the product of neighbouring sections."""
    factor = ONE
    while kind(run, index) == "section":
        factor, index = factor * run[index].value, index + 1
    return factor, index


def spelled_out(text: str, run: list[Token], first: int, lexicon: Lexicon) -> tuple[Decimal, Decimal, int] | None:
    """Digits read one by one (一七二零, 幺八九, 二〇〇二): their value, its scale, and the index after them."""
    index, digits = first, ""
    while (
        kind(run, index) == "digit"
        and run[index].text not in lexicon.sets["not_decimal"]
        and len(digits) < _MAX_SPELLED
    ):
        digits, index = digits + str(run[index].value), index + 1
    if len(digits) < 2 or kind(run, index) in {"unit", "tens", "digit"}:
        return None
    if len(digits) == 2 and pair(text, run, first + 1, lexicon) is not None:
        return None
    factor, index = sections(run, index)
    return Decimal(digits) * factor, factor, index


def pair(text: str, run: list[Token], index: int, lexicon: Lexicon) -> Decimal | None:
    """The upper end of an approximate pair (七八, 三五) whose second digit is ``run[index]``."""
    token, before = run[index], run[index - 1]
    if before.kind != "digit" or token.start != before.end or not before.value:
        return None
    if token.value - before.value != 1 and (before.value, token.value) != _WIDE_PAIR:
        return None
    if kind(run, index + 1) in PLACES:
        return token.value
    measured = lexicon.measure_word.match(text, token.end)
    if measured is None or measured.group().strip() in lexicon.sets["not_pair_before"]:
        return None
    return token.value
