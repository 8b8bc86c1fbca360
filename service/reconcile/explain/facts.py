"""What an explanation may speak of, and the plan of the one sentence: shared by every language.

A conflicting verdict names the reading in which the figure is right, then what the words themselves would need; a
refuted one says what the data allow; without enough evidence the sentence says what is lacking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from extractors.types import Claim, Period
from service.reconcile.dataset import DatasetSpec
from service.reconcile.types import Label, ReadingResult, Reason

_UNITS = {"change": "percent", "share": "percent", "ratio": "times"}

Ends = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a sentence may speak of.

    ``respelt`` pairs a subject, as the claim has it, with the data set's own spelling; ``released`` is a subject
    that did not exist yet in the claim's period, with its day of release.
    """

    claim: Claim
    spec: DatasetSpec
    label: Label
    decided: ReadingResult | None = None
    readings: Sequence[ReadingResult] = ()
    reason: Reason | None = None
    missing: tuple[Period, ...] = ()
    respelt: tuple[tuple[str, str], ...] = ()
    released: tuple[str, date] | None = None

    @property
    def literal(self) -> ReadingResult | None:
        """The literal reading to hold against the claim: of several, the one whose bounds come nearest to it."""
        spoken = [result for result in self.readings if result.reading.literal and result.low is not None]
        return min(spoken, key=self._gap, default=None)

    def _gap(self, result: ReadingResult) -> Decimal:
        point = self.claim.value.point
        if point is None or result.low is None:
            return Decimal(0)
        above = Decimal(0) if result.high is None else point - result.high
        return max(result.low - point, above, Decimal(0))

    @property
    def is_listing(self) -> bool:
        """Whether the data set says what stands on a day, such as prices, rather than amounts."""
        return self.spec.layout == "listing"

    @property
    def unit(self) -> str | None:
        """The unit that a reading's bounds are shown in."""
        if self.claim.kind == "comparison":
            return None if self.claim.relation == "ranks_first" else "times"
        return None if self.claim.kind == "rank" else self.claim.unit or _UNITS.get(self.claim.kind)

    def against(self, result: ReadingResult) -> Ends:
        """The bounds as far as they speak against the claim: one end where they lie wholly to one side of it."""
        value, low, high = self.claim.value, result.low, result.high
        if low is not None and value.high is not None and low > value.high and low != high:
            return low, None
        if high is not None and value.low is not None and high < value.low and low != high:
            return None, high
        return low, high


class Phrases(Protocol):
    """What a language must be able to say. Nothing ends with a full stop but :meth:`stop`."""

    def stated(self, facts: Facts) -> str:
        """The claim's own figure or order."""

    def agreement(self, facts: Facts, stated: str, found: ReadingResult) -> str:
        """The claim is right in this reading."""

    def finding(self, facts: Facts, found: ReadingResult) -> str:
        """What the data say in this reading, as far as it speaks against the claim."""

    def join(self, first: str, second: str) -> str:
        """Two clauses as one sentence."""

    def refusal(self, facts: Facts, stated: str) -> str:
        """Why there is not enough evidence."""

    def no_reading(self, stated: str) -> str:
        """The claim is right in no reading."""

    def respelt(self, facts: Facts, said: str, listed: str) -> str:
        """Under which name the data set has a subject of the claim."""

    def stop(self, sentence: str) -> str:
        """The sentence, begun and ended as the language wants."""


def sentence(facts: Facts, literal: ReadingResult | None, phrases: Phrases) -> str:
    """The one sentence in one language; ``literal`` is ``facts.literal``, found once for all languages."""
    clauses = _clauses(facts, literal, phrases)
    for said, listed in facts.respelt:
        clauses = phrases.join(clauses, phrases.respelt(facts, said, listed))
    return phrases.stop(clauses)


def _clauses(facts: Facts, literal: ReadingResult | None, phrases: Phrases) -> str:
    stated = phrases.stated(facts)
    if facts.label == "not_enough_evidence" or facts.decided is None:
        return phrases.refusal(facts, stated)
    if facts.label == "refuted":
        return phrases.join(phrases.no_reading(stated), phrases.finding(facts, facts.decided))
    agreement = phrases.agreement(facts, stated, facts.decided)
    if literal is None or facts.decided.reading.literal:
        return agreement
    return phrases.join(agreement, phrases.finding(facts, literal))
