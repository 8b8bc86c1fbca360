"""What is looked at first: where something stands against a claim, then where its reading leans on guesses.

Articles are the units, because a claim is read in its article. The extractor's ``confidence`` counts as far as it says
anything; beside it each field that the words left open is a doubt. The weights are an order of reading and no
probability.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.types import Claim

MOST_DOUBT = 100

_PERIOD = {"explicit": 0, "end_date": 5, "vague": 15, "implied": 15}
_NO_PERIOD = 25
_NAMED = 20
_UNSAID_SOURCE = 5
_FORECAST = 5
_KINDS = {"comparison": 15, "streak": 10, "rank": 10, "ratio": 10, "share": 5}
_LABELS = {"refuted": 20, "conflicting": 10, "not_enough_evidence": 5}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that nobody has decided about yet, its verdict's label, and the rank of the gravest discrepancy it is in.

    ``severity`` is 0 where nothing stands against it.
    """

    claim: Claim
    label: str | None
    severity: int = 0


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon an article's turn comes: its gravest claim decides, then its most doubtful one."""

    waiting: int
    severity: int
    doubt: int


def doubt(claim: Claim, label: str | None) -> int:
    """How much of a claim's reading the words left open, 0 to 100."""
    named = claim.subject.startswith("named:") or (claim.object or "").startswith("named:")
    parts = (
        round((1 - claim.confidence) * MOST_DOUBT),
        _NO_PERIOD if claim.period is None else _PERIOD.get(claim.period_basis or "", 10),
        _NAMED if named else 0,
        _UNSAID_SOURCE if claim.attribution is None else 0,
        _FORECAST if claim.modality == "forecast" else 0,
        _KINDS.get(claim.kind, 0),
        _LABELS.get(label or "", 0),
    )
    return min(MOST_DOUBT, sum(parts))


def urgency(claims: Iterable[Waiting]) -> Urgency | None:
    """The urgency of an article with these claims; None where nothing waits."""
    waiting = list(claims)
    if not waiting:
        return None
    return Urgency(
        len(waiting),
        max(each.severity for each in waiting),
        max(doubt(each.claim, each.label) for each in waiting),
    )
