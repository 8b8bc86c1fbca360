"""Shapes with a small count inside: "the third week in a row", 前九名里只剩一款, "four of the top five".

The shapes and the count words are data (``patterns``, ``cardinals``, ``ordinals`` of a cue file); placeholders in
braces become groups. Patterns are bounded: no repeated group, no unbounded gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractors.rulefile import Node

_NEVER = re.compile(r"(?!)")
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
    """The shapes of one language by family (``streak``, ``rank``, ``places``, ``named`` …)."""

    __slots__ = ("_counts", "_expressions", "_families", "_triggers", "_words")

    def __init__(self, node: Node, language: str) -> None:
        cardinals = {word: int(count.text()) for word, count in node.need("cardinals").mapping().items()}
        ordinals = {word: int(count.text()) for word, count in node.need("ordinals").mapping().items()}
        self._counts: Mapping[str, int] = {**ordinals, **cardinals}
        shapes = _shapes(cardinals, ordinals, language)
        self._families: dict[str, tuple[Pattern, ...]] = {}
        for family, rules in node.need("patterns").mapping().items():
            self._families[family] = tuple(_pattern(rule, shapes) for rule in rules.items())

        self._triggers = {
            family: re.compile("|".join(re.escape(word) for word in words.texts()))
            for family, words in node.need("triggers").mapping().items()
        }
        self._words = {name: frozenset(words.texts()) for name, words in node.pairs("words")}

        self._expressions = {name: _compiled(expression) for name, expression in node.pairs("expressions")}

    def expression(self, name: str) -> re.Pattern[str]:
        """A named expression of the file; one that never matches where the language has none."""
        return self._expressions.get(name, _NEVER)

    def words(self, name: str) -> frozenset[str]:
        """A named word list of the file (heads of tables), empty where there is none."""
        return self._words.get(name, frozenset())

    def find(self, family: str, text: str, start: int, end: int) -> Iterator[Match]:
        """Hits of one family in ``text[start:end]``, in order of the rules; hits may overlap."""
        trigger = self._triggers.get(family)
        if trigger is not None and trigger.search(text, start, end) is None:
            return
        for pattern in self._families.get(family, ()):
            for hit in pattern.find.finditer(text, start, end):
                groups = hit.groupdict()
                number = pattern.value if pattern.value is not None else self.count(groups.get("n"))
                unit = groups.get("unit")
                unit = None if unit in {None, "time"} else _CANONICAL.get(unit, unit.rstrip("s"))
                yield Match(
                    hit.start(), hit.end(), f"{family}.{pattern.name}", number, self.count(groups.get("of")),
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
