"""Shapes with a small count inside: "the third week in a row", 前九名里只剩一款, "four of the top five".

The shapes and the count words are data (``patterns``, ``cardinals``, ``ordinals`` of a cue file); placeholders in
braces become groups. Patterns are bounded: no repeated group, no unbounded gap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractors.prefilter import Sieve
from extractors.rulefile import Node

_NEVER = re.compile(r"\0(?!)")  # begins with a character, for which a search passes over a text at once
_UNITS = {
    "en": r"(?P<unit>weeks?|months?|days?|quarters?|years?)\b",
    "zh": r"(?P<unit>周|星期|月|日|天|季度|季|年)",
}
_CANONICAL = {
    "周": "week",
    "星期": "week",
    "月": "month",
    "日": "day",
    "天": "day",
    "季度": "quarter",
    "季": "quarter",
    "年": "year",
    "weekly": "week",
    "monthly": "month",
    "daily": "day",
    "quarterly": "quarter",
}


class Match(NamedTuple):
    """A pattern's hit: the places of the whole, its rule name and the counts read from its groups."""

    start: int
    end: int
    name: str
    number: int | None
    of: int | None
    held: int | None
    unit: str | None
    text: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    name: str
    find: re.Pattern[str]
    value: int | None
    flagged: bool


class Patterns:
    """The shapes of one language by family (``streak``, ``rank``, ``places``, ``named`` …).

    A text is put through the ``sieve`` before any of them is tried.
    """

    __slots__ = ("_counts", "_expressions", "_places", "_words", "families", "sieve")

    def __init__(self, node: Node, language: str) -> None:
        cardinals = {word: int(count.text()) for word, count in node.need("cardinals").mapping().items()}
        ordinals = {word: int(count.text()) for word, count in node.need("ordinals").mapping().items()}
        self._counts: Mapping[str, int] = {**ordinals, **cardinals}
        parts = {"{" + name + "}": part.text() for name, part in node.pairs("parts")}
        shapes = parts | _shapes(cardinals, ordinals, language)
        self.families: dict[str, tuple[Pattern, ...]] = {}
        for family, rules in node.need("patterns").mapping().items():
            self.families[family] = tuple(_pattern(rule, shapes) for rule in rules.items())
        self._places = [(family, number) for family, rules in self.families.items() for number in range(len(rules))]
        self.sieve = Sieve([self.families[family][number].find for family, number in self._places])
        self._words = {name: frozenset(words.texts()) for name, words in node.pairs("words")}

        self._expressions = {name: _compiled(expression) for name, expression in node.pairs("expressions")}

    def expression(self, name: str) -> re.Pattern[str]:
        """A named expression of the file; one that never matches where the language has none."""
        return self._expressions.get(name, _NEVER)

    def words(self, name: str) -> frozenset[str]:
        """A named word list of the file (heads of tables), empty where there is none."""
        return self._words.get(name, frozenset())

    def able(self, places: Iterable[tuple[int, int, int]], start: int) -> dict[str, list[int]]:
        """By family, the patterns that can match from ``start`` on; ``places`` are the sieve's."""
        found: dict[str, list[int]] = {}
        for index in self.sieve.able(places, start):
            family, number = self._places[index]
            found.setdefault(family, []).append(number)
        return found

    def find(self, family: str, numbers: Iterable[int], text: str, start: int, end: int) -> Iterator[Match]:
        """Hits of some of a family's patterns in ``text[start:end]``, in order of the rules; hits may overlap."""
        for number in numbers:
            pattern = self.families[family][number]
            for hit in pattern.find.finditer(text, start, end):
                groups = hit.groupdict()
                count = pattern.value if pattern.value is not None else self.count(groups.get("n"))
                unit = groups.get("unit") or groups.get("per")
                unit = None if unit in {None, "time"} else _CANONICAL.get(unit, unit.rstrip("s"))
                first = hit.start("at") if groups.get("at") else hit.start()
                yield Match(
                    first, hit.end(), f"{family}.{pattern.name}", count, self.count(groups.get("of")),
                    self.count(groups.get("k")), unit, hit.group(), pattern.flagged,
                )  # fmt: skip

    def count(self, word: str | None) -> int | None:
        """``"fifteen"``, ``"15th"``, 十五 or 二十一 as a number; null for anything else or above 999."""
        if not word:
            return None
        if word in self._counts:
            return self._counts[word]
        digits = word.rstrip("stndrh")
        if digits.isascii() and digits.isdigit() and len(digits) <= 3:
            return int(digits)
        return self._han(word)

    def _han(self, word: str) -> int | None:
        tens, ten, ones = word.partition("十")
        if not ten or any(part not in self._counts for part in (tens, ones) if part):
            return None
        return (self._counts[tens] if tens else 1) * 10 + (self._counts[ones] if ones else 0)


class Shapes:
    """The shapes of one text, looked through once for what they need; they are tried where all of it stands."""

    __slots__ = ("_ends", "_patterns", "_places", "_text")

    def __init__(self, patterns: Patterns, text: str) -> None:
        self._patterns, self._text = patterns, text
        self._places = patterns.sieve.places(text)
        self._ends = [end for _, _, end in self._places]

    def able(self, start: int, end: int) -> dict[str, list[int]]:
        """By family, the patterns that may match between two offsets."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
        return self._patterns.able(self._places[first:last], start)

    def find(self, family: str, start: int, end: int, able: Mapping[str, list[int]] | None = None) -> list[Match]:
        """Hits of one family between two offsets, in order of the rules; hits may overlap."""
        numbers = (self.able(start, end) if able is None else able).get(family)
        return list(self._patterns.find(family, numbers, self._text, start, end)) if numbers else []


def _compiled(node: Node) -> re.Pattern[str]:
    try:
        return re.compile(node.text())
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error


def _shapes(cardinals: Mapping[str, int], ordinals: Mapping[str, int], language: str) -> dict[str, str]:
    if language == "zh":
        number = "(?:[0-9]{1,3}|[" + "".join(cardinals) + "]{1,3})"
        ordinal = number
    else:
        words = sorted((*cardinals,), key=len, reverse=True)
        number = r"(?:[0-9]{1,3}(?![0-9.,%])|" + "|".join(words) + ")"
        ordinal = "(?:[0-9]{1,3}(?:st|nd|rd|th)|" + "|".join(sorted(ordinals, key=len, reverse=True)) + ")"
    return {
        "{n}": f"(?P<n>{number})",
        "{o}": f"(?P<n>{ordinal})",
        "{o2}": ordinal,
        "{N}": number,
        "{unit}": _UNITS[language],
    }


def _pattern(node: Node, shapes: Mapping[str, str]) -> Pattern:
    source = node.need("find").text()
    for name, shape in shapes.items():
        source = source.replace(name, shape)
    try:
        compiled = re.compile(source)
    except re.error as error:
        raise node.error(f"not a pattern: {error}") from error
    value, everyone = node.get("value"), node.get("all")
    return Pattern(
        name=node.need("name").text(),
        find=compiled,
        value=None if value is None else int(value.decimal()),
        flagged=everyone is not None and everyone.flag(),
    )
