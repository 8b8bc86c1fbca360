"""What the decisions about one claim come to: its state, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service.reviews.types import BECOMES, Decision, State


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. ``second`` ones are held against the first and move nothing."""

    decision: Decision
    reviewer: str
    at: datetime
    second: bool = False
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim's state and the last decision that made or confirmed it."""

    state: State = "unreviewed"
    reviewer: str | None = None
    at: datetime | None = None


def standing(decisions: Iterable[Decided]) -> Standing:
    """The state after these decisions, the first one first.

    What a person added stays added, and what a person edited stays edited, when somebody accepts or edits it once
    more: its fields are still a person's.
    """
    found, by_hand = Standing(), None
    made: State
    for each in decisions:
        if each.undone or each.second or each.decision not in BECOMES:
            continue
        made = BECOMES[each.decision]
        if made in {"edited", "added"} and by_hand != "added":
            by_hand = made
        if made != "rejected":
            made = by_hand or made
        found = Standing(made, each.reviewer, each.at)
    return found
