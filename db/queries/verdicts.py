"""Verdicts, which are only ever added, and consistency results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from db.queries.pages import Record, unindexed
from db.tables import ClaimRow, ConsistencyRow, VerdictRow, table_of

verdict = table_of(VerdictRow)
consistency = table_of(ConsistencyRow)
_claim = table_of(ClaimRow)

_REPEATED = {"label": "new_label", "selection": "new_selection", "verdict_number": "new_number"}
_LABELS: dict[str, Any] = {column: bindparam(name) for column, name in _REPEATED.items()}
_REPEAT = update(_claim).where(_claim.c.id == bindparam("row")).values(_LABELS)
_ADD = insert(verdict)


def history(session: Session, claim_id: int) -> Sequence[Record]:
    """Every verdict on a claim with all its readings, newest first."""
    query = select(verdict).where(verdict.c.claim_id == claim_id).order_by(verdict.c.number.desc())
    return session.execute(query).all()


def readings_of(session: Session, claim_ids: Collection[int]) -> dict[int, Any]:
    """All readings (wire form) of the newest verdict of each claim, by claim row id."""
    query = (
        select(verdict.c.claim_id, verdict.c.readings)
        .join(_claim, and_(_claim.c.id == verdict.c.claim_id, _claim.c.verdict_number == verdict.c.number))
        .where(verdict.c.claim_id.in_(list(claim_ids)))
    )
    return {row.claim_id: row.readings or [] for row in session.execute(query)}


def newest_of_article(session: Session, article_id: int) -> dict[int, Record]:
    """The newest verdict of each of an article's claims, by claim row id."""
    query = (
        select(verdict)
        .join(_claim, and_(_claim.c.id == verdict.c.claim_id, _claim.c.verdict_number == verdict.c.number))
        .where(_claim.c.article_id == article_id)
    )
    return {row.claim_id: row for row in session.execute(query)}


def standing_after(session: Session, claim_id: int, *, period_from: date | None = None, limit: int) -> Sequence[Record]:
    """Bare claims that stand, by row id from after one, each with the ``digest`` of its newest verdict.

    With ``period_from``, only those whose period ends on that day or later.
    """
    newest = and_(verdict.c.claim_id == _claim.c.id, verdict.c.number == _claim.c.verdict_number)
    query = (
        select(_claim, verdict.c.digest)
        .select_from(_claim.outerjoin(verdict, newest))
        .where(_claim.c.id > claim_id, _claim.c.withdrawn_at.is_(None))
    )
    if period_from is not None:
        query = query.where(unindexed(_claim.c.period_end) >= period_from)
    return session.execute(query.order_by(_claim.c.id).limit(limit)).all()


def add_verdicts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add verdicts, and repeat their labels on their claims."""
    if not rows:
        return
    session.connection().execute(_ADD, list(rows))
    newest = [
        {
            "row": row["claim_id"],
            "new_label": row["label"],
            "new_selection": None if row.get("reading") is None else row["reading"]["selection"],
            "new_number": row["number"],
        }
        for row in rows
    ]
    session.connection().execute(_REPEAT, newest)


def consistency_of(session: Session, article_id: int, version: int) -> Sequence[Record]:
    """The consistency results of one article version, in their own order."""
    query = select(consistency).where(consistency.c.article_id == article_id, consistency.c.version == version)
    return session.execute(query.order_by(consistency.c.id)).all()


def remove_consistency(session: Session, article_id: int, version: int) -> None:
    session.execute(delete(consistency).where(consistency.c.article_id == article_id, consistency.c.version == version))


def add_consistency(session: Session, article_id: int, version: int, results: Sequence[Mapping[str, Any]]) -> None:
    """The consistency results of a new article version."""
    if results:
        session.execute(
            insert(consistency), [{"article_id": article_id, "version": version, **result} for result in results]
        )
