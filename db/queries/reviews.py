"""Reviews: what was decided about a claim or in an article, by whom, and what two reviewers decided about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, Query, Record, newest_first, one_of, unindexed
from db.tables import ArticleRow, ClaimRow, ReviewRow, table_of
from db.types import UtcTime

review = table_of(ReviewRow)
_undo = review.alias("undo")
_first = review.alias("first")
_claim = table_of(ClaimRow)
_article = table_of(ArticleRow)

_IS_UNDONE = exists().where(_undo.c.undoes == review.c.public_id)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews a list holds. Tuples are alternatives; ``claim`` and ``article`` are public ids."""

    claim: str | None = None
    article: str | None = None
    reviewer: tuple[str, ...] = ()
    decision: tuple[str, ...] = ()
    decided_from: datetime | None = None
    decided_to: datetime | None = None


def _listed() -> Query:
    return select(review, _IS_UNDONE.label("undone"))


def _open_to(reviewer: str | None) -> list[ColumnElement[bool]]:
    """Conditions that leave out what would lead a reviewer: first decisions of others that a second shall answer.

    Those about copies that were made with them are left out, too. Once the second is there everybody may see both.
    """
    if reviewer is None:
        return []
    answer, made_with = review.alias("answer"), review.alias("made_with")

    def waits(first: Any) -> ColumnElement[bool]:
        undone = exists().where(_undo.c.undoes == first.c.public_id)
        answered = exists().where(answer.c.answers == first.c.public_id)
        return and_(first.c.wanted, first.c.reviewer != reviewer, ~answered, ~undone)

    return [
        ~waits(review),
        ~exists(select(made_with.c.id).where(made_with.c.public_id == review.c.batch, waits(made_with))),
    ]


def list_reviews(
    session: Session,
    wanted: ReviewFilter,
    *,
    hidden_from: str | None = None,
    after: After | None = None,
    limit: int = 50,
) -> Page:
    """A page of the log, the newest first, each with whether it was ``undone``.

    ``hidden_from`` is a reviewer who is not shown first decisions that they might still have to answer.
    """
    found = _open_to(hidden_from)
    narrow = wanted.claim is not None or wanted.article is not None
    if wanted.claim is not None:
        found.append(review.c.claim_id == wanted.claim)
    if wanted.article is not None:
        found.append(review.c.article_id == wanted.article)
    for name in ("reviewer", "decision"):
        values: tuple[str, ...] = getattr(wanted, name)
        if values:
            found.append(one_of(review.c[name], values, indexed=not narrow))
    if wanted.decided_from is not None:
        found.append(review.c.decided_at >= literal(wanted.decided_from, UtcTime()))
    if wanted.decided_to is not None:
        found.append(review.c.decided_at < literal(wanted.decided_to, UtcTime()))
    return newest_first(session, _listed().where(*found), review.c.decided_at, review.c.id, after, limit)


def get_review(session: Session, public_id: str) -> Record | None:
    return session.execute(_listed().where(review.c.public_id == public_id)).one_or_none()


def of_claim(session: Session, claim_id: str, *, hidden_from: str | None = None) -> Sequence[Record]:
    """Everything that was decided about a claim (by public id), the first decision first, with ``undone``."""
    query = _listed().where(review.c.claim_id == claim_id, *_open_to(hidden_from))
    return session.execute(query.order_by(review.c.id)).all()


def of_claims(session: Session, claim_ids: Collection[str]) -> Sequence[Record]:
    """The same for several claims, claim by claim."""
    query = _listed().where(review.c.claim_id.in_(list(claim_ids)))
    return session.execute(query.order_by(review.c.claim_id, review.c.id)).all()


def of_article(session: Session, article_id: str) -> Sequence[Record]:
    """Everything that was decided in an article (by public id), the first decision first, with ``undone``."""
    return session.execute(_listed().where(review.c.article_id == article_id).order_by(review.c.id)).all()


def of_batch(session: Session, public_id: str) -> Sequence[Record]:
    """What was decided about copies together with one decision, and not taken back since."""
    query = _listed().where(review.c.batch == public_id, ~_IS_UNDONE)
    return session.execute(query.order_by(review.c.id)).all()


def add_reviews(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(review), list(rows))


def twice_decided(session: Session) -> Sequence[Record]:
    """Second decisions, each with the first that it answers (``first_*``), where neither was taken back."""
    names = ("reviewer", "decision", "after", "public_id")
    undone = exists().where(_undo.c.undoes == _first.c.public_id)
    query = (
        select(review, *(_first.c[name].label(f"first_{name}") for name in names))
        .join(_first, _first.c.public_id == review.c.answers)
        .where(review.c.answers.is_not(None), ~_IS_UNDONE, ~undone)
    )
    return session.execute(query.order_by(unindexed(review.c.id))).all()


def counts(session: Session, since: datetime) -> dict[tuple[str, str], int]:
    """How many decisions of each reviewer and kind were made since a time, those taken back left out."""
    query = (
        select(review.c.reviewer, review.c.decision, func.count())
        .where(review.c.decided_at >= literal(since, UtcTime()), ~_IS_UNDONE)
        .group_by(review.c.reviewer, review.c.decision)
    )
    return {(reviewer, decision): count for reviewer, decision, count in session.execute(query)}


def copies(session: Session, claim_row: Record, cluster: str) -> Sequence[Record]:
    """Undecided claims that may be copies of one: its kind and numbers, in the near copies of its article.

    Those of the cluster in other languages are not its copies: whoever decided has not read their words.
    """
    same = ("language", "kind", "measure", "subject", "value_point", "value_low", "value_high")
    query = (
        select(_claim, _article.c.public_id.label("article_public_id"))
        .join(_article, _article.c.id == _claim.c.article_id)
        .where(
            _article.c.cluster == cluster,
            _claim.c.id != claim_row.id,
            _claim.c.withdrawn_at.is_(None),
            _claim.c.review == "unreviewed",
            *(_claim.c[name].is_not_distinct_from(getattr(claim_row, name)) for name in same),
        )
    )
    return session.execute(query.order_by(_claim.c.id)).all()
