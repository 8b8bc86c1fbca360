"""Models called by less than their full name: "M2.5", "V4 Flash", "Luna", "Medium 4", and another version of a tier."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractors.entities.families import Family
from extractors.entities.hits import Hit, model_hit
from extractors.entities.models import ModelName, read_short, same_words
from extractors.entities.names import Names

_TIER = "model-known-tier"


class Owners:
    """Whose "M2.5" it is: that of the nearest model named in full with those words, else of the one family whose model
    of that name is known ("V4 Flash"), else of the nearest lab named.

    Where no name stands in the article at all, a version alone must be one that nothing else has ("M2.5", not "M3").
    """

    def __init__(self, hits: list[Hit], context: list[Hit], names: Names) -> None:
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

    def _in_full(self, hit: Hit, first: str, families: list[Family]) -> Family | None:
        named = hit.model is not None and hit.model.family in families and same_words([first], hit.model.words)
        return hit.model.family if named and hit.model is not None else None

    def _named(self, family_of: Callable[[Hit], Family | None]) -> _Named:
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


def short_hits(text: str, folded: str, owners: Owners, names: Names) -> list[Hit]:
    found: list[Hit] = []
    for match in names.short.finditer(folded):
        if names.catalogue.not_short.match(folded, match.end()):
            continue
        model = owners.of(folded, match.start(), match.end())
        if model is not None:
            found.append(model_hit(text, model, names))
    return found


def tier_hits(text: str, folded: str, named: list[Hit], names: Names) -> list[Hit]:
    """ "Luna" for GPT-5.6 Luna, "Medium 4" for Mistral Medium 4: the only model that the article names in full so."""
    models: dict[str, dict[str, Hit]] = {}
    for hit in named:
        for word in _endings(hit.model, names) if hit.model is not None else ():
            models.setdefault(word, {})[hit.mentions[0].id] = hit
    found: list[Hit] = []
    for word, hits in models.items():
        if len(hits) != 1:
            continue
        (full,) = hits.values()
        for match in re.finditer(rf"(?<![A-Za-z0-9.-]){re.escape(word)}(?![A-Za-z0-9]|[ -][0-9]|[.,][0-9])", folded):
            if word[-1].isdigit() and names.catalogue.counts.match(folded, match.end()):
                continue
            quote = text[match.start() : match.end()]
            mention = full.mentions[0]._replace(start=match.start(), end=match.end(), quote=quote, rule=_TIER)
            found.append(Hit(match.start(), match.end(), (mention,), full.model))
    return found


def sibling_hits(text: str, folded: str, named: list[Hit], names: Names) -> list[Hit]:
    """ "The older 3.5 Flash" beside Gemini 3.6 Flash: another version of the only family whose Flash is named."""
    families: dict[str, dict[str, Hit]] = {}
    for hit in named:
        last = hit.model.words[-2:] if hit.model is not None else ()
        if len(last) == 2 and last[0][0].isdigit() and "." in last[0] and last[1].isalpha():
            families.setdefault(last[1], {})[hit.model.family.prefix] = hit  # type: ignore[union-attr]
    found: list[Hit] = []
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
                found.append(Hit(start, end, (mention,)))
    return found


def _endings(model: ModelName, names: Names) -> Iterator[str]:
    """What a model may be called once its full name stands in the text: its tier's own name, its tier and version."""
    tiers = [word for word in model.words if word.isalpha()]
    if len(tiers) == 1 and tiers[0] in names.catalogue.tier_names:
        yield tiers[0]
    last = model.words[-2:]
    if len(last) == 2 and last[0].isalpha() and last[0][0].isupper() and last[1][0].isdigit():
        yield " ".join(last)
