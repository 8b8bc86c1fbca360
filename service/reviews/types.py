"""The words of reviewing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeAlias, get_args

from extractors.types import Claim

Decision: TypeAlias = Literal["accept", "reject", "edit", "add", "skip", "undo"]
State: TypeAlias = Literal["unreviewed", "accepted", "rejected", "edited", "added"]

DECISIONS: tuple[Decision, ...] = get_args(Decision)
STATES: tuple[State, ...] = get_args(State)
CONFIRMED: tuple[State, ...] = ("accepted", "edited", "added")
"""States in which somebody answers for the claim as it is."""

BECOMES: Mapping[Decision, State] = {"accept": "accepted", "reject": "rejected", "edit": "edited", "add": "added"}
"""What a decision makes of a claim; skipping and taking back make nothing of their own."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A claim that somebody decided about. ``forms`` are what it stated before an edit, the extractor's own first."""

    claim_id: str
    claim: Claim
    state: State
    forms: tuple[Claim, ...] = ()


def wanted_twice(claim_id: str, share: float) -> bool:
    """Whether a claim is among the ``share`` (0 to 1) that two reviewers decide about.

    It hangs on the claim's id alone: the same claims are drawn in every store and in whichever order they come.
    """
    drawn = blake2b(claim_id.encode(), digest_size=8, person=b"tallywire.twice").digest()
    return int.from_bytes(drawn, "big") < share * 2**64
