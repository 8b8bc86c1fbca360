"""What stands beside a numeral: its unit and currency, its sign, its modifier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.fold import INVISIBLE
from extractors.lexicon import Lexicon, Unit
from extractors.numerals.model import ONE, Numeral
from extractors.types import Modifier

_WINDOW = 40
_REACH = 24
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
        {"fraction": "fraction", "percent": "percent", "ordinal": "place"}.get(numeral.kind),
        numeral.modifier,
        numeral.rule,
        numeral.high,
    )
    if numeral.kind == "ordinal" or _ordinal_prefix(text, found, lexicon):
        _ordinal_unit(text, found, lexicon)
        return found
    _suffix_modifier(text, found, lexicon)
    unit = _unit(text, found, lexicon)
    if unit is not None:
        _tail(text, found, unit, lexicon)
    _currency(text, found, lexicon)
    _sign(text, found, floor)
    if found.after is None:
        _suffix_modifier(text, found, lexicon, measured=True)
    _prefix_modifier(text, found, floor, lexicon)
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
    if unit.discount and (found.value == 10 or found.value >= 100):  # 十折 is no discount
        found.refused_unit = True
        return None
    if found.numeral.kind in {"percent", "fraction"} and not unit.money:
        return None
    if unit.digits_apart:
        _gather_digits(text, found)
    _apply(found, unit)
    found.end = match.end()
    return unit


def _tail(text: str, found: Found, unit: Unit, lexicon: Lexicon) -> None:
    """What may follow a unit and belong to it: 三成五, 两倍半, 五元三角."""
    if unit.tail or unit.half_tail:
        place = found.end + (unit.tail and text.startswith(" ", found.end))
        word = lexicon.characters.get(text[place : place + 1])
        after = text[place + 1 : place + 2]
        if unit.half_tail and text[place : place + 1] in lexicon.sets["half"]:
            found.value, found.step, found.end = found.value + unit.factor / 2, unit.factor / 10, place + 1
        elif (
            unit.tail
            and word is not None
            and word.kind == "digit"
            and word.value
            and after not in lexicon.characters
            and squeeze(after) not in lexicon.units
        ):
            found.value, found.step, found.end = (
                found.value + word.value * unit.factor / 10,
                unit.factor / 10,
                place + 1,
            )
    for _ in unit.parts:
        part = _part(text, found.end, unit, lexicon)
        if part is None:
            return
        amount, worth, found.end = part
        found.value, found.step = found.value + amount * worth, worth


def _part(text: str, start: int, unit: Unit, lexicon: Lexicon) -> tuple[Decimal, Decimal, int] | None:
    """A small coin after the large: its number, its worth and its end."""
    word = lexicon.characters.get(text[start : start + 1])
    start += word is not None and word.kind == "and"
    end = start
    while end - start < 2 and end < len(text) and text[end].isascii() and text[end].isdigit():
        end += 1
    word = lexicon.characters.get(text[start : start + 1])
    if end > start:
        amount = Decimal(text[start:end])
    elif word is not None and word.kind == "digit":
        amount, end = word.value, start + 1
    else:
        return None
    return next(((amount, worth, end + len(form)) for form, worth in unit.parts if text.startswith(form, end)), None)


def _gather_digits(text: str, found: Found) -> None:
    """Two digits written apart: 7 2 折."""
    start = found.start
    if (
        found.numeral.plain
        and found.value < 10
        and start > 1
        and text[start - 1] == " "
        and "0" < text[start - 2] <= "9"
    ):
        if start == 2 or (not (text[start - 3].isalnum() and text[start - 3].isascii()) and text[start - 3] != "."):
            found.value += 10 * Decimal(text[start - 2])
            found.start = found.numeral.start = start - 2


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


def _sign(text: str, found: Found, floor: int) -> None:
    """A minus or plus that touches the number and touches nothing else."""
    if (
        (found.start <= floor + 1 and floor)
        or not found.start
        or text[found.start - 1] not in "+-"
        or found.numeral.kind == "ordinal"
    ):
        return
    before = text[found.start - 2] if found.start > 1 else " "
    if before.isascii() and (before.isalnum() or before in "+-).%$/"):
        return
    if text[found.start - 1] == "-" and found.value > 0:
        found.value = -found.value
    found.start -= 1
    found.signed = True


def _ordinal_prefix(text: str, found: Found, lexicon: Lexicon) -> bool:
    """第 3, No. 1, #2: the number becomes a place."""
    if found.numeral.kind != "cardinal" or found.value % 1:
        return False
    match = lexicon.ordinal_before.match(reversed_window(text, found.start))
    if match is None:
        return False
    found.start -= match.end()
    found.numeral.kind, found.unit, found.rule = "ordinal", "place", f"{found.rule}.ordinal"
    return True


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


def _prefix_modifier(text: str, found: Found, floor: int, lexicon: Lexicon) -> None:
    match = lexicon.modifier_before.match(reversed_window(text, found.start))
    modifier: Modifier = "none"
    if match is not None:
        form, start = match["modifier"][::-1], found.start - match.end()
        modifier = lexicon.modifiers_before[form]
        near_in_time = found.time and form in lexicon.sets["not_nearly_with_time"]
        if start < floor or near_in_time or (floor and _connects(text, form, start - floor, found.end, lexicon)):
            modifier = "none"
        elif modifier != "none":
            found.start = start
    if modifier == "none" and found.after is None and found.modifier == "none":
        modifier = _distant_modifier(text, found, lexicon)
    found.modifier = modifier if modifier != "none" else found.after or found.modifier


def _distant_modifier(text: str, found: Found, lexicon: Lexicon) -> Modifier:
    """A modifier with its verb or its per-unit between it and the number: 低于每百万Token 0.5美元, 约为前者的89倍."""
    patterns = [lexicon.modifier_through]
    if found.unit in {"times", "fraction"}:
        patterns.append(lexicon.modifier_of_multiple)
    window = text[max(0, found.start - _REACH) : found.start]
    for pattern in patterns:
        match = None if pattern is None else pattern.search(window)
        if match is None:
            continue
        form = match["modifier"]
        if pattern is lexicon.modifier_through or len(form) > 1 or form in lexicon.sets["reaches_far"]:
            return lexicon.modifiers_before[form]
    return "none"


def _connects(text: str, form: str, distance: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a modifier's form ties two numbers instead: 10~15, and "one over three" at the end of a clause."""
    kind = lexicon.connectors.get(form)
    if kind == "divide":
        return distance <= 1 and ends_clause(text, end)
    return kind is not None and distance == 0


def ends_clause(text: str, end: int) -> bool:
    rest = text[end : end + 4].lstrip(_BLANK)
    return not rest or not (rest[0].isalnum() or rest[0] in "%$-")
