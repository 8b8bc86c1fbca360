"""Which literals a pattern cannot match without, so that most texts are never tried.

``needed_literals`` reads a pattern's own parse: of every match at least one of the returned literals is a part. It
knows alternatives, optional parts and small character sets; what it cannot bound (gaps, big sets, look-arounds) it
skips. A pattern without useful literals has none and is to be tried always; so is one that ignores case.

This only saves work: what a pattern finds is decided by the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

MOST = 64
"""Larger sets of literals are not multiplied out."""

_LEAST = 1.0
_EMPTY = frozenset([""])


class _Part(NamedTuple):
    """A part of a pattern: all it can match, if that is a small set, and what it cannot match without."""

    whole: frozenset[str] | None
    needed: frozenset[str] | None


_UNKNOWN = _Part(None, None)


def needed_literals(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """At least one of these is in every match of ``pattern``; null where nothing useful can be said."""
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return None
    part = _sequence(parser.parse(pattern.pattern, pattern.flags))
    return _best([part.whole, part.needed])


def _sequence(parts: Iterable[tuple[Any, Any]]) -> _Part:
    """Parts in a row: neighbours of which all is known are multiplied out, the most telling stretch is needed."""
    whole, run, candidates = True, _EMPTY, []
    for code, value in parts:
        if code in {op.AT, op.ASSERT, op.ASSERT_NOT}:
            continue
        part = _part(code, value)
        if part.whole is not None and len(run) * len(part.whole) <= MOST:
            run = frozenset(left + right for left in run for right in part.whole)
            continue
        candidates += [run, part.needed, part.whole]
        whole, run = False, _EMPTY
    return _Part(run if whole else None, _best([*candidates, run]))


def _part(code: Any, value: Any) -> _Part:
    if code is op.LITERAL:
        return _Part(frozenset([chr(value)]), None)
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
        if most == 1:
            return part if least else _Part(None if part.whole is None else part.whole | _EMPTY, None)
        return _Part(None, _best([part.whole, part.needed]) if least else None)
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
    return _Part(frozenset(found), None)


def _alternatives(parts: Sequence[_Part]) -> _Part:
    wholes = [part.whole for part in parts if part.whole is not None]
    if len(wholes) == len(parts) and sum(map(len, wholes)) <= MOST:
        return _Part(frozenset().union(*wholes), None)
    needed = [_best([part.whole, part.needed]) for part in parts]
    told = [literals for literals in needed if literals is not None]
    return _Part(None, frozenset().union(*told) if len(told) == len(parts) else None)


def _best(candidates: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The set whose least telling literal tells most; none where that could stand anywhere."""
    able = [literals for literals in candidates if literals and min(map(_weight, literals)) >= _LEAST]
    return max(
        able,
        key=lambda literals: (min(map(_weight, literals)), -len(literals)),
        default=None,
    )


def _weight(literal: str) -> float:
    """How rare a literal is, roughly: a Chinese character tells as much as three letters, a blank or digit little."""
    return sum(
        3 if character > "\u2e80" else 0.4 if character.isdigit() or character == " " else 1 for character in literal
    )
