"""Finding names in running text and giving each its canonical id.

One scan of all names in all languages at once, then a short reading of what follows a model family. Longest name wins;
names never overlap. Names are found, not understood: whether "China" is a subject is the claims' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from extractors import rulefile
from extractors.edges import find_addresses, inside, lower, word_begins, word_ends
from extractors.entities.countries import load_countries
from extractors.entities.families import Catalogue, Family, load_catalogue
from extractors.entities.labs import LABS_FILE, Labs, load_labs
from extractors.entities.models import ModelName, read_model, read_short, same_words
from extractors.entities.types import EntityKind, EntityMention
from extractors.fold import fold
from extractors.rulefile import Node

ORGANISATIONS_FILE = LABS_FILE.with_name("organisations.yaml")


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling: what it stands for, and the case it must have (null: any)."""

    id: str
    kind: EntityKind
    name: str
    rule: str
    written: str | None = None
    language: str | None = None
    author: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    scanner: AhoCorasick
    names: tuple[tuple[Name, ...], ...]
    families: tuple[tuple[Family, ...], ...]
    joined: Mapping[int, tuple[str, ...]]
    blocked: frozenset[int]
    short: re.Pattern[str]
    short_families: tuple[tuple[re.Pattern[str], Family], ...]
    catalogue: Catalogue
    labs: Labs


@dataclass(slots=True)
class _Spellings:
    """Collects spellings by their lower-case form, in the order the scanner will number them."""

    numbers: dict[str, int]
    names: list[list[Name]]
    families: list[list[Family]]

    def at(self, text: str) -> int:
        key = lower(fold(text))
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers)
            self.names.append([])
            self.families.append([])
        return self.numbers[key]

    def add(self, texts: Iterable[str], name: Name, *, exact: bool = False) -> None:
        for text in texts:
            entry = name if not exact else _as_written(name, text)
            self.names[self.at(text)].append(entry)


def _as_written(name: Name, text: str) -> Name:
    return Name(name.id, name.kind, name.name, name.rule, text, name.language, name.author, name.country)


def _add_organisations(spellings: _Spellings) -> Node:
    table = rulefile.read(ORGANISATIONS_FILE)
    kinds: tuple[tuple[str, EntityKind], ...] = (("platforms", "platform"), ("organisations", "organisation"))
    for key, kind in kinds:
        for row in table.each(key):
            name = Name(f"{kind}:{row.need('id').text()}", kind, row.need("name").text(), f"{kind}-name")
            spellings.add((alias for _, words in row.pairs("aliases") for alias in words.texts()), name)
            spellings.add((alias for _, words in row.pairs("exact") for alias in words.texts()), name, exact=True)
            row.finish()
    return table


def _add_countries(spellings: _Spellings) -> dict[int, tuple[str, ...]]:
    countries = load_countries()
    for country in countries.by_code.values():
        name = Name(f"country:{country.code}", "country", country.names["en"], "country-name", country=country.code)
        spellings.add(country.aliases, name)
        spellings.add(country.exact, name, exact=True)
        for language, words in country.here.items():
            here = Name(name.id, "country", name.name, "country-here", None, language, None, country.code)
            spellings.add(words, here)
    return {spellings.at(text): codes for text, codes in countries.joined.items()}


def _add_labs(spellings: _Spellings, labs: Labs, catalogue: Catalogue) -> None:
    for rows in labs.by_slug.values():
        lab = rows[0]
        name = Name(f"author:{lab.slug}", "author", lab.name, "author-name", author=lab.slug, country=lab.country)
        spellings.add(lab.aliases, name)
        spellings.add(lab.exact, name, exact=True)
    for model in labs.stealth.values():
        spellings.add(
            (model.name, model.name.replace(" ", "-"), model.slug),
            Name(f"model:{model.slug}", "model", model.name, "model-stealth", author=model.slug.partition("/")[0]),
        )
    for family in catalogue.families:
        for text in (*family.names, *family.exact):
            spellings.families[spellings.at(text)].append(family)
        if family.alone:
            name = Name(
                f"author:{family.author}",
                "author",
                labs.name_of(family.author),
                "author-family",
                author=family.author,
                country=labs.country_of(family.author),
            )
            known = {
                text for text in family.names for entry in spellings.names[spellings.at(text)] if entry.id == name.id
            }
            spellings.add((text for text in family.names if text not in known), name)
            spellings.add(family.exact, name, exact=True)


@cache
def _load_names() -> Names:
    catalogue, labs = load_catalogue(), load_labs()
    spellings = _Spellings({}, [], [])
    table = _add_organisations(spellings)
    joined = _add_countries(spellings)
    _add_labs(spellings, labs, catalogue)
    blocked = frozenset(spellings.at(text) for text in table.list_of("not_names"))
    table.finish()
    shapes: list[tuple[re.Pattern[str], Family]] = []
    for family in catalogue.families:
        if family.short is not None:
            shapes.append((re.compile(family.short), family))
        shapes.extend((re.compile(re.escape(tier)), family) for tier in family.tiers)
    alternatives = "|".join(
        f"(?:{shape.pattern})(?![A-Za-z0-9]|\\.\\d)" + (r"(?=[ -]\d)" if shape.pattern.isalpha() else "")
        for shape, _ in shapes
    )
    return Names(
        scanner=AhoCorasick(list(spellings.numbers)),
        names=tuple(map(tuple, spellings.names)),
        families=tuple(map(tuple, spellings.families)),
        joined=joined,
        blocked=blocked,
        short=re.compile(rf"(?<![A-Za-z0-9./_-])(?:{alternatives})"),
        short_families=tuple(shapes),
        catalogue=catalogue,
        labs=labs,
    )


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    mentions: tuple[EntityMention, ...]
    model: ModelName | None = None


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


def _settle(first: str, start: int, hits: list[_Hit], families: list[Family], catalogue: Catalogue) -> Family | None:
    """Whose "M2.5" it is: the model's that was named in full, else of the one family named, else of the only known."""
    for hit in sorted((hit for hit in hits if hit.model is not None), key=lambda hit: abs(hit.start - start)):
        if hit.model is not None and hit.model.family in families and same_words([first], hit.model.words):
            return hit.model.family
    authors = {mention.author: hit.start for hit in hits for mention in hit.mentions if mention.author}
    named = [family for family in families if family.author in authors]
    if len(named) == 1:
        return named[0]
    if named:
        return min(named, key=lambda family: abs(authors[family.author] - start))
    known = [family for family in families if catalogue.find([family.prefix, first]) is not None]
    return known[0] if len(known) == 1 and "." in first else None


def _short_hits(text: str, folded: str, hits: list[_Hit], context: list[_Hit], names: Names) -> list[_Hit]:
    found: list[_Hit] = []
    for match in names.short.finditer(folded):
        first = match.group()
        families = [family for shape, family in names.short_families if shape.fullmatch(first)]
        if first.isalpha():
            family: Family | None = families[0]
        else:
            family = _settle(first, match.start(), hits + context, families, names.catalogue)
        if family is not None:
            model = read_short(folded, match.start(), match.end(), family, names.catalogue, first)
            if model is not None:
                found.append(_model_hit(text, model, names))
    return found


def find_entities(text: str, language: str, context: str = "") -> list[EntityMention]:
    """The names of a text, in order, none overlapping another.

    ``context`` is text of the same article that is not searched but tells which families are spoken of, so that a
    title's "M3" is the model its body names in full.
    """
    names = _load_names()
    folded = fold(text)
    hits = _hits(text, folded, language, names)
    if names.short.search(folded):
        around = _longest(_hits(context, fold(context), language, names)) if context else []
        hits += _short_hits(text, folded, _longest(hits), around, names)
    return [mention for hit in _longest(hits) for mention in hit.mentions]
