"""Discrepancies and the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from db.queries.pages import After, Page, Query, Record, newest_first, one_of
from db.tables import ArticleRow, ClaimRow, DiscrepancyClaimRow, DiscrepancyRow, OutboxRow, table_of
from db.types import UtcTime

discrepancy = table_of(DiscrepancyRow)
link = table_of(DiscrepancyClaimRow)
outbox = table_of(OutboxRow)
_article = table_of(ArticleRow)
_claim = table_of(ClaimRow)

_BY_ID = select(discrepancy).where(discrepancy.c.public_id.in_(bindparam("ids", expanding=True)))
_CLAIMS_OF = (
    select(link.c.discrepancy_id, _claim.c.public_id)
    .join(_claim, _claim.c.id == link.c.claim_id)
    .where(link.c.discrepancy_id.in_(bindparam("rows", expanding=True)))
    .order_by(link.c.discrepancy_id, _claim.c.sorted_at, _claim.c.id)
)
_STANDING_OF_GROUPS = (
    select(discrepancy)
    .where(discrepancy.c.group_key.in_(bindparam("groups", expanding=True)), discrepancy.c.resolved_at.is_(None))
    .order_by(discrepancy.c.id)
)
_ADD = insert(discrepancy).returning(discrepancy.c.id)
_ADD_LINK = insert(link)
_ADD_EVENT = insert(outbox)


@dataclass(frozen=True, slots=True)
class DiscrepancyFilter:
    """Which discrepancies a list holds. ``resolved`` and ``explained`` None mean both.

    ``claim`` and ``article`` are public ids: discrepancies about that claim, or about any claim of that article.
    """

    type: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    resolved: bool | None = None
    explained: bool | None = None
    claim: str | None = None
    article: str | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None


def list_discrepancies(
    session: Session, wanted: DiscrepancyFilter, *, after: After | None = None, limit: int = 50
) -> Page:
    """A page of discrepancies, the last opened first, with ``article_public_id``."""
    query = _listed().where(*_conditions(wanted))
    return newest_first(session, query, discrepancy.c.opened_at, discrepancy.c.id, after, limit)


def passes(session: Session, wanted: DiscrepancyFilter, row_id: int) -> bool:
    """Whether one discrepancy would be in the list."""
    query = select(discrepancy.c.id).where(*_conditions(wanted, walk=False), discrepancy.c.id == row_id)
    return session.execute(query).one_or_none() is not None


def _conditions(wanted: DiscrepancyFilter, *, walk: bool = True) -> list[ColumnElement[bool]]:
    """``walk`` where the list is walked by an index; a single row is only tested."""
    found: list[ColumnElement[bool]] = []
    indexed = walk
    if wanted.claim is not None:
        of_claim = select(link.c.discrepancy_id).join(_claim, _claim.c.id == link.c.claim_id)
        found.append(discrepancy.c.id.in_(of_claim.where(_claim.c.public_id == wanted.claim)))
        indexed = False
    if wanted.article is not None:
        of_article = (
            select(link.c.discrepancy_id)
            .join(_claim, _claim.c.id == link.c.claim_id)
            .join(_article, _article.c.id == _claim.c.article_id)
        )
        found.append(discrepancy.c.id.in_(of_article.where(_article.c.public_id == wanted.article)))
        indexed = False
    for name in ("type", "subject", "severity"):
        values: tuple[str, ...] = getattr(wanted, name)
        if values:
            found.append(one_of(discrepancy.c[name], values, indexed=indexed))
    if wanted.measure:
        found.append(discrepancy.c.measure.in_(wanted.measure))
    if wanted.resolved is not None:
        resolved = discrepancy.c.resolved_at
        found.append(resolved.is_not(None) if wanted.resolved else resolved.is_(None))
    if wanted.explained is not None:
        explained = discrepancy.c.explained_at
        found.append(explained.is_not(None) if wanted.explained else explained.is_(None))
    if wanted.opened_from is not None:
        found.append(discrepancy.c.opened_at >= literal(wanted.opened_from, UtcTime()))
    if wanted.opened_to is not None:
        found.append(discrepancy.c.opened_at < literal(wanted.opened_to, UtcTime()))
    return found


def _listed() -> Query:
    return select(discrepancy, _article.c.public_id.label("article_public_id")).select_from(
        discrepancy.outerjoin(_article, _article.c.id == discrepancy.c.article_id)
    )


_OF_CLAIMS = (
    _listed()
    .add_columns(link.c.claim_id)
    .join(link, link.c.discrepancy_id == discrepancy.c.id)
    .where(link.c.claim_id.in_(bindparam("rows", expanding=True)), discrepancy.c.resolved_at.is_(None))
    .order_by(discrepancy.c.opened_at.desc(), discrepancy.c.id.desc())
)


def get_discrepancy(session: Session, public_id: str) -> Record | None:
    """One discrepancy, as a list shows it."""
    return session.execute(_listed().where(discrepancy.c.public_id == public_id)).one_or_none()


def of_claims(session: Session, claim_ids: Collection[int]) -> dict[int, list[Record]]:
    """The unresolved discrepancies about claims, by claim row id, the last opened first."""
    found: dict[int, list[Record]] = defaultdict(list)
    rows = list(claim_ids)
    for row in session.execute(_OF_CLAIMS, {"rows": rows}) if rows else ():
        found[row.claim_id].append(row)
    return dict(found)


def claims_of(session: Session, discrepancy_ids: Iterable[int]) -> dict[int, list[str]]:
    """The public ids of the claims that discrepancies are about, by discrepancy row id."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = list(discrepancy_ids)
    for key, public_id in session.execute(_CLAIMS_OF, {"rows": rows}) if rows else ():
        found[key].append(public_id)
    return dict(found)


def standing_of_article(session: Session, article_id: int, types: Collection[str]) -> Sequence[Record]:
    """The unresolved discrepancies of some types that arose from one article."""
    query = select(discrepancy).where(discrepancy.c.article_id == article_id, discrepancy.c.resolved_at.is_(None))
    return session.execute(query.where(discrepancy.c.type.in_(list(types))).order_by(discrepancy.c.id)).all()


def standing_of_groups(session: Session, group_keys: Collection[str]) -> Sequence[Record]:
    """The unresolved discrepancies of claim groups."""
    return session.execute(_STANDING_OF_GROUPS, {"groups": list(group_keys)}).all() if group_keys else ()


def find_discrepancies(session: Session, public_ids: Collection[str]) -> dict[str, Record]:
    """Bare rows, resolved or not, by public id, for the pipeline."""
    rows = session.execute(_BY_ID, {"ids": list(public_ids)}) if public_ids else ()
    return {row.public_id: row for row in rows}


def count_standing(session: Session) -> dict[str, int]:
    """How many discrepancies of each type stand unresolved."""
    query = select(discrepancy.c.type, func.count().label("standing")).where(discrepancy.c.resolved_at.is_(None))
    return {row.type: row.standing for row in session.execute(query.group_by(discrepancy.c.type))}


def add_discrepancy(session: Session, values: Mapping[str, Any], claim_ids: Iterable[int]) -> None:
    row_id = session.execute(_ADD, dict(values)).scalar_one()
    _link_claims(session, row_id, claim_ids)


def update_discrepancy(
    session: Session, row_id: int, values: Mapping[str, Any], claim_ids: Iterable[int] | None = None
) -> None:
    """Change a discrepancy; its claims only if they are given."""
    session.execute(update(discrepancy).where(discrepancy.c.id == row_id).values(**values))
    if claim_ids is not None:
        session.execute(delete(link).where(link.c.discrepancy_id == row_id))
        _link_claims(session, row_id, claim_ids)


def _link_claims(session: Session, row_id: int, claim_ids: Iterable[int]) -> None:
    rows = [{"discrepancy_id": row_id, "claim_id": claim_id} for claim_id in sorted(set(claim_ids))]
    if rows:
        session.execute(_ADD_LINK, rows)


def add_event(session: Session, values: Mapping[str, Any]) -> None:
    """Put an event into the outbox."""
    session.execute(_ADD_EVENT, dict(values))


def events_after(session: Session, event_row: int = 0, *, limit: int = 100) -> Sequence[Record]:
    """Events in their order, from after an outbox row id."""
    return session.execute(select(outbox).where(outbox.c.id > event_row).order_by(outbox.c.id).limit(limit)).all()


def newest_event(session: Session) -> int:
    """The row id of the last event; 0 if there is none."""
    return session.execute(select(func.max(outbox.c.id))).scalar_one() or 0


def oldest_event(session: Session) -> int:
    """The row id of the first event that is kept; 0 if there is none."""
    return session.execute(select(func.min(outbox.c.id))).scalar_one() or 0


def count_events_after(session: Session, event_row: int, *, limit: int) -> int:
    """How many events came after one, counted no further than ``limit``."""
    after = select(outbox.c.id).where(outbox.c.id > event_row).limit(limit)
    return session.execute(select(func.count()).select_from(after.subquery())).scalar_one()


def undispatched(session: Session, *, limit: int = 100) -> Sequence[Record]:
    """Events whose deliveries have not been queued, in their order."""
    query = select(outbox).where(outbox.c.dispatched_at.is_(None)).order_by(outbox.c.id).limit(limit)
    return session.execute(query).all()


def mark_dispatched(session: Session, event_rows: Sequence[int], now: datetime) -> None:
    session.execute(update(outbox).where(outbox.c.id.in_(list(event_rows))).values(dispatched_at=now))
