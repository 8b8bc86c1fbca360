"""Finding names in running text and giving each its canonical id.

One scan of all names in all languages at once, then a short reading of what follows a model family. Longest name wins;
names never overlap. Names are found, not understood: whether "China" is a subject is the claims' business.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
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
    """Whose "M2.5" it is: that of the nearest model named in full with those words, else of the one family whose model
    of that name is known ("V4 Flash"), else of the nearest lab named.

    Where no name stands in the article at all, a version alone must be one that nothing else has ("M2.5", not "M3").
    """

    def __init__(self, hits: list[_Hit], context: list[_Hit], names: Names) -> None:
        self._hits = hits
        self._context = context
        self._names = names
        self._full: dict[str, _Named] = {}
        self._labs: dict[str, _Named] = {}

    def of(self, folded: str, start: int, end: int) -> ModelName | None:
        """The model that a version or a tier word at ``start`` begins, or null where it is nobody's."""
        first = folded[start:end]
        families = [family for shape, family in self._names.short_families if shape.fullmatch(first)]
        if first not in self._full:
            self._full[first] = self._named(lambda hit: self._in_full(hit, first, families))
        told = self._full[first].nearest(start)
        if told is not None or first.isalpha():
            return self._read(folded, start, end, told or families[0])
        read = [name for family in families if (name := self._read(folded, start, end, family)) is not None]
        known = [name for name in read if name.known]
        if len(known) == 1 and (self._hits or self._context or "." in first or len(known[0].words) > 1):
            return known[0]
        if first not in self._labs:
            authors = {family.author: family for family in reversed(families)}
            self._labs[first] = self._named(lambda hit: authors.get(hit.author or ""))
        owner = self._labs[first].nearest(start)
        return None if owner is None else self._read(folded, start, end, owner)

    def _read(self, folded: str, start: int, end: int, family: Family) -> ModelName | None:
        return read_short(folded, start, end, family, self._names.catalogue, folded[start:end])

    def _in_full(self, hit: _Hit, first: str, families: list[Family]) -> Family | None:
        named = hit.model is not None and hit.model.family in families and same_words([first], hit.model.words)
        return hit.model.family if named and hit.model is not None else None

    def _named(self, family_of: Callable[[_Hit], Family | None]) -> _Named:
        for hits in (self._hits, self._context):
            found = [(hit.start, family) for hit in hits if (family := family_of(hit)) is not None]
            if found:
                return _Named([start for start, _ in found], [family for _, family in found])
        return _Named([], [])


@dataclass(slots=True)
class _Named:
    """Where families are named, in order."""

    places: list[int]
    families: list[Family]

    def nearest(self, start: int) -> Family | None:
        if not self.places:
            return None
        after = bisect_left(self.places, start)
        if after == len(self.places) or (after and start - self.places[after - 1] <= self.places[after] - start):
            after -= 1
        return self.families[after]


def _short_hits(text: str, folded: str, owners: _Owners, names: Names) -> list[_Hit]:
    found: list[_Hit] = []
    for match in names.short.finditer(folded):
        if names.catalogue.not_short.match(folded, match.end()):
            continue
        model = owners.of(folded, match.start(), match.end())
        if model is not None:
            found.append(_model_hit(text, model, names))
    return found


def _tier_hits(text: str, folded: str, named: list[_Hit], names: Names) -> list[_Hit]:
    """ "Luna" for GPT-5.6 Luna, "Medium 4" for Mistral Medium 4: the only model that the article names in full so."""
    models: dict[str, dict[str, _Hit]] = {}
    for hit in named:
        for word in _endings(hit.model, names) if hit.model is not None else ():
            models.setdefault(word, {})[hit.mentions[0].id] = hit
    found: list[_Hit] = []
    for word, hits in models.items():
        if len(hits) != 1:
            continue
        (full,) = hits.values()
        for match in re.finditer(rf"(?<![A-Za-z0-9.-]){re.escape(word)}(?![A-Za-z0-9]|[ -][0-9]|[.,][0-9])", folded):
            if word[-1].isdigit() and names.catalogue.counts.match(folded, match.end()):
                continue
            quote = text[match.start() : match.end()]
            mention = full.mentions[0]._replace(start=match.start(), end=match.end(), quote=quote, rule=_TIER)
            found.append(_Hit(match.start(), match.end(), (mention,), full.model))
    return found


def _sibling_hits(text: str, folded: str, named: list[_Hit], names: Names) -> list[_Hit]:
    """ "The older 3.5 Flash" beside Gemini 3.6 Flash: another version of the only family whose Flash is named."""
    families: dict[str, dict[str, _Hit]] = {}
    for hit in named:
        last = hit.model.words[-2:] if hit.model is not None else ()
        if len(last) == 2 and last[0][0].isdigit() and "." in last[0] and last[1].isalpha():
            families.setdefault(last[1], {})[hit.model.family.prefix] = hit  # type: ignore[union-attr]
    found: list[_Hit] = []
    for tier, hits in families.items():
        if len(hits) != 1:
            continue
        ((prefix, full),) = hits.items()
        for match in re.finditer(rf"(?<![A-Za-z0-9.-])([0-9]\.[0-9]{{1,2}}) {tier}(?![A-Za-z0-9])", folded):
            slug = names.catalogue.find([prefix, match.group(1), tier])
            if slug is not None:
                start, end = match.span()
                mention = full.mentions[0]._replace(
                    id=f"model:{slug}", start=start, end=end, quote=text[start:end], rule=_TIER
                )
                found.append(_Hit(start, end, (mention,)))
    return found


def _endings(model: ModelName, names: Names) -> Iterator[str]:
    """What a model may be called once its full name stands in the text: its tier's own name, its tier and version."""
    tiers = [word for word in model.words if word.isalpha()]
    if len(tiers) == 1 and tiers[0] in names.catalogue.tier_names:
        yield tiers[0]
    last = model.words[-2:]
    if len(last) == 2 and last[0].isalpha() and last[0][0].isupper() and last[1][0].isdigit():
        yield " ".join(last)


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


_TIER = "model-known-tier"
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
    full = _longest(hits)
    short = names.short.search(folded)
    around = _longest(_hits(context, fold(context), language, names)) if short and context else []
    if short:
        hits += _short_hits(text, folded, _Owners(full, around, names), names)
    hits += _tier_hits(text, folded, [*full, *around], names)
    hits += _sibling_hits(text, folded, [*full, *around], names)
    hits += _unknown_hits(text, folded, hits, names)
    return [mention for hit in _longest(hits) for mention in hit.mentions]
