"""Finding names in running text and giving each its canonical id.

One scan of all names in all languages at once, then a short reading of what follows a model family. Longest name wins;
names never overlap. Names are found, not understood: whether "China" is a subject is the claims' business.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extractors.edges import find_addresses, inside, lower, word_begins, word_ends
from extractors.entities.countries import load_countries
from extractors.entities.families import Family
from extractors.entities.models import ModelName, read_model, read_short, same_words
from extractors.entities.names import Name, Names, load_names
from extractors.entities.types import EntityMention
from extractors.entities.unknown import unknown_models
from extractors.fold import fold


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    mentions: tuple[EntityMention, ...]
    model: ModelName | None = None

    @property
    def author(self) -> str | None:
        return self.mentions[0].author if self.mentions else None


def _model_hit(text: str, name: ModelName, names: Names) -> _Hit:
    author = name.family.author
    start = name.start
    if text.endswith(f"{author}/", 0, start):
        start -= len(author) + 1  # written as its slug
    quote = text[start : name.end]
    mention = EntityMention(
        start, name.end, quote, f"model:{name.slug}", "model", name.rule, quote, author, names.labs.country_of(author)
    )
    return _Hit(start, name.end, (mention,), name)


def _name_hit(text: str, start: int, end: int, entry: Name) -> _Hit:
    mention = EntityMention(
        start, end, text[start:end], entry.id, entry.kind, entry.rule, entry.name, entry.author, entry.country
    )
    return _Hit(start, end, (mention,))


def _joined_hit(text: str, start: int, codes: tuple[str, ...]) -> _Hit:
    countries = load_countries()
    mentions = tuple(
        EntityMention(
            at,
            at + 1,
            text[at],
            f"country:{code}",
            "country",
            "country-joined",
            countries.name(code) or code,
            None,
            code,
        )
        for at, code in enumerate(codes, start)
    )
    return _Hit(start, start + len(codes), mentions)


def _hits(text: str, folded: str, language: str, names: Names) -> list[_Hit]:
    hits: list[_Hit] = []
    lowered = lower(folded)
    hant = "hant" in language.lower() or language.lower() in {"zh-tw", "zh-hk", "zh-mo"}
    addresses = find_addresses(folded)
    for number, start, end in names.scanner.find_matches_as_indexes(lowered, overlapping=True):
        if addresses and inside(addresses, start):
            continue
        if not word_begins(folded, start):
            continue
        written = folded[start:end]
        for family in names.families[number]:
            model = read_model(folded, start, end, family, names.catalogue)
            as_written = written in family.exact or lowered[start:end] in family.names
            # A common word in lower case ("step", "north") is a model's only as a slug that the catalogue has.
            if model is not None and (as_written or (model.known and " " not in folded[start : model.name_end])):
                hits.append(_model_hit(text, model, names))
        if not word_ends(folded, end):
            continue
        if number in names.blocked:
            hits.append(_Hit(start, end, ()))
        if number in names.joined:
            hits.append(_joined_hit(text, start, names.joined[number]))
        for entry in names.names[number]:
            if entry.written is not None and entry.written != written:
                continue
            if entry.language is not None and (hant or not language.lower().startswith(entry.language)):
                continue
            hits.append(_name_hit(text, start, end, entry))
            break
    return hits


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Names that do not overlap: from the left, the longest; of equal ones, a model before its lab."""
    chosen: list[_Hit] = []
    covered = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.model is None)):
        if hit.start >= covered:
            chosen.append(hit)
            covered = hit.end
    return chosen


class _Owners:
    """Whose "M2.5" it is: that of the nearest model named in full with those words, else of the nearest lab named.

    Where neither is named, a version that only one known model has ("M2.5", not "M3") is that model's.
    """

    def __init__(self, hits: list[_Hit], context: list[_Hit], names: Names) -> None:
        self._hits = hits
        self._context = context
        self._names = names
        self._places: dict[str, tuple[list[int], list[Family], Family | None]] = {}

    def of(self, first: str, start: int) -> Family | None:
        if first not in self._places:
            self._places[first] = self._named(first)
        places, owners, default = self._places[first]
        if not places:
            return default
        after = bisect_left(places, start)
        if after == len(places) or (after and start - places[after - 1] <= places[after] - start):
            after -= 1
        return owners[after]

    def _named(self, first: str) -> tuple[list[int], list[Family], Family | None]:
        families = [family for shape, family in self._names.short_families if shape.fullmatch(first)]
        if first.isalpha():
            return [], [], families[0]
        for hits in (self._hits, self._context):
            full = [
                (hit.start, hit.model.family)
                for hit in hits
                if hit.model is not None and hit.model.family in families and same_words([first], hit.model.words)
            ]
            if full:
                return [start for start, _ in full], [family for _, family in full], None
        authors = {family.author: family for family in reversed(families)}
        for hits in (self._hits, self._context):
            labs = [(hit.start, authors[hit.author]) for hit in hits if hit.author in authors]
            if labs:
                return [start for start, _ in labs], [family for _, family in labs], None
        known = [family for family in families if self._names.catalogue.find([family.prefix, first]) is not None]
        return [], [], known[0] if len(known) == 1 and "." in first else None


def _short_hits(text: str, folded: str, owners: _Owners, names: Names) -> list[_Hit]:
    found: list[_Hit] = []
    for match in names.short.finditer(folded):
        first = match.group()
        family = owners.of(first, match.start())
        if family is not None:
            model = read_short(folded, match.start(), match.end(), family, names.catalogue, first)
            if model is not None:
                found.append(_model_hit(text, model, names))
    return found


def _stealth_hits(text: str, folded: str, names: Names) -> list[_Hit]:
    """ "Ember Alpha": a model listed without its maker, by the shape such names have."""
    shape = names.labs.stealth_shape
    hits: list[_Hit] = []
    for match in shape.pattern.finditer(folded):
        start, end = match.span()
        slug = f"{shape.name_space}/{match.group().lower().replace(' ', '-')}"
        if lower(match.group(1)) in names.spellings or not (word_begins(folded, start) and word_ends(folded, end)):
            continue
        quote = text[start:end]
        mention = EntityMention(
            start, end, quote, f"model:{slug}", "model", "model-stealth-shape", quote, shape.name_space
        )
        hits.append(_Hit(start, end, (mention,)))
    return hits


_OWNER = re.compile(
    r"(?:['\u2019]s|\u7684|\u65d7\u4e0b\u7684?)? ?(?:new |latest |open |\u65b0\u6a21\u578b|\u65b0\u6b3e)?",
    re.IGNORECASE,
)


def _unknown_hits(text: str, folded: str, hits: list[_Hit], names: Names) -> list[_Hit]:
    """Models of families that no table has: their lab's, where it is named right before; else as written."""
    found: list[_Hit] = []
    known = _longest(hits)
    starts = [hit.start for hit in known]
    ends = sorted((hit.end, hit.author) for hit in hits if hit.author and hit.model is None)
    for start, end in unknown_models(folded, names.spellings):
        before = bisect_left(starts, end) - 1
        if before >= 0 and known[before].end > start:
            continue
        quote = text[start:end]
        at = bisect_left(ends, (start + 1,)) - 1
        author = ends[at][1] if at >= 0 and _OWNER.fullmatch(folded, ends[at][0], start) else None
        slug = re.sub(r"[ _]+", "-", lower(folded[start:end]))
        name = f"model:{author}/{slug}" if author and slug.isascii() else f"named:{quote}"
        country = names.labs.country_of(author) if author else None
        mention = EntityMention(start, end, quote, name, "model", "model-unknown-shape", quote, author, country)
        found.append(_Hit(start, end, (mention,)))
    return found


def find_entities(text: str, language: str, context: str = "") -> list[EntityMention]:
    """The names of a text, in order, none overlapping another.

    ``context`` is text of the same article that is not searched but tells which families are spoken of, so that a
    title's "M3" is the model its body names in full.
    """
    names = load_names()
    folded = fold(text)
    hits = _hits(text, folded, language, names) + _stealth_hits(text, folded, names)
    if names.short.search(folded):
        around = _longest(_hits(context, fold(context), language, names)) if context else []
        hits += _short_hits(text, folded, _Owners(_longest(hits), around, names), names)
    hits += _unknown_hits(text, folded, hits, names)
    return [mention for hit in _longest(hits) for mention in hit.mentions]
