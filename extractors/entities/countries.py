"""The countries whose labs compete, and how each is called. Facts from ``countries.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from extractors import rulefile
from extractors.rulefile import Node

COUNTRIES_FILE = Path(__file__).with_name("countries.yaml")


@dataclass(frozen=True, slots=True)
class Country:
    """``names`` and ``adjectives`` are by language; ``here`` words name it only in an article of its own language."""

    code: str
    names: Mapping[str, str]
    adjectives: Mapping[str, str]
    aliases: tuple[str, ...]
    exact: tuple[str, ...]
    here: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Countries:
    by_code: Mapping[str, Country]
    joined: Mapping[str, tuple[str, ...]]

    def name(self, code: str, language: str = "en") -> str | None:
        """The country's name in ``language`` (``zh`` for any Chinese, else English); null for an unknown code."""
        country = self.by_code.get(code)
        return None if country is None else country.names[_supported(language)]

    def adjective(self, code: str, language: str = "en") -> str | None:
        """As in "Chinese models"; null for an unknown code."""
        country = self.by_code.get(code)
        return None if country is None else country.adjectives[_supported(language)]


def _supported(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else "en"


def _by_language(row: Node, key: str) -> dict[str, str]:
    words = {language: word.text() for language, word in row.pairs(key)}
    if not {"en", "zh"} <= words.keys():
        raise row.error(f"{key} is required in en and zh")
    return words


def _country(row: Node) -> Country:
    country = Country(
        code=row.need("code").text(),
        names=MappingProxyType(_by_language(row, "name")),
        adjectives=MappingProxyType(_by_language(row, "adjective")),
        aliases=tuple(alias for _, aliases in row.pairs("aliases") for alias in aliases.texts()),
        exact=tuple(alias for _, aliases in row.pairs("exact") for alias in aliases.texts()),
        here=MappingProxyType({language: words.texts() for language, words in row.pairs("here")}),
    )
    row.finish()
    return country


@cache
def load_countries(path: Path = COUNTRIES_FILE) -> Countries:
    """The shipped table, read once; a :class:`~extractors.rulefile.DataFileError` names file, line and key."""
    table = rulefile.read(path)
    by_code = {country.code: country for country in map(_country, table.each("countries"))}
    joined: dict[str, tuple[str, ...]] = {}
    for row in table.each("joined"):
        text, codes = row.need("text").text(), row.list_of("codes")
        if len(text) != len(codes) or not set(codes) <= by_code.keys():
            raise row.error("one known country code for each character is required")
        joined[text] = codes
        row.finish()
    table.finish()
    return Countries(MappingProxyType(by_code), MappingProxyType(joined))
