"""Cue words: phrases that say what a sentence does with a number, found in one pass over the folded text.

A cue file maps group names to phrases; braces in a phrase list alternatives. :class:`CueIndex` finds every phrase of
every group with one Aho-Corasick automaton, keeps whole words only (a Latin letter or digit must not touch a phrase's
Latin end; Chinese needs no boundary) and, inside one namespace, the longest of two that overlap.

It knows nothing of what a group means.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


class Mark(NamedTuple):
    """A cue at ``text[start:end]``. ``group`` is dotted: ``growth.up``, ``topic.token_usage.noun``.

    ``leaf`` is its last part, ``prefixes`` are the group and what it is part of: ``growth``, ``growth.up``.
    """

    start: int
    end: int
    group: str
    word: str
    leaf: str
    prefixes: tuple[str, ...]


def expand(phrase: str) -> list[str]:
    """``"ris{e|es|ing}"`` as its three spellings; braces do not nest."""
    parts: list[list[str]] = []
    rest = phrase
    while rest:
        head, brace, tail = rest.partition("{")
        parts.append([head])
        if not brace:
            break
        inner, closed, rest = tail.partition("}")
        if not closed or "{" in inner:
            raise ValueError(f"unbalanced braces in {phrase!r}")
        parts.append(inner.split("|"))
    spelled = ("".join(choice) for choice in product(*parts))
    return sorted({" ".join(words.split()) for words in spelled} - {""})


_LIST_NUMBER = re.compile(r"[\u00b7*-]\s*[0-9]{1,2}\Z")


_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class CueIndex:
    """Finds the cues of one language: ``words``, spelled out. Immutable once built; safe to share."""

    __slots__ = ("_automaton", "_begins", "_ends", "_tags", "words")

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        tags: dict[str, list[str]] = defaultdict(list)
        for group, phrases in groups.items():
            for phrase in phrases:
                for word in expand(phrase):
                    if group not in tags[word]:
                        tags[word].append(group)
        self.words = list(tags)
        self._tags = [[_tag(group) for group in sorted(groups)] for groups in tags.values()]
        self._begins = [word[0] in _LATIN for word in self.words]
        self._ends = [word[-1] in _LATIN for word in self.words]
        self._automaton = AhoCorasick(
            self.words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> list[Mark]:
        """Every cue of ``text`` (folded, lower case), in order."""
        places = []
        begins, ends, size = self._begins, self._ends, len(text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if begins[index] and start and text[start - 1] in _LATIN and not _listed(text, start):
                continue
            if ends[index] and end < size and text[end] in _LATIN:
                continue
            places.append((start, -end, index))
        return self._longest(sorted(places))

    def _longest(self, places: Iterable[tuple[int, int, int]]) -> list[Mark]:
        """Of overlapping marks of one namespace the longest, earlier first; different namespaces may overlap."""
        kept: list[Mark] = []
        held: dict[str, tuple[int, int]] = {}
        for start, negative, index in places:
            end = -negative
            for space, group, leaf, prefixes in self._tags[index]:
                last = held.get(space)
                if last is None or start >= last[1] or last == (start, end):
                    held[space] = start, end
                    kept.append(Mark(start, end, group, self.words[index], leaf, prefixes))
        return kept


def mark(start: int, end: int, group: str, word: str) -> Mark:
    """A cue that no word list has."""
    _, _, leaf, prefixes = _tag(group)
    return Mark(start, end, group, word, leaf, prefixes)


def _listed(text: str, start: int) -> bool:
    """Whether a digit right before a word is a list's number and no part of it."""
    return text[start - 1].isdigit() and _LIST_NUMBER.search(text, max(0, start - 6), start) is not None


class Cues:
    """The cues of one text, to be asked for by group and place.

    Marks of one namespace never overlap, so in order of their starts they are in order of their ends as well.
    """

    __slots__ = ("_marks", "_starts")

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._starts = [mark.start for mark in marks]

    def between(self, start: int, end: int) -> dict[str, list[Mark]]:
        """The cues that lie between two offsets, in order, by their groups and by every dotted prefix of those."""
        found: dict[str, list[Mark]] = {}
        for mark in self._slice(start, end):
            for prefix in mark.prefixes:
                found.setdefault(prefix, []).append(mark)
        return found

    def inside(self, prefix: str, start: int, end: int) -> list[Mark]:
        """The cues of a group (or of all groups under a dotted prefix) that lie between two offsets, in order."""
        return [mark for mark in self._slice(start, end) if prefix in mark.prefixes]

    def _slice(self, start: int, end: int) -> list[Mark]:
        marks = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [mark for mark in marks if mark.end <= end]


def _tag(group: str) -> tuple[str, str, str, tuple[str, ...]]:
    """A group's namespace, itself, its leaf, and every dotted prefix from the namespace to itself."""
    parts = group.split(".")
    return parts[0], group, parts[-1], tuple(".".join(parts[:count]) for count in range(1, len(parts) + 1))
