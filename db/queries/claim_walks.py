"""The usual page of claims at once: one walk down one index, put together once for each shape of a filter.

A filter by single values of fields and by time needs nothing but that walk. Its statement is compiled once and run on a
connection that is open already, which takes a tenth of the time that a session takes; and it is given up after so many
steps that whoever waits for it, an event loop say, hardly notices. Everything else is :mod:`db.queries.claims`' work.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, literal_column, select, tuple_, type_coerce
from sqlalchemy.dialects import sqlite

from db.queries.claim_filter import EQUAL, ClaimFilter, Condition, claim
from db.queries.pages import After
from db.session import Database
from db.tables import ClaimDocumentRow, table_of
from db.types import time_text

STEPS = 30_000
"""Of SQLite's machine; a page of fifty takes under two thousand where every row is wanted. About two milliseconds."""

_document = table_of(ClaimDocumentRow)
FIELDS = frozenset(EQUAL) - {"review"}  # what reviewers said may ask for claims that do not stand
_ALONE = FIELDS | {"published_from", "published_to"}
_ANY = ClaimFilter()


class Walked(NamedTuple):
    """A page: each claim's row id, time as text, and document (``form``, ``body``, ``digest``); and where to go on."""

    rows: list[tuple[int, str, int, bytes, bytes]]
    after: After | None


def walk(database: Database, wanted: ClaimFilter, *, after: After | None, limit: int) -> Walked | None:
    """The page that :func:`db.queries.claims.list_documents` gives, or None if it cannot be had at once."""
    asked = [one.name for one in fields(wanted) if getattr(wanted, one.name) != getattr(_ANY, one.name)]
    if not _ALONE.issuperset(asked):
        return None
    values: dict[str, Any] = {"size": limit + 1}
    for name in asked:
        value = getattr(wanted, name)
        if isinstance(value, datetime):
            values[name] = time_text(value)
        elif len(value) == 1:
            values[name] = value[0]
        else:
            return None
    if after is not None:
        values |= {"at": time_text(after.at), "id": after.id}
    statement, names = _statement(tuple(asked), after is not None)
    rows = database.at_once(statement, [values[name] for name in names], steps=STEPS)
    if rows is None:
        return None
    if len(rows) <= limit:
        return Walked(rows, None)
    return Walked(rows[:limit], After(datetime.fromisoformat(rows[limit - 1][1]), rows[limit - 1][0]))


@lru_cache(maxsize=512)
def _statement(asked: tuple[str, ...], later: bool) -> tuple[str, list[str]]:
    """The statement for filters by these fields, and what its places stand for."""
    at = type_coerce(claim.c.sorted_at, Text())
    conditions: list[Condition] = [claim.c.withdrawn_at.is_(None)]
    for name in asked:
        given = bindparam(name, type_=Text())
        if name == "published_from":
            conditions.append(at >= given)
        elif name == "published_to":
            conditions.append(at < given)
        else:
            conditions.append(claim.c[name] == given)
    if later:
        conditions.append(tuple_(at, claim.c.id) < tuple_(bindparam("at", type_=Text()), bindparam("id")))
    query = select(claim.c.id, at, _document.c.form, _document.c.body, _document.c.digest)
    query = query.outerjoin_from(claim, _document).where(*conditions)
    query = (
        query.order_by(claim.c.sorted_at.desc(), claim.c.id.desc()).limit(bindparam("size")).offset(literal_column("0"))
    )
    compiled = query.compile(dialect=sqlite.dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True})
    return str(compiled), list(compiled.positiontup or ())
