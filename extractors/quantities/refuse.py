"""Numbers that are values of nothing: versions, years, names, pronouns, bare scales."""

from __future__ import annotations

from extractors.lexicon import Lexicon
from extractors.quantities.found import Found, is_han, next_word, previous_word

_MAX_MAGNITUDE = 60
_CLAUSE_MARKS = frozenset(["", *" \n,.;:!?。、，"])
_FIRST_YEAR, _LAST_YEAR, _ROUND_YEAR = 1900, 2099, 2000


def refused(text: str, found: Found, glued_end: int, floor: int, lexicon: Lexicon) -> str | None:
    """The reason why this number is no value, or null.

    ``glued_end`` is where the last refused digits ended, ``floor`` where the last quantity did.
    """
    numeral = found.numeral
    if numeral.kind == "vague":
        return None if _scale_counts(text, found, lexicon) else "bare_scale"
    if found.value and found.value.adjusted() > _MAX_MAGNITUDE:
        return "too_large"
    if found.refused_unit:
        return "no_such_discount"
    if numeral.kind == "money" and not found.money and found.unit != "token":
        return "letter_scale"
    if numeral.kind == "ordinal":
        return _ordinal(text, found, lexicon)
    if numeral.rule.startswith("digits"):
        return _digits(text, found, glued_end, floor, lexicon)
    if (
        found.value == 1
        and numeral.rule == "words"
        and previous_word(text, found.start) in lexicon.sets["not_one_after"]
    ):
        return "pronoun"
    return None


def _scale_counts(text: str, found: Found, lexicon: Lexicon) -> bool:
    """Whether a scale word alone is a number: 超万亿, 每百万, per million, 百万美元; and 百万 by itself."""
    if found.modifier != "none" or found.money or found.unit == "token":
        return True
    before = text[found.start - 1 : found.start]
    if before in lexicon.sets["scale_after"] or previous_word(text, found.start) in lexicon.sets["scale_after"]:
        return True
    compound = found.numeral.end - found.numeral.start > 1 and found.numeral.rule.startswith("characters")
    return compound and before in _CLAUSE_MARKS and text[found.end : found.end + 1] in _CLAUSE_MARKS


def _ordinal(text: str, found: Found, lexicon: Lexicon) -> str | None:
    rest = text[found.end : found.end + 2]
    if next_word(text, found.end) in lexicon.sets["calendar_after"]:
        return "calendar"
    return "calendar" if rest in lexicon.sets["calendar_after"] or rest[:1] in lexicon.sets["calendar_after"] else None


def _digits(text: str, found: Found, glued_end: int, floor: int, lexicon: Lexicon) -> str | None:
    numeral = found.numeral
    start = numeral.start
    before = text[start - 1] if start else ""
    if before in {"-", "/", "."} and start >= 2 and not found.signed and floor != start - 1:
        further = text[start - 2]
        if (further.isascii() and further.isalpha()) or glued_end == start - 1:
            return "name"
    if numeral.scale != 1 or found.unit is not None or found.money:
        return None
    if _in_a_name(text, found, before, lexicon):
        return "name"
    word = previous_word(text, start)
    if word in lexicon.sets["version_before"] or next_word(text, numeral.end) in lexicon.sets["version_after"]:
        return "version"
    if (
        numeral.plain
        and numeral.end - start == 4
        and _FIRST_YEAR <= numeral.value <= _LAST_YEAR
        and found.modifier == "none"
    ):
        if word in lexicon.sets["year_after"] or word in lexicon.sets["months"]:
            return "year"
        first, last = lexicon.likely_years or (_LAST_YEAR, _LAST_YEAR)
        if (
            first <= numeral.value <= last
            and numeral.value != _ROUND_YEAR
            and lexicon.measure_word.match(text, numeral.end) is None
        ):
            return "year"
    return None


def _in_a_name(text: str, found: Found, before: str, lexicon: Lexicon) -> bool:
    """A small bare number that touches a character no number stands after, and counts nothing: a version."""
    if not is_han(before) or found.modifier != "none" or found.high is not None or abs(found.value) >= 100:
        return False
    if before in lexicon.sets["stands_after"] or before in lexicon.sets["digits_stand_after"]:
        return False
    if (match := lexicon.connector.match(text, found.end)) is not None and text[
        match.end() : match.end() + 1
    ].isdigit():
        return False
    return lexicon.measure_word.match(text, found.end) is None
