"""Quantities: the numbers of a text that are values, each with its interval, unit and modifier.

``find_quantities`` is the way in for a whole text; ``quantities_in`` for a sentence of a text that is folded already.
Both are total (any string gives a list), linear in the text, and every span slices to its quote.

They do not know measures: whether a value is anybody's token usage is the claim layer's question. A fall is not
negative here unless the text writes a minus; fractions in words keep the unit ``fraction`` (a half is 0.5) until
somebody knows that they are a share (:func:`as_percent`).
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from extractors.fold import fold, lower
from extractors.lexicon import Lexicon, load_lexicon
from extractors.numerals import numerals
from extractors.numerals.model import EXACT, ONE, Numeral, Token, fraction_step
from extractors.quantities.found import Found
from extractors.quantities.intervals import as_percent, interval, stated
from extractors.quantities.never import never_spans
from extractors.quantities.refuse import refused
from extractors.quantities.series import connect
from extractors.quantities.surroundings import attach
from extractors.types import Quantity, Span, TextField, Value

_CLAUSE_COMMA = re.compile("，(?!(?<=[０-９]，)[０-９]{3}(?![０-９]))")

__all__ = ["as_percent", "find_quantities", "interval", "quantities_in", "stated"]


def find_quantities(text: str, language: str, field: TextField = "text") -> list[Quantity]:
    """Every quantity of ``text`` in order. An unknown language gets digits and symbols only."""
    return quantities_in(text, fold(text), load_lexicon(language), field=field)


def quantities_in(
    original: str, folded: str, lexicon: Lexicon, *, field: TextField = "text", start: int = 0, end: int | None = None
) -> list[Quantity]:
    """The quantities of ``original[start:end]``; ``folded`` is the whole text folded, spans index the whole text."""
    cased = folded[start:end] if start or end is not None else folded
    text = _wide_commas_kept(lower(cased), original[start:end])
    beginnings = lexicon.scan.beginnings(text)
    if not beginnings:
        return []
    never = never_spans(text, lexicon)
    found: list[Found] = []
    glued_end = -1
    with localcontext(EXACT):
        for item in numerals(text, cased, lexicon, never, beginnings):
            floor = found[-1].end if found else 0
            if isinstance(item, Token):
                if item.kind == "glued":
                    glued_end = item.end
                    continue
                candidate = _phrase(text, item, floor, lexicon)
            else:
                candidate = attach(text, item, floor, lexicon)
            if found and candidate.numeral.start <= found[-1].start:  # it took in the number before
                found.pop()
            if found and candidate.start < found[-1].end:
                if candidate.numeral.start < found[-1].end:
                    continue
                candidate.start = found[-1].end
            if refused(text, candidate, glued_end, floor, lexicon) is None:
                found.append(candidate)
            elif candidate.numeral.rule == "digits":
                glued_end = candidate.numeral.end
        found = connect(text, found, lexicon)
        return [_quantity(item, original, field, start) for item in found]


def _wide_commas_kept(text: str, original: str) -> str:
    """A full-width comma ends a clause more often than it groups digits, so the readers are to see which it is.

    Between full-width digits, three of them behind it, it groups.
    """
    if "，" not in original:
        return text
    characters = list(text)
    for comma in _CLAUSE_COMMA.finditer(original):
        characters[comma.start()] = "，"
    return "".join(characters)


def _phrase(text: str, token: Token, floor: int, lexicon: Lexicon) -> Found:
    phrase = lexicon.phrases[token.text]
    exponent = phrase.value.as_tuple().exponent
    step = fraction_step(phrase.value) if phrase.unit == "fraction" else ONE.scaleb(int(exponent))
    numeral = Numeral(token.start, token.end, phrase.value, step, "phrase", phrase.name, modifier=phrase.modifier)
    found = attach(text, numeral, floor, lexicon)
    found.unit = phrase.unit
    return found


def _quantity(found: Found, original: str, field: TextField, offset: int) -> Quantity:
    start, end = found.start + offset, found.end + offset
    span = Span(field, start, end, original[start:end])
    if found.high is not None:
        return Quantity(
            span,
            Value(None, min(found.value, found.high), max(found.value, found.high)),
            found.unit,
            "range",
            found.rule,
        )
    extent = found.numeral.extent
    if extent is not None and found.modifier == "more_than":
        return Quantity(
            span, Value(found.value, found.value, found.value + extent), found.unit, found.modifier, found.rule
        )
    if found.unit == "fraction" and found.value:
        ends = interval(found.value.quantize(found.step), found.step, found.modifier)
        return Quantity(span, Value(found.value, ends.low, ends.high), found.unit, found.modifier, found.rule)
    step = Decimal(0) if found.numeral.kind == "ordinal" else found.step
    return Quantity(span, interval(found.value, step, found.modifier), found.unit, found.modifier, found.rule)
