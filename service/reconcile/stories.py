"""Which articles of different languages tell one story. A translation shares no words with its original, but figures.

A figure is what a claim says of its group: the proposition and the value. Two articles tell one story where they share
several figures too exact to agree by chance, and what they share is most of the shorter one and a good part of the
longer one. That one is the other's translation is not shown by it: both may have read the same press release.

Not known, and so never the same story: articles of one language (two reports of one event are two voices; copies are
known by their words), articles without a date, articles with few or only round figures, and claims without a period,
which belong to no group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from extractors.types import Claim
from service.reconcile.groups import group_key

APART = timedelta(days=3)
"""How far apart two tellings of one story are published at most: translations follow within days."""

_SHARED = 3
"""Distinctive figures that both have: one or two totals of a week are quoted by whoever writes of that week."""

_OF_SHORTER = Decimal("0.6")
_OF_LONGER = Decimal("0.33")
"""The part of their figures that is shared: a round-up that also holds a brief's figures is another story."""

_DIGITS = 2
"""Significant digits that make a value distinctive: third place or 5 trillion agree by chance, 4.69 does not."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What an article says in one claim group: a point, or the bounds of a range where it says no point."""

    group: str
    unit: str | None
    point: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def digits(self) -> int:
        """The significant digits of its most exact number."""
        told = (each for each in (self.point, self.low, self.high) if each is not None)
        return max((len(each.normalize().as_tuple().digits) for each in told), default=0)

    @property
    def is_distinctive(self) -> bool:
        return self.digits >= _DIGITS


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as its figures show it."""

    language: str
    published_at: datetime | None
    figures: frozenset[Figure]


def figures(claims: Iterable[Claim]) -> frozenset[Figure]:
    """What the claims say, each once; those of no group or without any number are left out."""
    found = (_figure(claim) for claim in claims)
    return frozenset(each for each in found if each is not None)


def probes(told: frozenset[Figure]) -> list[Figure]:
    """The distinctive figures, the most exact first; none where there are too few of them for any other article."""
    sharp = [each for each in told if each.is_distinctive]
    return sorted(sharp, key=lambda each: (-each.digits, each.group)) if len(sharp) >= _SHARED else []


def is_same_story(one: Telling, other: Telling) -> bool:
    """Whether two articles of different languages tell the same. In either order the answer is the same."""
    if one.language == other.language or one.published_at is None or other.published_at is None:
        return False
    if abs(one.published_at - other.published_at) > APART:
        return False
    shared = one.figures & other.figures
    if sum(each.is_distinctive for each in shared) < _SHARED:
        return False
    shorter, longer = sorted((len(one.figures), len(other.figures)))
    return len(shared) >= _OF_SHORTER * shorter and len(shared) >= _OF_LONGER * longer


def _figure(claim: Claim) -> Figure | None:
    group, value = group_key(claim), claim.value
    if group is None:
        return None
    if value.point is not None:
        return Figure(group, claim.unit, value.point)
    if value.low is None and value.high is None:
        return None
    return Figure(group, claim.unit, None, value.low, value.high)
