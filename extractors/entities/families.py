"""Model families as data: how a model's name is written and what its slug is made of. Facts from ``models.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from extractors import rulefile
from extractors.rulefile import Node

MODELS_FILE = Path(__file__).with_name("models.yaml")
_PIECE = re.compile(r"\d+(?:\.\d+)*[a-z]?(?![a-z])|[a-z]+")
Needs = Literal["version", "tier", "word", "known", "nothing"]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    author: str
    prefix: str
    names: tuple[str, ...]
    exact: tuple[str, ...]
    glue: bool
    letters: str
    needs: Needs
    alone: bool
    short: str | None
    tiers: tuple[str, ...]
    tier_first_from: int | None


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    behind: re.Pattern[str]
    before: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The table, compiled. ``known`` finds a slug by its words in any order, ``reduced`` by its words less details."""

    families: tuple[Family, ...]
    tiers: frozenset[str]
    lower_tiers: frozenset[str]
    tier_names: frozenset[str]
    not_short: re.Pattern[str]
    variants: tuple[Variant, ...]
    known: Mapping[Key, str]
    reduced: Mapping[Key, tuple[str, ...]]
    versions: frozenset[Key]
    detail: re.Pattern[str]
    counts: re.Pattern[str]
    build_behind: re.Pattern[str]
    build_before: re.Pattern[str]
    preview_behind: re.Pattern[str]

    def has_version(self, prefix: str, version: str) -> bool:
        """Whether some known name of the family has this version."""
        return key_of(f"{prefix} {version}") in self.versions

    def find(self, words: Iterable[str]) -> str | None:
        """The catalogue's slug for a name's words, or null where none or several would do."""
        pieces = [piece for word in words for piece in _PIECE.findall(word.lower())]
        exact = self.known.get(tuple(sorted(pieces)))
        if exact is not None:
            return exact
        short = tuple(sorted(piece for piece in pieces if not self.detail.fullmatch(piece)))
        wanted = set(pieces)
        fits = [slug for slug in self.reduced.get(short, ()) if wanted <= set(_PIECE.findall(slug.lower()))]
        return fits[0] if len(fits) == 1 else None


def key_of(name: str) -> Key:
    """A name's words, without their order and hyphens: ``Claude Opus 4.7`` and ``claude-4.7-opus`` have one key."""
    return tuple(sorted(_PIECE.findall(name.lower())))


def _family(row: Node) -> Family:
    tier_first = row.get("tier_first_from")
    short, letters, needs = row.get("short"), row.get("letters"), row.get("needs")
    glue, alone = row.get("glue"), row.get("alone")
    family = Family(
        author=row.need("author").text(),
        prefix=row.need("prefix").text(),
        names=row.list_of("names"),
        exact=row.list_of("exact"),
        glue=glue is not None and glue.flag(),
        letters="" if letters is None else letters.text(),
        needs="version" if needs is None else needs.one_of(get_args(Needs)),  # type: ignore[arg-type]
        alone=alone is None or alone.flag(),
        short=None if short is None else short.text(),
        tiers=row.list_of("tiers"),
        tier_first_from=None if tier_first is None else int(tier_first.decimal()),
    )
    if not family.names and not family.exact:
        raise row.error("names or exact is required")
    row.finish()
    return family


def _sensitive(node: Node) -> re.Pattern[str]:
    try:
        return re.compile(node.text())
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error


def _pattern(node: Node) -> re.Pattern[str]:
    try:
        return re.compile(node.text(), re.IGNORECASE)
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error


def _variant(row: Node) -> Variant:
    before = row.need("before")
    try:
        compiled = re.compile(f"(?:{before.text()})$", re.IGNORECASE)
    except re.error as error:
        raise before.error(f"not a pattern: {error}") from error
    variant = Variant(row.need("variant").text(), _pattern(row.need("behind")), compiled)
    row.finish()
    return variant


def _known(table: Node) -> dict[Key, str]:
    known: dict[Key, str] = {}
    for author, names in table.pairs("known"):
        for name in names.texts():
            known[key_of(name)] = f"{author}/{name}"
    for slug, aliases in table.pairs("aliases"):
        for alias in aliases.texts():
            known[key_of(alias)] = slug
    return known


@cache
def load_catalogue(path: Path = MODELS_FILE) -> Catalogue:
    """The shipped table, read once; a :class:`~extractors.rulefile.DataFileError` names file, line and key."""
    table = rulefile.read(path)
    tiers = table.need("tiers")
    details = table.need("details")
    build = table.need("build")
    try:
        detail = re.compile("|".join(details.texts()))
    except re.error as error:
        raise details.error(f"not a pattern: {error}") from error
    known = _known(table)
    reduced: dict[Key, list[str]] = {}
    for _, names in table.pairs("known"):
        for name in names.texts():
            short = tuple(sorted(piece for piece in key_of(name) if not detail.fullmatch(piece)))
            reduced.setdefault(short, []).append(known[key_of(name)])
    catalogue = Catalogue(
        families=tuple(map(_family, table.each("families"))),
        tiers=frozenset(word.lower() for word in tiers.list_of("words")),
        lower_tiers=frozenset(tiers.list_of("lower")),
        tier_names=frozenset(tiers.list_of("names")),
        not_short=_sensitive(table.need("not_short")),
        variants=tuple(map(_variant, table.each("variants"))),
        known=MappingProxyType(known),
        reduced=MappingProxyType({key: tuple(slugs) for key, slugs in reduced.items()}),
        versions=frozenset(
            tuple(sorted(pieces[:end]))
            for _, names in table.pairs("known")
            for name in names.texts()
            for pieces in (_PIECE.findall(name.lower()),)
            for end in range(2, len(pieces) + 1)
        ),
        detail=detail,
        counts=_pattern(table.need("counts")),
        build_behind=_sensitive(build.need("behind")),
        build_before=_sensitive(build.need("before")),
        preview_behind=_sensitive(build.need("preview")),
    )
    tiers.finish()
    build.finish()
    table.finish()
    return catalogue
