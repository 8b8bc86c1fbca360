"""An article's text with its claims marked strongly and its other numbers faintly. The text stays text.

Every piece is escaped by itself and only our own elements stand between them, so whatever an article says, it cannot
become markup. What a browser would change while it reads a page (carriage returns, nulls) is written so that every
code point of the text is one code point on the page: scripts count places by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from extractors.quantities import find_quantities

LONGEST_SCANNED = 100_000
"""Numbers beyond this are not marked: nobody reviews a text of that length by its numbers."""

_CLAIM = Markup('<a class="said" href="#{}" data-claims="{}">{}</a>')
_NUMBER = Markup('<a class="number-in-text" href="{}" tabindex="-1" title="{}">{}</a>')
_AS_THEY_ARE = {"\r": Markup("&#13;"), "\0": Markup("\ufffd")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in one field, in code points."""

    claim: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    claims: tuple[str, ...]


def marked(text: str, field: str, places: Iterable[Place], language: str, title: str) -> Markup:
    """The text of one field as markup. ``title`` says what a number that is no claim leads to."""
    found = Markup("")
    at = 0
    pieces = _pieces(places)
    for piece in sorted([*pieces, *_numbers(text, language, pieces)], key=lambda each: each.start):
        found += plain(text[at : piece.start])
        words = plain(text[piece.start : piece.end])
        if piece.claims:
            found += _CLAIM.format(piece.claims[0], " ".join(piece.claims), words)
        else:
            found += _NUMBER.format(f"?field={field}&start={piece.start}&end={piece.end}#add", title, words)
        at = piece.end
    return found + plain(text[at:])


def plain(text: str) -> Markup:
    """Text as text: each code point of it is one on the page."""
    shown = escape(text)
    for sign, written in _AS_THEY_ARE.items():
        if sign in text:
            shown = Markup(str(shown).replace(sign, written))  # noqa: S704 - escaped above, and these are ours
    return shown


def _pieces(places: Iterable[Place]) -> list[_Piece]:
    """Stretches that belong to the same claims, in order; where claims overlap, the shared stretch has them all."""
    begins: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for place in places:
        if place.start < place.end:
            begins.setdefault(place.start, []).append(place.claim)
            ends.setdefault(place.end, []).append(place.claim)
    bounds = sorted({*begins, *ends})
    active: list[str] = []
    found = []
    for start, end in pairwise(bounds):
        for claim in ends.get(start, ()):
            active.remove(claim)
        active += begins.get(start, ())
        if active:
            found.append(_Piece(start, end, tuple(dict.fromkeys(active))))
    return found


def _numbers(text: str, language: str, claims: Sequence[_Piece]) -> list[_Piece]:
    spans = [quantity.span for quantity in find_quantities(text[:LONGEST_SCANNED], language)]
    taken: Mapping[int, _Piece] = dict(enumerate(claims))
    return [
        _Piece(span.start, span.end, ())
        for span in spans
        if not any(piece.start < span.end and span.start < piece.end for piece in taken.values())
    ]
