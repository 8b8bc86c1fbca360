"""Paging by key: the next page starts after the last row seen, however many rows came in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, UnaryExpression, literal, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from db.types import UtcTime

Record: TypeAlias = Row[*tuple[Any, ...]]
Query: TypeAlias = Select[*tuple[Any, ...]]


class After(NamedTuple):
    """Where a page ended: the sort time (or another order's keys) and the row id of its last row."""

    at: Any
    id: int


class Page(NamedTuple):
    """Rows, newest first, and where to go on; ``after`` is None on the last page."""

    rows: Sequence[Record]
    after: After | None


def newest_first(
    session: Session,
    query: Query,
    at: ColumnElement[Any],
    row_id: ColumnElement[Any],
    after: After | None,
    limit: int,
) -> Page:
    """One page of a query that selects ``at`` and ``row_id`` under the names they have in their table."""
    if after is not None:
        query = query.where(tuple_(at, row_id) < tuple_(literal(after.at, UtcTime()), literal(after.id)))
    rows = session.execute(query.order_by(at.desc(), row_id.desc()).limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]._mapping
    return Page(rows[:limit], After(last[at], last[row_id]))


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column with SQLite's unary plus: its value, out of reach of the query planner's choice of index."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def one_of(column: ColumnElement[Any], values: Sequence[str], *, indexed: bool) -> ColumnElement[bool]:
    """Equality with any of the values.

    An index on (column, sort time) gives rows in order for one value only; several values would be sorted whole, so
    then the walk goes down the sort time's own index and the column is merely compared.
    """
    if len(values) == 1:
        return (column if indexed else unindexed(column)) == values[0]
    return unindexed(column).in_(values)
