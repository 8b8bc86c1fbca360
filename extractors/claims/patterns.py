"""Shapes with a small count inside: "the third week in a row", 前九名里只剩一款, "four of the top five".

The shapes and the count words are data (``patterns``, ``cardinals``, ``ordinals``, ``units`` of a cue file);
placeholders in braces become groups. Patterns are bounded: no repeated group, no unbounded gap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractors.prefilter import Sieve
from extractors.rulefile import Node

_NEVER = re.compile(r"\0(?!)")  # begins with a character, for which a search passes over a text at once


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


class _Expressions(dict[str, re.Pattern[str]]):
    """Named expressions; one that never matches for a name that the language has none for."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        return _NEVER


class Patterns:
    """The shapes of one language by family (``streak``, ``rank``, ``places``, ``named`` …).

    A text is put through the ``sieve`` before any of them is tried.
    """

    __slots__ = ("_bits", "_counts", "_units", "_words", "expression", "families", "sieve")

    def __init__(self, node: Node, language: str) -> None:
        cardinals = {word: int(count.text()) for word, count in node.need("cardinals").mapping().items()}
        ordinals = {word: int(count.text()) for word, count in node.need("ordinals").mapping().items()}
        self._counts: Mapping[str, int] = {**ordinals, **cardinals}
        units, paces = ({word: unit.text() for word, unit in node.pairs(name)} for name in ("units", "paces"))
        self._units = units | paces
        parts = {"{" + name + "}": part.text() for name, part in node.pairs("parts")}
        shapes = parts | _shapes(cardinals, ordinals, language)
        shapes |= {"{unit}": _one_of("unit", units), "{per}": _one_of("per", paces)}
        self.families: dict[str, tuple[Pattern, ...]] = {}
        for family, rules in node.need("patterns").mapping().items():
            self.families[family] = tuple(_pattern(rule, shapes) for rule in rules.items())
        self._bits: dict[str, int] = {}
        found: list[re.Pattern[str]] = []
        for family, patterns in self.families.items():
            self._bits[family] = len(found)
            found += [pattern.find for pattern in patterns]
        self.sieve = Sieve(found)
        self._words = {name: frozenset(words.texts()) for name, words in node.pairs("words")}

        # A named expression of the file, asked for a thousand times an article.
        self.expression: Callable[[str], re.Pattern[str]] = _Expressions(
            (name, _compiled(expression)) for name, expression in node.pairs("expressions")
        ).__getitem__

    def words(self, name: str) -> frozenset[str]:
        """A named word list of the file (heads of tables), empty where there is none."""
        return self._words.get(name, frozenset())

    def find(self, family: str, able: int, text: str, start: int, end: int) -> list[Match]:
        """Hits of a family's patterns, those that the sieve found ``able``, in ``text[start:end]``.

        In order of the rules; hits may overlap.
        """
        found: list[Match] = []
        patterns = self.families.get(family, ())
        bits = able >> self._bits.get(family, 0) & (1 << len(patterns)) - 1
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            pattern = patterns[lowest.bit_length() - 1]
            for hit in pattern.find.finditer(text, start, end):
                groups = hit.groupdict()
                count = pattern.value if pattern.value is not None else self.count(groups.get("n"))
                unit = self._units.get(groups.get("unit") or groups.get("per") or "")
                first = hit.start("at") if groups.get("at") else hit.start()
                found.append(
                    Match(
                        first, hit.end(), f"{family}.{pattern.name}", count, self.count(groups.get("of")),
                        self.count(groups.get("k")), unit, hit.group(), pattern.flagged,
                    )
                )  # fmt: skip
        return found

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

    def able(self, start: int, end: int) -> int:
        """The patterns that may match between two offsets, as the sieve's bits."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
        return self._patterns.sieve.able(self._places[first:last], start)

    def find(self, family: str, start: int, end: int, able: int | None = None) -> list[Match]:
        """Hits of one family between two offsets, in order of the rules; hits may overlap."""
        bits = self.able(start, end) if able is None else able
        return self._patterns.find(family, bits, self._text, start, end) if bits else []


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
        number = r"(?:[0-9]{1,3}(?![0-9%]|[.,][0-9])|" + "|".join(words) + ")"
        ordinal = "(?:[0-9]{1,3}(?:st|nd|rd|th)|" + "|".join(sorted(ordinals, key=len, reverse=True)) + ")"
    return {
        "{n}": f"(?P<n>{number})",
        "{o}": f"(?P<n>{ordinal})",
        "{o2}": ordinal,
        "{N}": number,
    }


def _one_of(group: str, words: Iterable[str]) -> str:
    """A group of whole words; one that never matches where there are none."""
    listed = sorted(words, key=len, reverse=True)
    edge = r"\b" if all(word.isascii() for word in listed) else ""
    return f"(?P<{group}>{'|'.join(listed)}){edge}" if listed else r"\0(?!)"


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
