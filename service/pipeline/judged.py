"""Store what an assessment found in one article version: claims, mentions, verdicts, consistency, discrepancies.

Everything here happens inside the caller's transaction. Claims are recognised by their public ids: one that is there
again keeps its history, one that is gone is withdrawn, never deleted. A verdict is added only if it differs from the
newest one in something other than the vintage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import claims as claim_queries
from db.queries import discrepancies, verdicts
from db.queries.pages import Record
from db.session import Session
from extractors.types import Article
from service.assess import Assessment
from service.documents import write_documents
from service.identity import claim_id
from service.pipeline.carrying import with_reviews
from service.pipeline.claims import Place, merged, store_claims
from service.pipeline.disputes import settle_groups, settle_streaks
from service.pipeline.findings import Finding, Stated, against_data, moved, revisions, within
from service.pipeline.settle import settle
from service.pipeline.tasks import refresh_tasks
from service.rows import (
    claim_from_row,
    claim_values,
    consistency_values,
    verdict_from_row,
    verdict_values,
)

_REFOUND = ("refuted", "conflicting", "inconsistent")
_LASTING = ("revision", "verdict_changed")


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing came to, in numbers."""

    claims: int
    new_claims: int
    withdrawn: int
    verdicts: int
    opened: int
    resolved: int


def is_same(session: Session, known: Record, article: Article, assessment: Assessment) -> bool:
    """Whether an assessment makes exactly the claims that stand, reviews counted in."""
    rows = {row.public_id: row for row in claim_queries.stored_claims(session, known.id)}
    ids = [claim_id(known.public_id, claim) for claim in assessment.claims]
    reading = with_reviews(session, known.id, article, rows, ids, assessment)
    standing = {row.public_id for row in rows.values() if row.withdrawn_at is None}
    return standing == {each.claim_id for each in reading.stated}


def store_assessment(
    session: Session, place: Place, article: Article, assessment: Assessment, now: datetime, *, again: bool = False
) -> Stored:
    """Store the assessment as what the article's version says, and settle the discrepancies that follow.

    ``again`` is for a version that was read before: this reading takes the place of that one.
    """
    first = (
        place.version == 1 and not again
    )  # then nothing of the article is stored that could be told apart, or be over
    known = {} if first else {row.public_id: row for row in claim_queries.stored_claims(session, place.row)}
    read_ids = [claim_id(place.teller.article_id, claim) for claim in assessment.claims]
    reading = with_reviews(session, place.row, article, known, read_ids, assessment)
    if again:
        forget_reading(session, place.row, place.version, known.values())
    stated = reading.stated
    ids = [each.claim_id for each in stated]
    claims = merged(ids, [each.claim for each in stated])
    rows = store_claims(session, place, article, claims, known, now, aside=reading.aside)
    lost = [row for row in known.values() if row.public_id not in claims and row.withdrawn_at is None]
    newest = {} if first else verdicts.newest_of_article(session, place.row)
    added, changes = append_verdicts(session, newest, stated, rows, now)
    results = [consistency_values(result, ids) for result in reading.consistency]
    verdicts.add_consistency(session, place.row, place.version, results)
    gained = [each for each in stated if each.claim_id not in known or known[each.claim_id].withdrawn_at is not None]
    before = [Stated(row.public_id, claim_from_row(row)) for row in lost]
    lasting = [*changes, *revisions(place.teller, before, gained)]
    found = [
        *against_data(place.teller, stated),
        *within(place.teller, stated, reading.consistency),
    ]
    if first:
        opened, resolved = settle(session, found, (), rows, now, article_row=place.row)
    else:
        opened, resolved = settle_article(session, place, found, lasting, set(claims), rows, now)
    keys = {row.group_key for row in lost} | {claim_values(each.claim)["group_key"] for each in gained}
    moved_groups = settle_groups(session, {key for key in keys if key is not None}, now)
    moved_streaks = settle_streaks(session, {each.claim_id: each.claim for each in (*before, *gained)}, now)
    if rows:
        refresh_tasks(session, place.row, place.teller.article_id, place.sorted_at)
        write_documents(session, place.row)
    return Stored(
        claims=len(claims),
        new_claims=len(claims.keys() - known.keys()),
        withdrawn=len(lost),
        verdicts=added,
        opened=opened + moved_groups[0] + moved_streaks[0],
        resolved=resolved + moved_groups[1] + moved_streaks[1],
    )


def forget_reading(session: Session, article_row: int, version: int, rows: Iterable[Record]) -> None:
    """Take away where an earlier reading of a version found these claims, and how they fitted each other."""
    claim_queries.remove_mentions(session, version, [row.id for row in rows])
    verdicts.remove_consistency(session, article_row, version)


def append_verdicts(
    session: Session,
    newest: Mapping[int, Record],
    stated: Sequence[Stated],
    rows: Mapping[str, int],
    now: datetime,
) -> tuple[int, list[Finding]]:
    """Add the verdicts that say something new; how many, and the labels that moved.

    ``newest`` are the verdicts that stand, by claim row id.
    """
    added: dict[int, dict[str, Any]] = {}
    changes: list[Finding] = []
    for each in stated:
        row = rows[each.claim_id]
        before = newest.get(row)
        if each.verdict is None or row in added:
            continue
        values = verdict_values(each.verdict)
        if before is not None and before.digest == values["digest"]:
            continue
        number = 1 if before is None else before.number + 1
        added[row] = {"claim_id": row, "number": number, "decided_at": now, **values}
        change = None if before is None else moved(each, verdict_from_row(before), each.verdict, number)
        changes += [] if change is None else [change]
    verdicts.add_verdicts(session, list(added.values()))
    return len(added), changes


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
    restated: Collection[str] = (),
) -> tuple[int, int]:
    """Settle an article's own discrepancies. ``refound`` are the types that ``found`` has been searched for.

    Those against the data and within the article stand as long as they are found. A revision stands until its new
    figure is replaced or its old one returns; a changed verdict until the claim goes or its verdict changes again, or
    (``restated``) until a reviewer gives the claim other fields.
    """
    standing = list(discrepancies.standing_of_article(session, place.row, refound))
    past = discrepancies.standing_of_article(session, place.row, _LASTING)
    about = discrepancies.claims_of(session, [row.id for row in past])
    again = {claim for each in lasting if each.discrepancy.kind == "verdict_changed" for claim in each.claims}
    again |= set(restated)
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
