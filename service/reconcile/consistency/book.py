"""The claims of one article, indexed for comparison, and what it takes for two of them to be comparable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractors.types import Claim, Period
from service.reconcile.comparable import same_frame, same_ground
from service.reconcile.intervals import Interval
from service.reconcile.types import ConsistencyRelation

CountryOf = Callable[[str, date | None], str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the value that the other claims imply for the first one.

    ``held`` is false where the implied value misses the stated one; ``parts`` are the operands for the sentence.
    """

    relation: ConsistencyRelation
    claims: tuple[int, ...]
    implied: Interval
    point: Decimal | None
    holds: bool


SURE = 0.5
"""What a claim's confidence must reach: an article is accused only of what it surely says."""


class Book:
    """Claims by position, with an index of levels by subject and period. Unsure readings are left out."""

    def __init__(self, claims: Sequence[Claim], country_of: CountryOf) -> None:
        self.claims = tuple(claims)
        self.country_of = country_of
        self._levels: dict[tuple[str, str, Period], list[int]] = defaultdict(list)
        for position, claim in self.sure():
            if claim.kind == "level" and claim.period is not None:
                self._levels[claim.measure, claim.subject, claim.period].append(position)

    def sure(self) -> Iterator[tuple[int, Claim]]:
        return ((position, claim) for position, claim in enumerate(self.claims) if claim.confidence >= SURE)

    def of_kind(self, *kinds: str) -> Iterator[tuple[int, Claim]]:
        return ((position, claim) for position, claim in self.sure() if claim.kind in kinds)

    def levels(self, like: Claim, subject: str, period: Period | None) -> Iterator[int]:
        """Levels of a subject in a period that may be set against ``like``: same measure, platform and scope."""
        if period is None:
            return
        for position in self._levels.get((like.measure, subject, period), ()):
            if same_frame(self.claims[position], like):
                yield position

    def levels_in(self, like: Claim) -> Iterator[int]:
        """All levels of the measure in ``like``'s period and from the same data, whatever their scope."""
        for (measure, _, period), positions in self._levels.items():
            if measure == like.measure and period == like.period:
                yield from (each for each in positions if same_ground(self.claims[each], like))

    def wholes_of(self, subject: str, day: date) -> tuple[str, ...]:
        """What a subject is a part of, nearest first: a model of its lab, a lab of its country, all of all."""
        kind, _, name = subject.partition(":")
        if kind in {"model", "author"}:
            author = name.partition("/")[0]
            country = self.country_of(author, day)
            above = [] if kind == "author" else [f"author:{author}"]
            return (*above, *([f"country:{country}"] if country else []), "all")
        return ("all",) if kind == "country" else ()
