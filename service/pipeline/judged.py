"""Store what an assessment found in one article version: claims, mentions, verdicts, consistency, discrepancies.

Everything here happens inside the caller's transaction. Claims are recognised by their public ids: one that is there
again keeps its history, one that is gone is withdrawn, never deleted. A verdict is added only if it differs from the
newest one in something other than the vintage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.queries import claims as claim_queries
from db.queries import discrepancies, search, verdicts
from db.queries.pages import Record
from db.session import Session
from extractors.types import Article, Claim
from service.assess import Assessment
from service.identity import claim_id
from service.pipeline.disputes import settle_groups
from service.pipeline.findings import Finding, Stated, Teller, against_data, moved, revisions, within
from service.pipeline.settle import settle
from service.reconcile.types import Verdict
from service.rows import (
    claim_from_row,
    claim_values,
    claim_words,
    consistency_values,
    search_words,
    span_values,
    verdict_from_row,
    verdict_values,
)

_REFOUND = ("refuted", "conflicting", "inconsistent")
_LASTING = ("revision", "verdict_changed")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assessment belongs: the article's row, its public facts, and the version that was read."""

    row: int
    teller: Teller
    source: str
    language: str
    sorted_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing came to, in numbers."""

    claims: int
    new_claims: int
    withdrawn: int
    verdicts: int
    opened: int
    resolved: int


def is_same(article_id: str, stored: Iterable[Record], assessment: Assessment) -> bool:
    """Whether an assessment makes exactly the claims that stand."""
    standing = {row.public_id for row in stored if row.withdrawn_at is None}
    return standing == {claim_id(article_id, claim) for claim in assessment.claims}


def store_assessment(session: Session, place: Place, article: Article, assessment: Assessment, now: datetime) -> Stored:
    """Store the assessment as what the article's version says, and settle the discrepancies that follow."""
    known = {row.public_id: row for row in claim_queries.stored_claims(session, place.row)}
    ids = [claim_id(place.teller.article_id, claim) for claim in assessment.claims]
    merged = _merged(ids, assessment.claims)
    rows: dict[str, int] = {row.public_id: row.id for row in known.values()}
    for position, (public_id, claim) in enumerate(merged.items()):
        rows[public_id] = _store_claim(session, place, article, known.get(public_id), public_id, position, claim, now)
    lost = [row for row in known.values() if row.public_id not in merged and row.withdrawn_at is None]
    for row in lost:
        claim_queries.update_claim(session, row.id, {"withdrawn_at": now})
    stated = [
        Stated(public_id, claim, verdict)
        for public_id, claim, verdict in zip(ids, assessment.claims, assessment.verdicts, strict=True)
    ]
    added, changes = append_verdicts(session, place.row, stated, rows, now)
    results = [consistency_values(result, ids) for result in assessment.consistency]
    verdicts.replace_consistency(session, place.row, place.version, results)
    gained = [each for each in stated if each.claim_id not in known or known[each.claim_id].withdrawn_at is not None]
    before = [Stated(row.public_id, claim_from_row(row)) for row in lost]
    lasting = [*changes, *revisions(place.teller, before, gained)]
    found = [
        *against_data(place.teller, stated),
        *within(place.teller, stated, assessment.consistency),
    ]
    opened, resolved = settle_article(session, place, found, lasting, set(merged), rows, now)
    keys = {row.group_key for row in lost} | {claim_values(each.claim)["group_key"] for each in gained}
    moved_groups = settle_groups(session, {key for key in keys if key is not None}, now)
    return Stored(
        claims=len(merged),
        new_claims=len(merged.keys() - known.keys()),
        withdrawn=len(lost),
        verdicts=added,
        opened=opened + moved_groups[0],
        resolved=resolved + moved_groups[1],
    )


def _merged(ids: Sequence[str], claims: Sequence[Claim]) -> dict[str, Claim]:
    """The claims by id, in order; of two that state the very same, the first with the mentions of both."""
    merged: dict[str, Claim] = {}
    for public_id, claim in zip(ids, claims, strict=True):
        first = merged.get(public_id)
        mentions = claim.mentions if first is None else (*first.mentions, *claim.mentions)
        merged[public_id] = replace(first or claim, mentions=tuple(dict.fromkeys(mentions)))
    return merged


def _store_claim(
    session: Session,
    place: Place,
    article: Article,
    known: Record | None,
    public_id: str,
    position: int,
    claim: Claim,
    now: datetime,
) -> int:
    """The claim's row id, after its row, its mentions and its search words are what this version says."""
    facts = {
        **claim_values(claim),
        "source": place.source,
        "language": place.language,
        "sorted_at": place.sorted_at,
        "position": position,
        "last_version": place.version,
        "withdrawn_at": None,
    }
    if known is None:
        fresh = {"public_id": public_id, "article_id": place.row, "first_version": place.version, "first_seen_at": now}
        row = claim_queries.add_claim(session, {**fresh, **facts})
    else:
        row = int(known.id)
        claim_queries.update_claim(session, row, facts)
    claim_queries.replace_mentions(session, row, place.version, [span_values(span) for span in claim.mentions])
    search.index_claim(session, row, claim_words(article, claim), search_words(claim.rule))
    return row


def append_verdicts(
    session: Session, article_row: int, stated: Sequence[Stated], rows: Mapping[str, int], now: datetime
) -> tuple[int, list[Finding]]:
    """Add the verdicts that say something new; how many, and the labels that moved."""
    newest = verdicts.newest_of_article(session, article_row)
    added = 0
    changes: list[Finding] = []
    for each in {each.claim_id: each for each in stated if each.verdict is not None}.values():
        verdict: Verdict = each.verdict  # type: ignore[assignment]  # the comprehension left the others out
        row = rows[each.claim_id]
        before = newest.get(row)
        values = verdict_values(verdict)
        if before is not None and before.digest == values["digest"]:
            continue
        number = 1 if before is None else before.number + 1
        verdicts.add_verdict(session, {"claim_id": row, "number": number, "decided_at": now, **values})
        claim_queries.update_claim(session, row, {"label": verdict.label, "verdict_number": number})
        added += 1
        if before is not None:
            change = moved(each, verdict_from_row(before), verdict, number)
            changes += [] if change is None else [change]
    return added, changes


def settle_article(
    session: Session,
    place: Place,
    found: Sequence[Finding],
    lasting: Sequence[Finding],
    current: set[str],
    rows: Mapping[str, int],
    now: datetime,
    *,
    refound: Sequence[str] = _REFOUND,
) -> tuple[int, int]:
    """Settle an article's own discrepancies. ``refound`` are the types that ``found`` has been searched for.

    Those against the data and within the article stand as long as they are found. A revision stands until its new
    figure is replaced or its old one returns; a changed verdict until the claim goes or its verdict changes again.
    """
    standing = list(discrepancies.standing_of_article(session, place.row, refound))
    past = discrepancies.standing_of_article(session, place.row, _LASTING)
    about = discrepancies.claims_of(session, [row.id for row in past])
    again = {claim for each in lasting if each.discrepancy.kind == "verdict_changed" for claim in each.claims}
    for row in past:
        claims = set(about.get(row.id, []))
        if row.type == "revision":
            over = not _still_revised(row, current)
        else:
            over = bool(claims & again) or not claims & current
        if over:
            standing.append(row)
    return settle(session, [*found, *lasting], standing, rows, now, article_row=place.row)


def _still_revised(row: Record, current: set[str]) -> bool:
    old, new = (side["claim_id"] for side in row.detail["sides"])
    return new in current and old not in current
