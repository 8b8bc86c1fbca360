"""What waits for a reviewer, article by article, in the order in which it should be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, insert, literal, select, tuple_
from sqlalchemy.orm import Session

from db.queries.pages import Record, unindexed
from db.tables import ArticleRow, ClaimRow, DiscrepancyClaimRow, ReviewRow, ReviewTaskRow, table_of
from db.types import UtcTime

task = table_of(ReviewTaskRow)
_article = table_of(ArticleRow)
_claim = table_of(ClaimRow)
_link = table_of(DiscrepancyClaimRow)
_review = table_of(ReviewRow)

_ORDER = (task.c.severity, task.c.doubt, task.c.sorted_at, task.c.article_id, task.c.second_to)


_FORGET = delete(task).where(task.c.article_id == bindparam("of"))
_ADD = insert(task)


class Place(NamedTuple):
    """Where a part of the queue ended."""

    severity: int
    doubt: int
    sorted_at: datetime
    article_id: int
    second_to: str


def replace_tasks(session: Session, article_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """What waits in one article, by its row id."""
    session.execute(_FORGET, {"of": article_id})
    if rows:
        session.connection().execute(_ADD, [{"article_id": article_id, **row} for row in rows])


def queue(session: Session, reviewer: str, *, after: Place | None = None, limit: int = 50) -> Sequence[Record]:
    """The next tasks for a reviewer with their articles' facts: what nobody decided, and what others decided first."""
    query = (
        select(
            task,
            *(_article.c[name] for name in ("public_id", "source", "url", "title", "language", "published_at")),
        )
        .join(_article, _article.c.id == task.c.article_id)
        .where(task.c.second_to != reviewer)
    )
    if after is not None:
        at = literal(after.sorted_at, UtcTime())
        place = (after.severity, after.doubt, at, after.article_id, after.second_to)
        query = query.where(tuple_(*_ORDER) < tuple_(*(one if one is at else literal(one) for one in place)))
    return session.execute(query.order_by(*(column.desc() for column in _ORDER)).limit(limit)).all()


def task_of(session: Session, article_id: int) -> Sequence[Record]:
    """What waits in one article, by its row id."""
    return session.execute(select(task).where(task.c.article_id == article_id).order_by(task.c.second_to)).all()


def backlog(session: Session, reviewer: str) -> tuple[int, int, int]:
    """Articles and claims that nobody decided about, and claims that this reviewer may decide about second."""
    first = task.c.second_to == ""
    articles, claims = session.execute(select(func.count(), func.sum(task.c.waiting)).where(first)).one()
    second = select(func.sum(task.c.waiting)).where(task.c.second_to > "", task.c.second_to != reviewer)
    return articles, claims or 0, session.execute(second).scalar_one() or 0


def articles_of(session: Session, claim_rows: Iterable[int], discrepancy_rows: Iterable[int]) -> Sequence[Record]:
    """``id``, ``public_id``, ``sorted_at`` of the articles that hold some claims, or what discrepancies are about."""
    linked = select(_link.c.claim_id).where(_link.c.discrepancy_id.in_(list(discrepancy_rows)))
    rows = select(_claim.c.article_id).where(_claim.c.id.in_(list(claim_rows)) | _claim.c.id.in_(linked))
    query = select(_article.c.id, _article.c.public_id, _article.c.sorted_at).where(_article.c.id.in_(rows))
    return session.execute(query.order_by(_article.c.id)).all()


def finished(session: Session, after: int = 0, *, limit: int) -> Sequence[Record]:
    """Bare articles by row id, from after one, with decisions and with nothing that waits for a first one."""
    waits = exists().where(task.c.article_id == _article.c.id, task.c.second_to == "")
    decided = select(_review.c.article_id).where(_review.c.decision.in_(("accept", "reject", "edit", "add"))).distinct()
    query = select(_article).where(_article.c.public_id.in_(decided), unindexed(_article.c.id) > after, ~waits)
    return session.execute(query.order_by(unindexed(_article.c.id)).limit(limit)).all()
