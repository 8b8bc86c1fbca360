"""Which literals a pattern cannot match without, so that most texts are never tried.

``needed_literals`` reads a pattern's own parse: every match holds one literal of each of the returned sets. It knows
alternatives, optional and repeated parts and small character sets; what it cannot bound (gaps, big sets, look-arounds)
it skips. A pattern without useful literals has no set and is to be tried always; so is one that ignores case.
A :class:`Sieve` looks through a text once for what many patterns need, a :class:`Finder` for what one begins with.

This only saves work: what a pattern finds is decided by the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

MOST = 64
"""Larger sets of literals are not multiplied out."""
SETS = 2
"""How many of its sets a pattern is asked for; more of them cost more looking than they save trying."""

_LEAST = 1.0
_EMPTY = frozenset([""])


class Sieve:
    """Which of some patterns can match in a text or in a part of it. Immutable once built; safe to share.

    Sets of patterns are bits of one number, the first pattern's the lowest.
    """

    __slots__ = ("_automaton", "_free", "_wanting", "literals")

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        wanting: dict[str, list[int]] = {}
        free = [0] * SETS
        for index, pattern in enumerate(patterns):
            sets = needed_literals(pattern)
            for need in range(SETS):
                if need >= len(sets):
                    free[need] |= 1 << index
                    continue
                for literal in sets[need]:
                    wanting.setdefault(literal, [0] * SETS)[need] |= 1 << index
        self._free = free[0], free[1]
        self._wanting = [(masks[0], masks[1]) for masks in wanting.values()]
        self.literals = tuple(wanting)
        self._automaton = AhoCorasick(
            self.literals, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """Where the ``literals`` stand, by their ends: the literal's number, start and end."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found

    def able(self, places: Iterable[tuple[int, int, int]], start: int = 0) -> int:
        """The patterns all of whose needs stand at some of the ``places`` from ``start`` on."""
        first, second = self._free
        wanting = self._wanting
        for literal, left, _ in places:
            if left >= start:
                one, other = wanting[literal]
                first |= one
                second |= other
        return first & second


class Finder:
    """Finds a pattern whose matches all begin with one of some literals. Immutable once built; safe to share."""

    __slots__ = ("_automaton", "match")

    def __init__(self, pattern: re.Pattern[str], literals: Iterable[str]) -> None:
        self.match = pattern.match
        self._automaton = AhoCorasick(
            list(literals), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def beginnings(self, text: str) -> list[int]:
        """Where matches may begin, in order."""
        return sorted({start for _, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)})

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own ``finditer``."""
        end = 0
        for start in self.beginnings(text):
            if start >= end and (match := self.match(text, start)) is not None:
                end = match.end()
                yield match


def finder(pattern: re.Pattern[str]) -> Finder | re.Pattern[str]:
    """The pattern with a look for what its matches begin with, or as it is where nothing telling is known of that."""
    literals = _sequence(_parsed(pattern)).head
    if pattern.flags & re.IGNORECASE:
        literals = frozenset(map(_caseless, literals))
    return pattern if min(map(_weight, literals)) < _LEAST else Finder(pattern, literals)


def endings(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """What every match ends with one of, case folded; an empty one says that nothing is known of that."""
    return tuple({literal.casefold() for literal in _sequence(_parsed(pattern)).tail})


def _parsed(pattern: re.Pattern[str]) -> Any:
    return parser.parse(pattern.pattern, pattern.flags & ~re.IGNORECASE)


def _caseless(literal: str) -> str:
    """A literal up to its first letter that has another case."""
    return "".join(takewhile(lambda character: character.lower() == character.upper(), literal))


class _Part(NamedTuple):
    """A part of a pattern: what its matches begin and end with, and the sets that each match holds one of.

    Of a ``whole`` part ``head`` and ``tail`` are the same: all that it can match.
    """

    head: frozenset[str]
    tail: frozenset[str]
    needed: tuple[frozenset[str], ...] = ()
    whole: bool = False


_UNKNOWN = _Part(_EMPTY, _EMPTY)


def needed_literals(pattern: re.Pattern[str]) -> tuple[frozenset[str], ...]:
    """The most telling sets of literals that every match of ``pattern`` holds one of each of."""
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return ()
    part = _sequence(parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(_able(part), key=_telling, reverse=True)[:SETS])


def _whole(literals: frozenset[str]) -> _Part:
    return _Part(literals, literals, whole=True)


def _sequence(parts: Iterable[tuple[Any, Any]]) -> _Part:
    """Parts in a row: what one ends with and the next begins with are multiplied out to longer literals."""
    head, run, needed = None, _EMPTY, []
    for code, value in parts:
        if code in {op.AT, op.ASSERT, op.ASSERT_NOT}:
            continue
        part = _part(code, value)
        joined = len(run) == 1 or len(run) * len(part.head) <= MOST
        longer = frozenset(left + right for left in run for right in part.head) if joined else run
        if part.whole and joined:
            run = longer
            continue
        head = longer if head is None else head
        needed += [longer, *part.needed]
        run = part.tail
    return _whole(run) if head is None else _Part(head, run, (*needed, run))


def _part(code: Any, value: Any) -> _Part:
    if code is op.LITERAL:
        return _whole(frozenset([chr(value)]))
    if code is op.IN:
        return _set(value)
    if code is op.SUBPATTERN:
        _, flags, _, inner = value
        return _UNKNOWN if flags & re.IGNORECASE else _sequence(inner)
    if code is op.BRANCH:
        return _alternatives([_sequence(branch) for branch in value[1]])
    if code in {op.MAX_REPEAT, op.MIN_REPEAT}:
        least, most, inner = value
        part = _sequence(inner)
        if least:
            return part if most == 1 else part._replace(needed=(*part.needed, part.head), whole=False)
        return _whole(part.head | _EMPTY) if part.whole and most == 1 else _UNKNOWN
    return _UNKNOWN


def _set(members: Sequence[tuple[Any, Any]]) -> _Part:
    found: set[str] = set()
    for code, value in members:
        if code is op.LITERAL:
            found.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < MOST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return _UNKNOWN
    return _whole(frozenset(found))


def _alternatives(parts: Sequence[_Part]) -> _Part:
    head, tail = (frozenset().union(*ends) for ends in ([part.head for part in parts], [part.tail for part in parts]))
    if all(part.whole for part in parts):
        return _whole(head)
    sets = [max(_able(part), key=_telling, default=None) for part in parts]
    told = [literals for literals in sets if literals is not None]
    return _Part(head, tail, (frozenset().union(*told),) if len(told) == len(parts) else ())


def _able(part: _Part) -> list[frozenset[str]]:
    """The sets of a part whose least telling literal could not stand just anywhere."""
    sets = (part.head, *part.needed) if part.whole else part.needed
    return [literals for literals in dict.fromkeys(sets) if min(map(_weight, literals), default=0) >= _LEAST]


def _telling(literals: frozenset[str]) -> tuple[float, int]:
    return min(map(_weight, literals)), -len(literals)


def _weight(literal: str) -> float:
    """How rare a literal is, roughly: a Chinese character tells as much as three letters, a blank or digit little."""
    return sum(
        3 if character > "\u2e80" else 0.4 if character.isdigit() or character == " " else 1 for character in literal
    )
