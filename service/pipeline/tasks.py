"""What waits for a reviewer, kept up with what is stored: rewritten for an article whenever its claims change.

The queue is a table of its own, so that the next article is one step down an index, however many claims there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.queries import claims, discrepancies, review_tasks, reviews
from db.queries.pages import Record
from db.session import Session
from service.alerts.match import severity_of
from service.alerts.types import SEVERITIES
from service.reviews.queue import Waiting, urgency
from service.rows import claim_from_row


def refresh_tasks(session: Session, article_row: int, article_id: str, sorted_at: datetime) -> None:
    """Say anew what waits in one article."""
    rows = claims.stored_claims(session, article_row)
    first = [row for row in rows if row.withdrawn_at is None and row.review == "unreviewed"]
    waiting = {"": first, **seconds(session, article_id, rows)}
    against = discrepancies.of_claims(session, [row.id for each in waiting.values() for row in each]) if rows else {}
    tasks = []
    for second_to, each in waiting.items():
        urgent = urgency(Waiting(claim_from_row(row), row.label, _severity(against.get(row.id, ()))) for row in each)
        if urgent is not None:
            tasks.append(
                {
                    "second_to": second_to,
                    "waiting": urgent.waiting,
                    "severity": urgent.severity,
                    "doubt": urgent.doubt,
                    "sorted_at": sorted_at,
                }
            )
    review_tasks.replace_tasks(session, article_row, tasks)


def refresh_tasks_of(session: Session, claim_rows: Iterable[int], discrepancy_rows: Iterable[int]) -> None:
    """The same for every article that holds these claims, or claims that these discrepancies are about."""
    for row in review_tasks.articles_of(session, claim_rows, discrepancy_rows):
        refresh_tasks(session, row.id, row.public_id, row.sorted_at)


def seconds(session: Session, article_id: str, rows: Sequence[Record]) -> dict[str, list[Record]]:
    """Claims that somebody else shall decide about too and nobody has, by who decided first.

    A rejected claim counts like any other, as long as the article's newest version makes it.
    """
    reviewed = {row.public_id: row for row in rows if row.review != "unreviewed"}
    if not reviewed:
        return {}
    newest = max(row.last_version for row in rows)
    found: dict[str, list[Record]] = {}
    for claim_id, first in to_answer(reviews.of_article(session, article_id)).items():
        row = reviewed.get(claim_id)
        if row is not None and (row.withdrawn_at is None or row.last_version == newest):
            found.setdefault(first.reviewer, []).append(row)
    return found


def to_answer(decided: Sequence[Record]) -> dict[str, Record]:
    """Decisions that a second reviewer shall answer and has not, by the claim's public id."""
    answered = {row.claim_id for row in decided if row.answers is not None and not row.undone}
    wanted = {row.claim_id: row for row in decided if row.wanted and not row.undone}
    return {claim_id: row for claim_id, row in wanted.items() if claim_id not in answered}


def _severity(against: Iterable[Record]) -> int:
    """The rank of the gravest; 0 for none."""
    ranks = (SEVERITIES.index(severity_of(row.type, row.factor)) + 1 for row in against)
    return max(ranks, default=0)
