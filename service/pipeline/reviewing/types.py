"""Who decides, about what, with which means; and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from service.errors import TheirError
from service.reconcile.snapshot import Snapshot
from service.reviews.types import Decision, State


class NotReviewable(TheirError):
    """What is stored does not allow this decision now."""

    type = "conflict"
    status = 409


class NotYours(TheirError):
    """Only who made a decision may take it back, or an admin."""

    type = "scope-missing"
    status = 403


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides. ``key_id`` is the public part of the key that they hold."""

    name: str
    key_id: str | None = None
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What deciding needs of the service around it: the data to judge by (the main data set first), the share of claims
    that two people decide about, the time, and ``draw``, which gives so many random bytes."""

    snapshots: Sequence[Snapshot]
    twice: float
    now: datetime
    draw: Callable[[int], bytes]


def after_some(desk: Desk, others: int) -> Desk:
    """The desk a moment later: what happens to one discrepancy twice in a transaction has two times."""
    return replace(desk, now=desk.now + timedelta(microseconds=others))


@dataclass(frozen=True, slots=True)
class Given:
    """A decision about a claim. ``changes`` are an edit's fields, in wire form.

    ``expected`` is the state that the reviewer saw: another one by now refuses the decision. ``copies`` decides about
    the same claim in near copies of its article too.
    """

    decision: Decision
    changes: Mapping[str, Any] | None = None
    note: str | None = None
    copies: bool = False
    expected: State | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """Public ids: of the review, its claim and its article, and of the claims that were decided about with it."""

    review: str
    claim: str
    article: str
    copies: tuple[str, ...] = ()
