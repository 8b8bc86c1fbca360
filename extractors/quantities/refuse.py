"""Numbers that are values of nothing: versions, years, names, pronouns, bare scales."""

from __future__ import annotations

from extractors.lexicon import Lexicon
from extractors.quantities.attach import Found, next_word, previous_word

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_FIRST_LIKELY, _LAST_LIKELY = 2010, 2039


def refused(text: str, found: Found, glued_end: int, lexicon: Lexicon) -> str | None:
    """The reason why this number is no value, or null."""
    numeral = found.numeral
    if numeral.kind == "vague":
        free = found.modifier != "none" or found.money or previous_word(text, found.start) in lexicon.sets["scale_after"]
        before = text[found.start - 1] if found.start else ""
        return None if free or before in lexicon.sets["scale_after"] else "bare_scale"
    if numeral.kind == "money" and not found.money:
        return "letter_scale"
    if numeral.kind == "ordinal":
        return _ordinal(text, found, lexicon)
    if numeral.rule.startswith("digits"):
        return _digits(text, found, glued_end, lexicon)
    if found.value == 1 and numeral.rule == "words" and previous_word(text, found.start) in lexicon.sets["not_one_after"]:
        return "pronoun"
    return None


def _ordinal(text: str, found: Found, lexicon: Lexicon) -> str | None:
    rest = text[found.end : found.end + 2]
    return "calendar" if rest in lexicon.sets["calendar_after"] or rest[:1] in lexicon.sets["calendar_after"] else None


def _digits(text: str, found: Found, glued_end: int, lexicon: Lexicon) -> str | None:
    numeral = found.numeral
    start = numeral.start
    before = text[start - 1] if start else ""
    if before in {"-", "/", "."} and start >= 2 and not found.signed:
        further = text[start - 2]
        if (further.isascii() and further.isalpha()) or glued_end == start - 1:
            return "name"
    if numeral.scale != 1 or found.unit is not None or found.money:
        return None
    word = previous_word(text, start)
    if word in lexicon.sets["version_before"] or next_word(text, numeral.end) in lexicon.sets["version_after"]:
        return "version"
    if numeral.plain and numeral.end - start == 4 and _FIRST_YEAR <= numeral.value <= _LAST_YEAR and found.modifier == "none":
        if word in lexicon.sets["year_after"] or word in lexicon.sets["months"]:
            return "year"
        if _FIRST_LIKELY <= numeral.value <= _LAST_LIKELY:
            return "year"
    return None
