"""Finding names in running text and giving each its canonical id.

One scan of all names in all languages at once, then a short reading of what follows a model family. Longest name wins;
names never overlap. Names are found, not understood: whether "China" is a subject is the claims' business.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from extractors.edges import find_addresses, inside, lower, word_begins, word_ends
from extractors.entities.countries import load_countries
from extractors.entities.hits import Hit, longest, model_hit
from extractors.entities.models import read_model
from extractors.entities.names import Name, Names, load_names
from extractors.entities.short import Owners, short_hits, sibling_hits, tier_hits
from extractors.entities.types import EntityMention
from extractors.entities.unknown import unknown_models
from extractors.fold import fold


def _name_hit(text: str, start: int, end: int, entry: Name) -> Hit:
    mention = EntityMention(
        start, end, text[start:end], entry.id, entry.kind, entry.rule, entry.name, entry.author, entry.country
    )
    return Hit(start, end, (mention,))


def _joined_hit(text: str, start: int, codes: tuple[str, ...]) -> Hit:
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
    return Hit(start, start + len(codes), mentions)


def _hits(text: str, folded: str, language: str, names: Names) -> list[Hit]:
    hits: list[Hit] = []
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
                hits.append(model_hit(text, model, names))
        if not word_ends(folded, end):
            continue
        if number in names.blocked:
            hits.append(Hit(start, end, ()))
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


def _stealth_hits(text: str, folded: str, names: Names) -> list[Hit]:
    """ "Ember Alpha": a model listed without its maker, by the shape such names have."""
    shape = names.labs.stealth_shape
    hits: list[Hit] = []
    for match in shape.pattern.finditer(folded):
        start, end = match.span()
        slug = f"{shape.name_space}/{match.group().lower().replace(' ', '-')}"
        if lower(match.group(1)) in names.spellings or not (word_begins(folded, start) and word_ends(folded, end)):
            continue
        quote = text[start:end]
        mention = EntityMention(
            start, end, quote, f"model:{slug}", "model", "model-stealth-shape", quote, shape.name_space
        )
        hits.append(Hit(start, end, (mention,)))
    return hits


_OWNER = re.compile(
    r"(?:['\u2019]s|\u7684|\u65d7\u4e0b\u7684?)? ?(?:new |latest |open |\u65b0\u6a21\u578b|\u65b0\u6b3e)?",
    re.IGNORECASE,
)


def _unknown_hits(text: str, folded: str, hits: list[Hit], names: Names) -> list[Hit]:
    """Models of families that no table has: their lab's, where it is named right before; else as written."""
    found: list[Hit] = []
    known = longest(hits)
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
        found.append(Hit(start, end, (mention,)))
    return found


def find_entities(text: str, language: str, context: str = "") -> list[EntityMention]:
    """The names of a text, in order, none overlapping another.

    ``context`` is text of the same article that is not searched but tells which families are spoken of, so that a
    title's "M3" is the model its body names in full.
    """
    names = load_names()
    folded = fold(text)
    hits = _hits(text, folded, language, names) + _stealth_hits(text, folded, names)
    full = longest(hits)
    short = names.short.search(folded)
    around = longest(_hits(context, fold(context), language, names)) if short and context else []
    if short:
        hits += short_hits(text, folded, Owners(full, around, names), names)
    hits += tier_hits(text, folded, [*full, *around], names)
    hits += sibling_hits(text, folded, [*full, *around], names)
    hits += _unknown_hits(text, folded, hits, names)
    return [mention for hit in longest(hits) for mention in hit.mentions]
