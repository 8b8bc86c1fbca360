"""Models of families that no table knows, found by the shape of their names: "Zephyr Max 2", "Halcyon-70B".

A name, then a version and a tier word or a size. A name and a bare version ("Zephyr 3") is a model only where a verb of
the trade follows or "model" introduces it. What is known, or known to be another product, is left to the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors import rulefile
from extractors.edges import lower
from extractors.entities.families import Catalogue, load_catalogue
from extractors.rulefile import Node

UNKNOWN_FILE = Path(__file__).with_name("unknown.yaml")
_VERSION = r"[vV]?\d{1,2}(?:\.\d{1,2})?(?![\d.]*\d)[a-z]?"
_THINGS = re.compile(r" ?(?:people|seats|plans?|subscription|\u4e2a|\u79cd|\u9879)")
_SIZE = r"\d{1,3}[bB](?:-[aA]\d{1,2}[bB])?"


@dataclass(frozen=True, slots=True)
class UnknownShape:
    """The shapes, compiled: Latin names, Chinese ones, and what may stand around a name with no more than a version."""

    latin: re.Pattern[str]
    han: re.Pattern[str]
    then: re.Pattern[str]
    introduced: re.Pattern[str]
    other: frozenset[str]
    catalogue: Catalogue


def _compiled(node: Node) -> re.Pattern[str]:
    try:
        return re.compile(node.text())
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error


@cache
def load_unknown() -> UnknownShape:
    """The shapes of ``unknown.yaml``, read once; an error names file, line and key."""
    node = rulefile.read(UNKNOWN_FILE)
    tiers = "|".join(sorted(node.list_of("tiers"), key=len, reverse=True))
    word = rf"(?:(?:{tiers})(?![A-Za-z])|{_SIZE}|{_VERSION})"
    rest = rf"(?P<rest>(?:[ -]{word}){{1,4}})(?![A-Za-z0-9])(?![.,:]\d|%)"
    han_rest = rf"(?P<rest>(?:(?:{tiers})(?![A-Za-z])|{_VERSION})(?:[ -]{word}){{1,3}})(?![A-Za-z0-9])(?![.,:]\d|%)"
    shape = UnknownShape(
        latin=re.compile(rf"(?<![A-Za-z0-9./_'\u2019-])(?P<name>[A-Z][A-Za-z]{{2,15}}){rest}"),
        han=re.compile(
            rf"(?:^|(?<=[\s,.;:!?\u3002\u3001\"\u201c\u300a(\u7684]))(?P<name>[\u4e00-\u9fff]{{2,4}}) ?{han_rest}"
        ),
        then=_compiled(node.need("then")),
        introduced=_compiled(node.need("introduced")),
        other=frozenset(word.lower() for word in node.list_of("other")),
        catalogue=load_catalogue(),
    )
    node.finish()
    return shape


def unknown_models(folded: str, spellings: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a text (folded) names models that the tables do not have; ``spellings`` are the names that they do have."""
    shape = load_unknown()
    for pattern in (shape.latin, shape.han):
        for match in pattern.finditer(folded):
            name = lower(match.group("name"))
            if name in spellings or name in shape.other or name in shape.catalogue.tiers:
                continue
            rest = re.split(r"[ -]", match.group("rest").strip(" -"))
            numbers = [word for word in rest if word[-1].isdigit() or word[0].isdigit() or word[1:2].isdigit()]
            counts = shape.catalogue.counts.match(folded, match.end())
            if not numbers or counts or _counted(rest[-1], folded, match.end()):
                continue
            plain = len(rest) == len(numbers) and not any(word[-1] in "bB" for word in numbers)
            if plain and not (
                shape.then.match(folded, match.end())
                or shape.introduced.search(folded, max(0, match.start() - 24), match.start())
            ):
                continue
            yield match.start("name"), match.end()


def _counted(last: str, folded: str, end: int) -> bool:
    """ "Pro 20 users": a number before a word that it counts."""
    return last[-1].isdigit() and _THINGS.match(folded, end) is not None
