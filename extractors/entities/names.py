"""Every spelling of every name in one scanner, each with what it stands for.

The tables say who is called what; this module only gathers their spellings, so that one pass over a text finds all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ahocorasick_rs import AhoCorasick

from extractors import rulefile
from extractors.edges import lower
from extractors.entities.countries import load_countries
from extractors.entities.families import Catalogue, Family, load_catalogue
from extractors.entities.labs import LABS_FILE, Labs, load_labs
from extractors.entities.types import EntityKind
from extractors.fold import fold
from extractors.rulefile import Node

_ROLES = ("official", "bank", "research")
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
    spellings: frozenset[str]
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
            entry = replace(name, written=text) if exact else name
            self.names[self.at(text)].append(entry)


def _add_organisations(spellings: _Spellings) -> Node:
    table = rulefile.read(ORGANISATIONS_FILE)
    kinds: tuple[tuple[str, EntityKind], ...] = (("platforms", "platform"), ("organisations", "organisation"))
    for key, kind in kinds:
        for row in table.each(key):
            country, role = row.get("country"), row.get("role")
            name = Name(
                f"{kind}:{row.need('id').text()}",
                kind,
                row.need("name").text(),
                f"{kind}-name" if role is None else f"{kind}-{role.one_of(_ROLES)}",
                country=None if country is None else country.text(),
            )
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
def load_names() -> Names:
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
        spellings=frozenset(spellings.numbers),
        blocked=blocked,
        short=re.compile(rf"(?<![A-Za-z0-9./_-])(?:{alternatives})"),
        short_families=tuple(shapes),
        catalogue=catalogue,
        labs=labs,
    )
