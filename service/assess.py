"""The whole pure way at once: an article in, its claims with verdicts and consistency out.

The command line, the poller, the API's check and the tests all call this; nothing here reads a file, a clock, a
network or a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def assess(article: Article, rules: Rules | None, snapshot: Snapshot) -> Assessment:
    """Extract, verify, check. Null ``rules`` are the shipped ones. Never raises for an article, however odd."""
    return judge(extract(article, rules).claims, snapshot)


def judge(claims: Sequence[Claim], snapshot: Snapshot) -> Assessment:
    """The same for claims that somebody else has already read out of one article."""
    claims = tuple(claims)
    return Assessment(claims, tuple(verify(claim, snapshot) for claim in claims), check_consistency(claims))
