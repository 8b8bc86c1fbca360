"""Modifiers: the words that say a number is not quite what it says (nearly, 超过, or more, 以上)."""

from __future__ import annotations

from extractors.lexicon import Lexicon
from extractors.quantities.found import Found, ends_clause, reversed_window, skip_blanks
from extractors.types import Modifier

_REACH = 44
_MILLION = 1_000_000


def modifier_after(text: str, found: Found, lexicon: Lexicon, *, measured: bool = False) -> None:
    """Read a modifier behind the number; with ``measured``, behind a measure word as well (三家以上)."""
    match = lexicon.modifier_after.match(text, found.end)
    if match is None and measured and (word := lexicon.measure_word.match(text, found.end)) is not None:
        match = lexicon.modifier_after.match(text, word.end())
    if match is None or text.startswith(tuple(lexicon.sets["not_more"]), match.start("modifier")):
        return
    form = match["modifier"]
    if form in lexicon.modifiers_before and lexicon.scan.match(text, skip_blanks(text, match.end())) is not None:
        return  # 每百万Token不到1美元: it belongs to the number behind it
    modifier = lexicon.modifiers_after[form]
    if modifier != "none":
        found.after, found.end = modifier, match.end()


def modifier_before(text: str, found: Found, floor: int, lexicon: Lexicon) -> None:
    """Read a modifier before the number, not before ``floor``, and settle which one holds."""
    match = lexicon.modifier_before.match(reversed_window(text, found.start))
    modifier: Modifier = "none"
    if match is not None:
        form, start = match["modifier"][::-1], found.start - match.end()
        modifier = lexicon.modifiers_before[form]
        near_in_time = found.time and form in lexicon.sets["not_nearly_with_time"]
        small = form in lexicon.sets["needs_scale"] and found.numeral.scale < _MILLION
        if (
            start < floor
            or near_in_time
            or small
            or (floor and _connects(text, form, start - floor, found.end, lexicon))
        ):
            modifier = "none"
        elif modifier != "none":
            found.start = start
    if modifier == "none" and found.after is None and found.modifier == "none":
        modifier = _distant_modifier(text, found, lexicon, floor)
    found.modifier = modifier if modifier != "none" else found.after or found.modifier


def _distant_modifier(text: str, found: Found, lexicon: Lexicon, floor: int) -> Modifier:
    """A modifier with its verb or its per-unit between it and the number: 低于每百万Token 0.5美元, 约为前者的89倍.

    Right behind another number it is that number's: "two percent below the record 75.3 trillion".
    """
    patterns = [lexicon.modifier_through]
    if found.unit in {"times", "fraction"}:
        patterns.append(lexicon.modifier_of_multiple)
    window = text[max(0, found.start - _REACH) : found.start]
    for pattern in patterns:
        match = None if pattern is None else pattern.search(window)
        behind = 0 if match is None else found.start - len(window) + match.start("modifier")
        if match is None or (floor and text[floor:behind] == " "):
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
