"""Claims whose period overlaps a wanted one, newest first, however long ago the period is.

Periods are many claims' and few: some thousands of pairs of days hold a million claims. So the pairs that there are are
read first, one step of an index each, and then each pair that overlaps gives its newest claims, a page at most: the
newest of all are among them. Walking all claims by time instead would pass everything that is newer than the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from db.queries.pages import After
from db.tables import ClaimRow, table_of
from db.types import UtcTime

claim = table_of(ClaimRow)

MOST_SPANS = 4_000
"""So many pairs are read, some twenty milliseconds' worth; what overlaps more is so common that any walk meets it."""

Span = tuple[str, str]
_STANDS = claim.c.withdrawn_at.is_(None)


def spans(session: Session, since: date, until: date) -> Sequence[Span] | None:
    """The periods of standing claims that overlap the wanted one, as last and first days; None where they are many."""
    end, start = claim.c.period_end, claim.c.period_start
    next_one = select(claim.c.id).where(_STANDS, start.is_not(None)).order_by(end, start).limit(1)
    first = next_one.where(end >= since).scalar_subquery()
    found = select(end, start).where(claim.c.id == first).cte("known", recursive=True)
    same_end = next_one.where(end == found.c.period_end, start > found.c.period_start).correlate(found)
    later = next_one.where(end > found.c.period_end).correlate(found)
    following = func.coalesce(same_end.scalar_subquery(), later.scalar_subquery())
    there = claim.alias("there")
    found = found.union_all(select(there.c.period_end, there.c.period_start).join(found, there.c.id == following))
    some = select(found.c.period_end, found.c.period_start).limit(MOST_SPANS + 1)
    rows = session.execute(some).all()
    if len(rows) > MOST_SPANS:
        return None
    return [(end.isoformat(), start.isoformat()) for end, start in rows if start <= until]


def within(known: Sequence[Span]) -> Select[Any]:
    """The row ids of every standing claim of these periods."""
    span = _table(known)
    return select(claim.c.id).select_from(span.join(claim, _in(span))).where(_STANDS)


def newest_within(
    known: Sequence[Span], conditions: Sequence[ColumnElement[bool]], after: After | None, page: int
) -> ColumnElement[bool]:
    """The newest claims of these periods for which the conditions hold: a page, and one more."""
    span, found = _table(known), claim.alias("found")
    walk = select(claim.c.id).where(_in(span), _STANDS, *conditions)
    if after is not None:
        walk = walk.where(
            tuple_(claim.c.sorted_at, claim.c.id) < tuple_(literal(after.at, UtcTime()), literal(after.id))
        )
    newest = walk.order_by(claim.c.sorted_at.desc(), claim.c.id.desc()).limit(page + 1).correlate(span)
    of_all = select(found.c.id).select_from(span.join(found, found.c.id.in_(newest)))
    return claim.c.id.in_(of_all.order_by(found.c.sorted_at.desc(), found.c.id.desc()).limit(page + 1))


def _table(known: Sequence[Span]) -> Any:
    return func.json_each(orjson.dumps(known).decode()).table_valued("value").alias("span")


def _in(span: Any) -> ColumnElement[bool]:
    end, start = (type_coerce(func.json_extract(span.c.value, f"$[{at}]"), Date()) for at in (0, 1))
    return and_(claim.c.period_end == end, claim.c.period_start == start)
