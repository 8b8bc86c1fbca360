"""The whole pure way at once: an article in, its claims with verdicts and consistency out.

The command line, the poller, the API's check and the tests all call this; nothing here reads a file, a clock, a
network or a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.extract import extract
from extractors.rules import Rules
from extractors.types import Article, Claim
from service.reconcile.consistency import check_consistency
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import ConsistencyResult, Verdict
from service.reconcile.verdict import verify


@dataclass(frozen=True, slots=True)
class Assessment:
    """``verdicts`` go with ``claims``, one each, in order; ``consistency`` refers to claims by their position."""

    claims: tuple[Claim, ...]
    verdicts: tuple[Verdict, ...]
    consistency: tuple[ConsistencyResult, ...]


def assess(article: Article, rules: Rules | None, snapshot: Snapshot, *others: Snapshot) -> Assessment:
    """Extract, verify, check. Null ``rules`` are the shipped ones. Never raises for an article, however odd.

    ``others`` are further data sets: a claim is held against the one that has its measure.
    """
    return judge(extract(article, rules).claims, snapshot, *others)


def judge(claims: Sequence[Claim], snapshot: Snapshot, *others: Snapshot) -> Assessment:
    """The same for claims that somebody else has already read out of one article."""
    return Assessment(tuple(claims), _verdicts(claims, snapshot, others), check_consistency(claims))


def judge_again(assessment: Assessment, snapshot: Snapshot, *others: Snapshot) -> Assessment:
    """The same claims by other data. Whether they fit each other does not depend on data, and stays."""
    return replace(assessment, verdicts=_verdicts(assessment.claims, snapshot, others))


def _verdicts(claims: Sequence[Claim], snapshot: Snapshot, others: Sequence[Snapshot]) -> tuple[Verdict, ...]:
    by_measure = {one.spec.measure: one for one in (*others, snapshot)}
    return tuple(verify(claim, by_measure.get(claim.measure, snapshot)) for claim in claims)
