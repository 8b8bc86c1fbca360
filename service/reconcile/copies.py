"""Which articles are copies of one text. A wire story printed twenty times is one voice, not twenty witnesses.

A text is known by its MinHash: 64 numbers whose share of agreements estimates how many of two texts' shingles are the
same. Shingles are five words where words are separated by spaces, eight characters otherwise; numbers are left out of
them, so that a copy with one figure changed is still a copy (and the change is seen as a disagreement inside it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil
from operator import eq

from rensa import RMinHash

_PERMUTATIONS = 64
_SEED = 1
_WORDS = 5
_CHARACTERS = 8
_ALIKE = 0.6
_TOKEN = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")
_BYTES = 4
_SURE = _PERMUTATIONS - ceil(_ALIKE * _PERMUTATIONS) + 1


def fingerprint(text: str) -> bytes:
    """The text's MinHash, 256 bytes; empty for a text too short to be told from another."""
    shingles = sorted(set(_shingles(text.lower())))
    if len(shingles) < _CHARACTERS:
        return b""
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(shingles)
    return b"".join(value.to_bytes(_BYTES, "little") for value in sketch.digest())


def are_copies(one: bytes, other: bytes) -> bool:
    """Whether two fingerprints are of one text. An empty one is nobody's copy."""
    if len(one) != len(other) or not one:
        return False
    same: int = sum(map(eq, memoryview(one).cast("I"), memoryview(other).cast("I")))
    return same >= _ALIKE * _PERMUTATIONS


def clusters(fingerprints: Sequence[bytes]) -> tuple[tuple[int, ...], ...]:
    """Positions of texts that are copies of each other, directly or through a third; singles included, in order."""
    leader = list(range(len(fingerprints)))

    def find(position: int) -> int:
        while leader[position] != position:
            leader[position] = leader[leader[position]]
            position = leader[position]
        return position

    for first, second in _candidates(fingerprints):
        if are_copies(fingerprints[first], fingerprints[second]):
            one, other = sorted((find(first), find(second)))
            leader[other] = one
    found: dict[int, list[int]] = {}
    for position in range(len(fingerprints)):
        found.setdefault(find(position), []).append(position)
    return tuple(tuple(each) for each in found.values())


def _candidates(fingerprints: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Every pair that may be copies, some of them more than once. Copies agree in so many of their numbers that they
    agree in one of any :data:`_SURE`: whoever has none of these in common need not be compared."""
    seen: dict[tuple[int, bytes], list[int]] = {}
    for position, sketch in enumerate(fingerprints):
        near: set[int] = set()
        for at in range(0, min(len(sketch), _SURE * _BYTES), _BYTES):
            alike = seen.setdefault((at, sketch[at : at + _BYTES]), [])
            near.update(alike)
            alike.append(position)
        for other in sorted(near):
            yield other, position


def _shingles(text: str) -> Iterator[str]:
    unspaced = len(_UNSPACED.findall(text)) * 4 > len(text)
    units: Sequence[str] = "".join(_TOKEN.findall(text)) if unspaced else _TOKEN.findall(text)
    size = _CHARACTERS if unspaced else _WORDS
    for at in range(len(units) - size + 1):
        piece = units[at : at + size]
        yield piece if isinstance(piece, str) else " ".join(piece)
