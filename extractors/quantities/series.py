"""Numbers that belong together: ranges, and lists whose last member names scale and unit for all."""

from __future__ import annotations

from extractors.lexicon import Lexicon
from extractors.numerals import ONE
from extractors.quantities.attach import Found, previous_word

_YEARS = range(1900, 2100)


def connect(text: str, found: list[Found], lexicon: Lexicon) -> list[Found]:
    """Scales and units handed back along lists; pairs joined by a range word made one quantity."""
    for index in range(len(found) - 2, -1, -1):
        first, second = found[index], found[index + 1]
        kind = _connector(text, first, second, lexicon)
        if kind is not None and _open(first):
            later = _connector(text, second, found[index + 2], lexicon) if index + 2 < len(found) else None
            if kind != "distribute_only" or later in {"list", "distribute_only"}:
                _hand_back(first, second, ranged=kind == "range" or _between(text, first, lexicon))
    joined: list[Found] = []
    for item in found:
        if joined and _is_range(text, joined[-1], item, lexicon):
            _merge(joined[-1], item)
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
    return found.scale == 1 and numeral.kind == "cardinal" and not (numeral.plain and int(numeral.value) in _YEARS and not found.money)


def _hand_back(first: Found, second: Found, *, ranged: bool) -> None:
    scale = second.numeral.scale
    if second.numeral.kind != "cardinal" or second.high is not None:
        return
    takes_unit = first.unit is None or first.unit == second.unit
    if scale != 1 and takes_unit and (not ranged or abs(first.numeral.coefficient) < abs(second.numeral.coefficient)):
        first.numeral.scale = scale
        first.value, first.step = first.value * scale, first.step * scale
        first.rule = f"{first.rule}+shared_scale"
    if first.unit is None and second.unit is not None and scale_compatible(first, second):
        first.unit, first.money, first.time = second.unit, second.money, second.time


def scale_compatible(first: Found, second: Found) -> bool:
    return first.numeral.scale == second.numeral.scale or second.numeral.scale == ONE or second.unit != "percent"


def _before(text: str, start: int) -> str:
    return previous_word(text, start) or text[max(0, start - 2) : start]


def _between(text: str, first: Found, lexicon: Lexicon) -> bool:
    return _before(text, first.start) in lexicon.sets["range_between"]


def _is_range(text: str, first: Found, second: Found, lexicon: Lexicon) -> bool:
    if first.high is not None or second.high is not None or first.numeral.kind == "ordinal" or second.numeral.kind == "ordinal":
        return False
    kind = _connector(text, first, second, lexicon)
    between = kind == "list" and _between(text, first, lexicon)
    if kind != "range" and not between:
        return False
    before = _before(text, first.start)
    if before in lexicon.sets["range_from"] or before[-1:] in lexicon.sets["range_from"]:
        return False
    return first.value < second.value and (first.unit is None or second.unit is None or first.unit == second.unit)


def _merge(first: Found, second: Found) -> None:
    first.high, first.end, first.modifier = second.value, second.end, "range"
    first.unit, first.money, first.time = second.unit or first.unit, first.money or second.money, second.time
    first.rule = f"range({first.rule}, {second.rule})"
