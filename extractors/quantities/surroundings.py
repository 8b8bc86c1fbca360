"""What stands beside a numeral, read in the order in which it is written outwards from the number."""

from __future__ import annotations

from extractors.lexicon import Lexicon
from extractors.numerals.model import Numeral
from extractors.quantities.found import Found
from extractors.quantities.modifiers import modifier_after, modifier_before
from extractors.quantities.units import currency_before, ordinal_prefix, ordinal_unit, unit_after

_UNIT_OF_KIND = {"fraction": "fraction", "percent": "percent", "ordinal": "place"}


def attach(text: str, numeral: Numeral, floor: int, lexicon: Lexicon) -> Found:
    """The numeral with its surroundings read, as far back as ``floor`` (the end of the number before).

    Whether it is a value at all is for :mod:`.refuse` to say.
    """
    found = Found(
        numeral,
        numeral.start,
        numeral.end,
        numeral.value,
        numeral.step,
        _UNIT_OF_KIND.get(numeral.kind),
        numeral.modifier,
        numeral.rule,
        numeral.high,
    )
    if numeral.kind == "ordinal" or ordinal_prefix(text, found, lexicon):
        ordinal_unit(text, found, lexicon)
        return found
    modifier_after(text, found, lexicon)
    unit_after(text, found, lexicon)
    currency_before(text, found, lexicon)
    _sign(text, found, floor)
    if found.after is None:
        modifier_after(text, found, lexicon, measured=True)
    modifier_before(text, found, floor, lexicon)
    return found


def _sign(text: str, found: Found, floor: int) -> None:
    """A minus or plus that touches the number and touches nothing else."""
    start = found.start
    if not start or text[start - 1] not in "+-" or (floor and start <= floor + 1):
        return
    before = text[start - 2] if start > 1 else " "
    if before.isascii() and (before.isalnum() or before in "+-).%$/"):
        return
    if text[start - 1] == "-" and found.value > 0:
        found.value = -found.value
    found.start, found.signed = start - 1, True
