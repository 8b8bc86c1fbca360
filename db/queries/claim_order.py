"""Claims in another order than the newest article first: by arrival, by period, by value.

A key of the order may be missing from a claim (one without a period, a comparison without a value); such claims are not
in a list that is ordered by it. Where few claims match, they are fetched and sorted; where many do, the order's own
index is walked and each row is looked up among the matching.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, literal, tuple_
from sqlalchemy.orm import Session

from db.queries.claim_filter import ClaimFilter, claim, few, matching
from db.queries.pages import After, Page, Query, unindexed
from db.types import time_text

Sort = Literal["-published", "published", "-seen", "seen", "-period", "period", "-value", "value"]
NEWEST: Sort = "-published"


class Order(NamedTuple):
    """The columns of an order; the row id is always the last one."""

    keys: tuple[Column[Any], ...]
    descending: bool


_KEYS: dict[str, tuple[Column[Any], ...]] = {
    "published": (claim.c.sorted_at,),
    "seen": (),
    "period": (claim.c.period_end, claim.c.period_start),
    "value": (claim.c.value_number,),
}


def order_of(sort: Sort) -> Order:
    return Order(_KEYS[sort.removeprefix("-")], sort.startswith("-"))


def position(sort: Sort, values: Sequence[Any], row_id: int) -> After:
    """Where a page ended, from plain values; ``ValueError`` or ``TypeError`` if they are not this order's."""
    keys = order_of(sort).keys
    return After(tuple(_read(key, value) for key, value in zip(keys, values, strict=True)), row_id)


def plain(after: After) -> list[Any]:
    """A position's values as JSON can hold them."""
    return [time_text(v) if isinstance(v, datetime) else v.isoformat() if isinstance(v, date) else v for v in after.at]


def in_order(session: Session, query: Query, wanted: ClaimFilter, sort: Sort, after: After | None, limit: int) -> Page:
    """One page of a query over claims; its positions come from :func:`position` of the same ``sort``.

    An order by value goes down the values of one kind: ``wanted`` must name exactly one.
    """
    keys, descending = order_of(sort)
    every = matching(session, wanted)
    by_value = claim.c.value_number in keys
    gone = wanted.withdrawn or "rejected" in wanted.review  # the index by value holds claims that stand
    drives = gone or few(session, every) if by_value else few(session, every)
    query = query.where((claim.c.id if drives else unindexed(claim.c.id)).in_(every))
    if by_value and not drives:  # in the words of the index
        query = query.where(claim.c.kind == wanted.kind[0], claim.c.withdrawn_at.is_(None))
    columns = [*((unindexed(key) for key in keys) if drives else keys), claim.c.id]
    query = query.where(*(unindexed(key).is_not(None) for key in keys))
    if after is not None:
        values = [*(literal(value, key.type) for key, value in zip(keys, after.at, strict=True)), literal(after.id)]
        here, there = tuple_(*columns), tuple_(*values)
        query = query.where(here < there if descending else here > there)
    query = query.order_by(*(column.desc() if descending else column.asc() for column in columns))
    rows = session.execute(query.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]._mapping
    return Page(rows[:limit], After(tuple(last[key] for key in keys), last[claim.c.id]))


def _read(key: Column[Any], value: Any) -> Any:
    if key is claim.c.sorted_at:
        return datetime.fromisoformat(value)
    if key is claim.c.value_number:
        return float(value)
    return date.fromisoformat(value)
