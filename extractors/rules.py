"""Every rule file, read once and compiled: what the extractor knows beside the language of numbers, times and names.

A measure is a file under ``measures/``: its unit, the kinds of claims it takes, the words that name it. Cue and topic
words are files under ``lexicons/``, one a language. :func:`load_rules` checks them all; an error names file, line and
key. Nothing here reads an article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import prod
from pathlib import Path
from typing import NamedTuple, get_args

from extractors.claims.cues import CueIndex
from extractors.claims.patterns import Patterns
from extractors.prefilter import Finder, finder
from extractors.rulefile import Node, read
from extractors.types import Kind

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
ROLES = ("unit", "noun", "verb")


class Denominator(NamedTuple):
    """ "per 1,000 tokens" at ``text[start:end]``: for how many units an amount of money is."""

    start: int
    end: int
    units: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be claimed of one property. ``per_unit`` is the base a price is brought to (1,000,000), else null."""

    name: str
    title: str
    unit: str
    kinds: frozenset[str]
    smallest_level: Decimal
    bare_level_from: Decimal
    per_unit: Decimal | None
    headers: Mapping[str, tuple[str, ...]]
    bases: Mapping[str, tuple[Finder | re.Pattern[str], ...]]
    counts: Mapping[str, Decimal]

    def denominators(self, language: str, text: str) -> list[Denominator]:
        """For how many units amounts are told in a text (folded, lower case), in order; they never overlap."""
        found: list[Denominator] = []
        for pattern in self.bases.get(language, ()):
            earlier = tuple(found)
            for hit in pattern.finditer(text):
                after = bisect_left(earlier, (hit.end(),))
                if after and earlier[after - 1].end > hit.start():
                    continue
                words = [word for word in hit.groupdict().values() if word]
                counts = [self.counts.get(word) or Decimal(word.replace(",", "")) for word in words]
                found.append(Denominator(hit.start(), hit.end(), prod(counts, start=Decimal(1))))
            found.sort()
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """All rule files, compiled. ``cues`` and ``evidence`` are one index a language."""

    measures: Mapping[str, Measure]
    cues: Mapping[str, CueIndex]
    evidence: Mapping[str, CueIndex]
    patterns: Mapping[str, Patterns]

    def language(self, code: str) -> str:
        """The rule language for an article's language tag: ``zh-Hant`` is read with ``zh``, the unknown with ``en``."""
        head = code.lower().replace("_", "-").partition("-")[0]
        return head if head in self.cues else "en"


@cache
def load_rules(measures: Path = HERE / "measures", lexicons: Path = HERE / "lexicons") -> Rules:
    """Read and compile every rule file; cached by folder. Raises :class:`extractors.rulefile.DataFileError`."""
    cues: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}
    evidence: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}
    found: dict[str, Measure] = {}
    patterns: dict[str, Patterns] = {}
    for path in sorted(measures.glob("*.yaml")):
        measure = _measure(read(path), cues, evidence)
        found[measure.name] = measure
    for language in LANGUAGES:
        _topics(read(lexicons / f"topics.{language}.yaml"), cues[language])
        node = read(lexicons / f"cues.{language}.yaml")
        for name, words in node.need("groups").mapping().items():
            _add(cues[language], name, words.texts())
        patterns[language] = Patterns(node, language)
    return Rules(
        measures=found,
        cues={language: CueIndex(groups) for language, groups in cues.items()},
        evidence={language: CueIndex(groups) for language, groups in evidence.items()},
        patterns=patterns,
    )


def _measure(node: Node, cues: dict[str, dict[str, list[str]]], evidence: dict[str, dict[str, list[str]]]) -> Measure:
    name = node.need("name").text()
    for language, roles in node.need("cues").mapping().items():
        _known(roles, language, LANGUAGES)
        for role, words in roles.mapping().items():
            _known(words, role, ROLES)
            _add(cues[language], f"topic.{name}.{role}", words.texts())
            if role != "noun":
                _add(evidence[language], f"{role}.{name}", words.texts())
    for language, words in node.need("evidence").mapping().items():
        _known(words, language, LANGUAGES)
        _add(evidence[language], f"phrase.{name}", words.texts())
    per_unit = node.get("per_unit")
    headers = node.get("table_headers")
    kinds = node.need("kinds")
    for kind in kinds.items():
        kind.one_of(get_args(Kind))
    return Measure(
        name=name,
        title=node.need("title").text(),
        unit=node.need("unit").text(),
        kinds=frozenset(kinds.texts()),
        smallest_level=_number(node, "smallest_level"),
        bare_level_from=_number(node, "bare_level_from"),
        per_unit=per_unit.need("base").decimal() if per_unit else None,
        bases={} if per_unit is None else _bases(per_unit),
        counts={}
        if per_unit is None
        else {word: count.decimal() for word, count in per_unit.need("counts").mapping().items()},
        headers={} if headers is None else {tag: words.texts() for tag, words in headers.mapping().items()},
    )


def _bases(node: Node) -> dict[str, tuple[Finder | re.Pattern[str], ...]]:
    try:
        return {
            language: tuple(finder(re.compile(pattern)) for pattern in patterns.texts())
            for language, patterns in node.need("denominators").mapping().items()
        }
    except re.error as error:
        raise node.error(f"denominators: not a pattern: {error}") from error


def _number(node: Node, key: str) -> Decimal:
    inner = node.get(key)
    return Decimal(0) if inner is None else inner.decimal()


def _known(node: Node, key: str, allowed: Iterable[str]) -> None:
    if key not in allowed:
        raise node.error(f"{key!r} is not one of {', '.join(allowed)}")


def _topics(node: Node, cues: dict[str, list[str]]) -> None:
    for topic, roles in node.need("topics").mapping().items():
        for role, words in roles.mapping().items():
            _known(words, role, ROLES)
            _add(cues, f"topic.{topic}.{role}", words.texts())


def _add(groups: dict[str, list[str]], name: str, words: Iterable[str]) -> None:
    groups.setdefault(name, []).extend(word.lower() for word in words)
