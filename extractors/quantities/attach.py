"""What stands beside a numeral: its unit and currency, its sign, its modifier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.fold import INVISIBLE
from extractors.lexicon import Lexicon, Unit
from extractors.numerals import ONE, Numeral
from extractors.types import Modifier

_WINDOW = 40
_BLANK = f" {INVISIBLE}"
_MOST_DOUBLINGS = 20


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
    after: Modifier | None = None

    @property
    def scale(self) -> Decimal:
        return self.numeral.scale


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
    while start and stop - start < 24 and (text[start - 1].isalpha() and text[start - 1].isascii()):
        start -= 1
    return text[start:stop]


def next_word(text: str, start: int) -> str:
    while start < len(text) and text[start] in _BLANK:
        start += 1
    end = start
    while end < len(text) and end - start < 24 and text[end].isalpha() and text[end].isascii():
        end += 1
    return text[start:end]


def attach(text: str, numeral: Numeral, lexicon: Lexicon) -> Found:
    """The numeral with its surroundings read; whether it is a value at all is for :mod:`.refuse` to say."""
    found = Found(
        numeral,
        numeral.start,
        numeral.end,
        numeral.value,
        numeral.step * (ONE if numeral.kind in {"fraction", "percent"} else ONE),
        {"fraction": "fraction", "percent": "percent", "ordinal": "place"}.get(numeral.kind),
        numeral.modifier,
        numeral.rule,
        None if numeral.high is None else numeral.high * numeral.scale,
    )
    if numeral.kind == "ordinal":
        _ordinal_unit(text, found, lexicon)
        return found
    _suffix_modifier(text, found, lexicon)
    unit = _unit(text, found, lexicon)
    if unit is not None and unit.half_tail and text.startswith("半", found.end):
        found.value, found.step, found.end = found.value + Decimal("0.5"), Decimal("0.1"), found.end + 1
    _currency(text, found, lexicon)
    _sign(text, found)
    if found.after is None:
        _suffix_modifier(text, found, lexicon, measured=True)
    _prefix_modifier(text, found, lexicon)
    return found


def _unit(text: str, found: Found, lexicon: Lexicon) -> Unit | None:
    match = lexicon.unit_after.match(text, found.end)
    if match is None:
        return None
    unit = lexicon.units[squeeze(match["unit"])]
    if unit.glued and match.start("unit") != found.end:
        return None
    if unit.not_before and text[match.end() : match.end() + 1] in unit.not_before:
        return None
    if unit.max is not None and found.value > unit.max:
        return None
    if found.numeral.kind in {"percent", "fraction"} and not unit.money:
        return None
    _apply(found, unit)
    found.end = match.end()
    return unit


def _apply(found: Found, unit: Unit) -> None:
    found.unit, found.money, found.time = unit.unit, unit.money, unit.is_time
    found.rule = f"{found.rule}/{unit.name}"
    if unit.discount:
        found.value = found.value * 10 if found.value < 10 else found.value
        found.step = ONE
    elif unit.doublings:
        if found.value == found.value.to_integral_value() and 0 < found.value <= _MOST_DOUBLINGS:
            found.value = Decimal(2) ** int(found.value)
    elif unit.factor != 1:
        found.value, found.step = found.value * unit.factor, min(found.step * unit.factor, ONE)
        found.high = None if found.high is None else found.high * unit.factor


def _currency(text: str, found: Found, lexicon: Lexicon) -> None:
    match = lexicon.currency_before.match(reversed_window(text, found.start))
    if match is None:
        return
    unit = lexicon.currencies_before[match["unit"][::-1]]
    if found.unit is None or found.unit == "token":
        found.unit, found.money, found.time = unit.unit, True, False
        found.rule = f"{found.rule}/{unit.name}"
    elif found.money:
        found.unit = unit.unit if found.unit in {None, "USD", "CNY"} else found.unit
    else:
        return
    found.start -= match.end()


def _sign(text: str, found: Found) -> None:
    """A minus or plus that touches the number and touches nothing else."""
    if not found.start or text[found.start - 1] not in "+-" or found.numeral.kind == "ordinal":
        return
    before = text[found.start - 2] if found.start > 1 else " "
    if before.isascii() and (before.isalnum() or before in "+-).%$/"):
        return
    if text[found.start - 1] == "-" and found.value > 0:
        found.value = -found.value
        found.numeral.coefficient = -found.numeral.coefficient
    found.start -= 1
    found.signed = True


def _ordinal_unit(text: str, found: Found, lexicon: Lexicon) -> None:
    """ "third consecutive week" counts weeks; "third place" and "third" are places."""
    end = found.end
    if (word := next_word(text, end)) in lexicon.sets["streak_adjectives"]:
        end = text.index(word, end) + len(word)
    match = lexicon.unit_after.match(text, end)
    if match is None:
        return
    unit = lexicon.units[squeeze(match["unit"])]
    if unit.is_time or unit.unit == "place":
        found.unit, found.time, found.end = unit.unit, unit.is_time, match.end()
        found.rule = f"{found.rule}/{unit.name}"


def _suffix_modifier(text: str, found: Found, lexicon: Lexicon, *, measured: bool = False) -> None:
    match = lexicon.modifier_after.match(text, found.end)
    if match is None and measured and (word := lexicon.measure_word.match(text, found.end)) is not None:
        match = lexicon.modifier_after.match(text, word.end())
    if match is None:
        return
    found.after = lexicon.modifiers_after[match["modifier"]]
    found.end = match.end()


def _prefix_modifier(text: str, found: Found, lexicon: Lexicon) -> None:
    match = lexicon.modifier_before.match(reversed_window(text, found.start))
    modifier: Modifier = "none"
    if match is not None:
        form = match["modifier"][::-1]
        modifier = lexicon.modifiers_before[form]
        if modifier != "none" and not (found.time and form in lexicon.sets["not_nearly_with_time"]):
            found.start -= match.end()
        else:
            modifier = "none"
    if modifier == "none":
        modifier = found.after or found.modifier
    found.modifier = modifier
