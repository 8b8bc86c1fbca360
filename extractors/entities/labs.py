"""Which country a model's author belongs to, and who owned up to an unnamed model. Facts from ``labs.yaml``.

An author that the table does not know has no country: nobody guesses one from a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from extractors import rulefile
from extractors.rulefile import Node

LABS_FILE = Path(__file__).with_name("labs.yaml")


@dataclass(frozen=True, slots=True)
class Lab:
    """One author slug. ``aliases`` match whatever their case; ``exact`` only as written."""

    slug: str
    name: str
    country: str | None
    since: date | None
    until: date | None
    aliases: tuple[str, ...]
    exact: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class StealthModel:
    """A model first listed without its maker; author, model and claim date are null while nobody claimed it."""

    slug: str
    name: str
    author: str | None
    model: str | None
    claimed_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class StealthShape:
    """What an unlisted unnamed model's name looks like (its first word is group 1), and whose name space it is in."""

    pattern: re.Pattern[str]
    name_space: str


@dataclass(frozen=True, slots=True)
class Labs:
    """The table, indexed. Slugs are compared as they are in the catalogue: lower case, no variant, no date."""

    by_slug: Mapping[str, tuple[Lab, ...]]
    stealth: Mapping[str, StealthModel]
    stealth_name_spaces: frozenset[str]
    stealth_shape: StealthShape

    def country_of(self, author_slug: str, day: date | None = None) -> str | None:
        """ISO code of the author's country on ``day`` (any day if null), or null where the table does not say."""
        for lab in self.by_slug.get(author_slug.lower(), ()):
            if day is None or ((lab.since is None or lab.since <= day) and (lab.until is None or day <= lab.until)):
                return lab.country
        return None

    def name_of(self, author_slug: str) -> str:
        """The lab's name for a reader; an unknown slug stands for itself."""
        rows = self.by_slug.get(author_slug.lower(), ())
        return rows[0].name if rows else author_slug

    def is_stealth(self, model_slug: str) -> bool:
        """Whether the slug is one of the platform's own name spaces, claimed or not."""
        return model_slug.partition("/")[0].lower() in self.stealth_name_spaces

    def claimed_by(self, model_slug: str, day: date | None = None) -> StealthModel | None:
        """The claim on an unnamed model (its ``:variant`` is ignored) known by ``day``, or null."""
        model = self.stealth.get(model_slug.lower().partition(":")[0])
        if model is None or model.author is None or model.claimed_on is None:
            return None
        return model if day is None or model.claimed_on <= day else None


def _text(row: Node, key: str) -> str | None:
    node = row.get(key)
    return None if node is None else node.text()


def _day(row: Node, key: str) -> date | None:
    node = row.get(key)
    if node is None:
        return None
    try:
        return date.fromisoformat(node.text())
    except ValueError as error:
        raise node.error(f"an ISO date is required, got {node.text()!r}") from error


def _all_languages(row: Node, key: str) -> tuple[str, ...]:
    return tuple(alias for _, aliases in row.pairs(key) for alias in aliases.texts())


def _lab(row: Node) -> Lab:
    country = row.get("country")
    if country is not None and not (len(country.text()) == 2 and country.text().isascii() and country.text().isupper()):
        raise country.error(f"a two-letter ISO code is required, got {country.text()!r}")
    lab = Lab(
        slug=row.need("slug").text(),
        name=row.need("name").text(),
        country=None if country is None else country.text(),
        since=_day(row, "since"),
        until=_day(row, "until"),
        aliases=_all_languages(row, "aliases"),
        exact=_all_languages(row, "exact"),
        source=row.need("source").text(),
    )
    row.finish()
    return lab


def _stealth(row: Node) -> StealthModel:
    model = StealthModel(
        slug=row.need("slug").text(),
        name=row.need("name").text(),
        author=_text(row, "author"),
        model=_text(row, "model"),
        claimed_on=_day(row, "claimed_on"),
        source=row.need("source").text(),
    )
    row.finish()
    return model


def _shape(row: Node) -> StealthShape:
    node = row.need("pattern")
    try:
        pattern = re.compile(node.text())
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error
    if pattern.groups != 1:
        raise node.error("one group, the name's first word, is required")
    shape = StealthShape(pattern, row.need("name_space").text())
    row.finish()
    return shape


@cache
def load_labs(path: Path = LABS_FILE) -> Labs:
    """The shipped table, read once; a :class:`~extractors.rulefile.DataFileError` names file, line and key."""
    table = rulefile.read(path)
    by_slug: dict[str, tuple[Lab, ...]] = {}
    for lab in map(_lab, table.each("labs")):
        by_slug[lab.slug] = (*by_slug.get(lab.slug, ()), lab)
    hidden = table.need("stealth")
    stealth = {model.slug: model for model in map(_stealth, hidden.each("models"))}
    name_spaces = frozenset(hidden.list_of("name_spaces"))
    shape = _shape(hidden.need("shape"))
    hidden.finish()
    table.finish()
    return Labs(MappingProxyType(by_slug), MappingProxyType(stealth), name_spaces, shape)
