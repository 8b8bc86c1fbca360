"""Units and currencies beside a number, and what they do to its value."""

from __future__ import annotations

from decimal import Decimal

from extractors.lexicon import Lexicon, Unit
from extractors.numerals.model import ONE
from extractors.quantities.found import Found, next_word, reversed_window, squeeze

_MOST_DOUBLINGS = 20
_TEN = Decimal(10)


def unit_after(text: str, found: Found, lexicon: Lexicon) -> None:
    """Read the unit behind the number, and what belongs to it behind the unit."""
    match = lexicon.unit_after.match(text, found.end)
    if match is None:
        return
    unit = lexicon.units[squeeze(match["unit"])]
    if unit.counts_after and text[found.start - 1 : found.start] not in unit.counts_after:
        return
    if unit.glued and match.start("unit") != found.end:
        return
    behind = text[match.end() : match.end() + 2]
    if unit.not_before and behind[:1] in unit.not_before and behind not in unit.but_before:
        return
    if unit.max is not None and found.value > unit.max:
        return
    if unit.discount and (found.value == _TEN or found.value >= 100):  # 十折 is no discount
        found.refused_unit = True
        return
    if found.numeral.kind in {"percent", "fraction"} and not unit.money:
        return
    if unit.digits_apart:
        _gather_digits(text, found)
    _apply(found, unit)
    found.end = match.end()
    coins = _coins(text, found, unit, lexicon)
    if (unit.tail or unit.half_tail) and not coins:
        _tail(text, found, unit, lexicon)


def _tail(text: str, found: Found, unit: Unit, lexicon: Lexicon) -> None:
    """A digit or a half behind a unit: 三成五, 两倍半."""
    place = found.end + (unit.tail and text.startswith(" ", found.end))
    form, after = text[place : place + 1], text[place + 1 : place + 2]
    word = lexicon.characters.get(form)
    if unit.half_tail and form in lexicon.sets["half"]:
        tenths = Decimal(5)
    elif not unit.tail or word is None or word.kind != "digit" or after in lexicon.characters or after in lexicon.units:
        return
    else:
        tenths = word.value
    found.step = unit.factor / _TEN
    found.value += tenths * found.step
    found.end = place + 1


def _coins(text: str, found: Found, unit: Unit, lexicon: Lexicon) -> int:
    """Small coins behind the large (五元三角二分), and how many of them there are."""
    for count in range(len(unit.parts)):
        part = _part(text, found.end, unit, lexicon)
        if part is None:
            return count
        amount, worth, found.end = part
        found.value, found.step = found.value + amount * worth, worth
    return len(unit.parts)


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
    if not found.numeral.plain or found.value >= _TEN or start < 2 or text[start - 1] != " ":
        return
    further = text[start - 3] if start > 2 else " "
    if "0" < text[start - 2] <= "9" and not (further.isascii() and further.isalnum()) and further != ".":
        found.value += _TEN * Decimal(text[start - 2])
        found.start = found.numeral.start = start - 2


def _apply(found: Found, unit: Unit) -> None:
    found.unit, found.money, found.time = unit.unit, unit.money, unit.is_time
    found.rule = f"{found.rule}/{unit.name}"
    if unit.discount:
        found.value = found.value * _TEN if found.value < _TEN else found.value
        found.step = ONE
    elif unit.doublings:
        if found.value == found.value.to_integral_value() and 0 < found.value <= _MOST_DOUBLINGS:
            found.value = Decimal(2) ** int(found.value)
    elif unit.factor != 1:
        found.value, found.step = found.value * unit.factor, min(found.step * unit.factor, ONE)
        found.high = None if found.high is None else found.high * unit.factor


def currency_before(text: str, found: Found, lexicon: Lexicon) -> None:
    """Read a currency before the number; one behind it names the coin more exactly."""
    match = lexicon.currency_before.match(reversed_window(text, found.start))
    if match is None:
        return
    unit = lexicon.currencies_before[match["unit"][::-1]]
    if found.unit is None or found.unit == "token":
        found.unit, found.money, found.time = unit.unit, True, False
        found.rule = f"{found.rule}/{unit.name}"
    elif not found.money:
        return
    elif found.unit in {None, "USD", "CNY"}:  # HK$ 5 dollars
        found.unit = unit.unit
    found.start -= match.end()


def ordinal_prefix(text: str, found: Found, lexicon: Lexicon) -> bool:
    """第 3, No. 1, #2: the number becomes a place."""
    if found.numeral.kind != "cardinal" or found.value != found.value.to_integral_value():
        return False
    match = lexicon.ordinal_before.match(reversed_window(text, found.start))
    if match is None:
        return False
    found.start -= match.end()
    found.numeral.kind, found.unit, found.rule = "ordinal", "place", f"{found.rule}.ordinal"
    return True


def ordinal_unit(text: str, found: Found, lexicon: Lexicon) -> None:
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
