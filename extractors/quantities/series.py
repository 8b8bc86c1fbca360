"""Numbers that belong together: ranges, and lists whose last member names scale and unit for all."""

from __future__ import annotations

from collections.abc import Container

from extractors.lexicon import Lexicon
from extractors.numerals.model import ONE, divide, fraction_step
from extractors.quantities.found import Found, ends_clause, previous_word

_YEARS = range(1900, 2100)
_PARTS = frozenset({None, "token"})


def connect(text: str, found: list[Found], lexicon: Lexicon) -> list[Found]:
    """Scales and units handed back along lists; pairs joined by a range word made one quantity."""
    for index in range(len(found) - 2, -1, -1):
        first, second = found[index], found[index + 1]
        kind = _connector(text, first, second, lexicon)
        if kind is not None and _open(first):
            later = _connector(text, second, found[index + 2], lexicon) if index + 2 < len(found) else None
            if kind != "distribute_only" or later in {"list", "distribute_only"}:
                _hand_back(first, second, ranged=kind == "range" or bool(_between(text, first, lexicon)))
    joined: list[Found] = []
    for item in found:
        if joined and _is_range(text, joined[-1], item, lexicon):
            _merge(joined[-1], item)
            if word := _between(text, joined[-1], lexicon):
                joined[-1].start = text.rindex(word, 0, joined[-1].start)
        elif joined and _is_quotient(text, joined[-1], item, lexicon):
            _divide(joined[-1], item)
        else:
            joined.append(item)
    return joined


def _connector(text: str, first: Found, second: Found, lexicon: Lexicon) -> str | None:
    if not 0 < second.start - first.end <= 16:
        return None
    match = lexicon.connector.fullmatch(text, first.end, second.start)
    return None if match is None else lexicon.connectors[match["connector"]]


def _open(found: Found) -> bool:
    """A number that may still take a scale or a unit from a later one."""
    numeral = found.numeral
    year = numeral.plain and int(numeral.value) in _YEARS and not found.money
    return numeral.scale == ONE and numeral.kind == "cardinal" and found.high is None and not year


def _hand_back(first: Found, second: Found, *, ranged: bool) -> None:
    if second.numeral.kind != "cardinal" or second.high is not None:
        return
    numeral = second.numeral
    scale = numeral.scale if numeral.scale != ONE or first.numeral.place != ONE else numeral.place
    if (
        scale != ONE
        and first.unit in {None, second.unit}
        and (not ranged or abs(first.value) < abs(second.value / scale))
    ):
        first.numeral.scale = scale
        first.value, first.step = first.value * scale, first.step * scale
        first.rule = f"{first.rule}+shared_scale"
    if first.unit is None and second.unit is not None:
        first.unit, first.money, first.time = second.unit, second.money, second.time


def _before(text: str, start: int) -> str:
    return previous_word(text, start) or text[max(0, start - 2) : start]


def _between(text: str, first: Found, lexicon: Lexicon) -> str:
    """The word that opens a range ("between", 介于) before its first number; empty where there is none."""
    word = _before(text, first.start)
    return word if word in lexicon.sets["range_between"] else ""


def _is_range(text: str, first: Found, second: Found, lexicon: Lexicon) -> bool:
    if (
        first.high is not None
        or second.high is not None
        or first.numeral.kind == "ordinal"
        or second.numeral.kind == "ordinal"
    ):
        return False
    kind = _connector(text, first, second, lexicon)
    between = kind == "list" and bool(_between(text, first, lexicon))
    if kind != "range" and not between:
        return False
    before = _before(text, first.start)
    if before in lexicon.sets["range_from"] or before[-1:] in lexicon.sets["range_from"]:
        return False
    if first.unit is not None and second.unit is None and not (first.money or second.numeral.scale == ONE):
        return False  # 55% to 5.82 trillion
    if "percentage_points" in first.rule and "percentage_points" not in second.rule:
        return False  # by 2.1 points to 46.3%
    return first.value < second.value and (first.unit is None or second.unit is None or first.unit == second.unit)


def _merge(first: Found, second: Found) -> None:
    first.high, first.end, first.modifier = second.value, second.end, "range"
    first.unit, first.money, first.time = second.unit or first.unit, first.money or second.money, second.time
    first.rule = f"range({first.rule}, {second.rule})"


def _is_quotient(text: str, first: Found, second: Found, lexicon: Lexicon) -> bool:
    """ "Two over three" where the clause ends, "one in five", "three out of every four"."""
    kind = _connector(text, first, second, lexicon)
    if kind == "divide":
        return ends_clause(text, second.end) and _counts(first, {None}) and _counts(second, {None})
    if kind not in {"one_in", "out_of_every"} or not _counts(first, _PARTS) or not _counts(second, _PARTS):
        return False
    return first.value < second.value and (kind == "out_of_every" or first.value == ONE)


def _counts(found: Found, units: Container[str | None]) -> bool:
    """Whether this is a whole number, not zero, of nothing but ``units``."""
    whole = found.high is None and found.value == found.value.to_integral_value() and found.value != 0
    return whole and found.unit in units and found.numeral.kind == "cardinal"


def _divide(first: Found, second: Found) -> None:
    first.value, first.end, first.unit = divide(first.value, second.value), second.end, "fraction"
    first.step, first.rule = fraction_step(first.value), f"quotient({first.rule}, {second.rule})"
