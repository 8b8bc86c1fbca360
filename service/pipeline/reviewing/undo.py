"""Take a decision back, with those about copies that were made with it. The log keeps both."""

from __future__ import annotations

from typing import Any

from db.queries import articles, reviews
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Database, Session
from service.errors import NotFound
from service.pipeline.restated import restate
from service.pipeline.reviewing.apply import apply, as_it_was, claim_of
from service.pipeline.reviewing.lines import line, note
from service.pipeline.reviewing.types import Desk, Made, NotReviewable, NotYours, Reviewer, after_some
from service.pipeline.tasks import refresh_tasks


def undo(database: Database, review_id: str, by: Reviewer, desk: Desk) -> Made:
    """Only the last decision about a claim can be taken back, by who made it or an admin.

    A copy that somebody decided about again since keeps that decision.
    """
    with database.transaction() as session:
        taken = reviews.get_review(session, review_id)
        if taken is None:
            raise NotFound(f"There is no review {review_id}.")
        if taken.decision == "undo" or taken.undone:
            raise NotReviewable("It was taken back already, or is itself the taking back of a decision.")
        if taken.reviewer != by.name and not by.admin:
            raise NotYours(f"{review_id} is a decision of somebody else.")
        if _decided_since(session, taken):
            raise NotReviewable("The claim was decided about again since; take that back first.")
        made = _undoing(taken, by, desk)
        copies = [each for each in reviews.of_batch(session, review_id) if not _decided_since(session, each)]
        lines = [made, *(_undoing(each, by, desk, batch=made["public_id"]) for each in copies)]
        reviews.add_reviews(session, lines)
        for number, each in enumerate((taken, *copies)):
            _take_back(session, each, after_some(desk, number))
        note(session, made, by, desk, len(copies))
    return Made(made["public_id"], taken.claim_id, taken.article_id, tuple(each.claim_id for each in copies))


def _take_back(session: Session, taken: Record, desk: Desk) -> None:
    """Put the claim back to what it was before a decision."""
    row = claim_queries.find_claim(session, taken.claim_id)
    assert row is not None  # noqa: S101 - claims are never deleted
    article = articles.get_by_row(session, row.article_id)
    now = claim_of(session, row)
    if taken.answers is not None or taken.decision == "skip":
        refresh_tasks(session, article.id, article.public_id, article.sorted_at)
    elif taken.decision == "add":
        values = {"review": "unreviewed", "reviewer": None, "reviewed_at": None, "withdrawn_at": desk.now}
        claim_queries.update_claim(session, row.id, values)
        restate(session, article, {row.public_id: (now,)}, desk.snapshots, desk.now)
    else:
        before = as_it_was(session, article, row, taken.before) if taken.decision == "edit" else now
        apply(session, row, article, now, before, desk)


def _decided_since(session: Session, taken: Record) -> bool:
    later = (row for row in reviews.of_claim(session, taken.claim_id) if row.id > taken.id)
    return any(row.decision not in {"skip", "undo"} and not row.undone for row in later)


def _undoing(taken: Record, by: Reviewer, desk: Desk, **more: Any) -> dict[str, Any]:
    made = line(taken.claim_id, taken.article_id, "undo", by, desk, undoes=taken.public_id, **more)
    return {**made, "before": taken.after, "after": taken.before}
