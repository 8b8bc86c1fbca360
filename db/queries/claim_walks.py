"""The usual page of claims at once: one walk down one index, put together once for each shape of a question.

Words that are common are found by a longer walk, each stretch of which is held against the full-text index.

A question for single values of fields and for times needs nothing but that walk. Its statement is compiled once and run
on a connection that is open already, which takes a tenth of the time that a session takes; and it is given up after so
many steps that whoever waits for it, an event loop say, hardly notices. Everything else is :mod:`db.queries.claims`'
work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from sqlalchemy import Text, bindparam, case, literal_column, select, tuple_, type_coerce
from sqlalchemy.dialects import sqlite

from db.queries.claim_filter import EQUAL, ClaimFilter, Condition, claim
from db.queries.pages import After
from db.session import Database
from db.tables import ClaimDocumentRow, table_of
from db.types import time_text

STEPS = 30_000
"""Of SQLite's machine; a page of fifty takes under two thousand where every row is wanted. About two milliseconds."""

STRETCHES = (8, 32)
"""So many pages are looked through for words, and so many more if that finds too few; then others count first."""

_document = table_of(ClaimDocumentRow)
FIELDS = frozenset(EQUAL) - {"review"}  # what reviewers said may ask for claims that do not stand
_TIMES = ("published_from", "published_to")
_ANY = ClaimFilter()

Value: TypeAlias = str | int
Row: TypeAlias = tuple[int, str, bytes, bytes]


class Walked(NamedTuple):
    """A page: each claim's row id, time as text, document and digest; and where to go on."""

    rows: list[Row]
    after: After | None


def plain(wanted: ClaimFilter) -> dict[str, Value] | None:
    """A filter as a question for :func:`walk`: one value a field, times as text. None if it asks for anything else."""
    asked: dict[str, Value] = {}
    for name in (one.name for one in fields(wanted)):
        value = getattr(wanted, name)
        if value == getattr(_ANY, name):
            continue
        if name in _TIMES:
            asked[name] = time_text(value)
        elif name in FIELDS and len(value) == 1:
            asked[name] = value[0]
        else:
            return None
    return asked


def search(
    database: Database, asked: Mapping[str, Value], phrase: str, *, form: int, after: After | None, limit: int
) -> Walked | None:
    """The same page of the claims that hold a phrase (:func:`db.queries.search.claim_phrase`), if they are common."""
    found: list[tuple[int, str]] = []
    for size in STRETCHES:
        values = {**asked, "size": size * limit}
        if after is not None:
            values |= {"at": time_text(after.at), "id": after.id}
        statement, names = _statement(tuple(asked), after is not None, bare=True)
        keys = database.at_once(statement, [values[name] for name in names], steps=STEPS)
        if keys is None:
            return None
        if keys:
            ids = [row_id for row_id, _ in keys]
            holding = database.at_once(_HOLDING, [phrase, min(ids), max(ids)], steps=STEPS)
            if holding is None:
                return None
            hits = {row_id for (row_id,) in holding}
            found += [key for key in keys if key[0] in hits]
        if len(found) > limit or len(keys) < size * limit:
            return _written(database, found, form, limit)
        after = After(datetime.fromisoformat(keys[-1][1]), keys[-1][0])
    return None


def _written(database: Database, found: list[tuple[int, str]], form: int, limit: int) -> Walked | None:
    """The page of these claims, with their documents."""
    page, end = found[:limit], None
    if len(found) > limit:
        end = After(datetime.fromisoformat(page[-1][1]), page[-1][0])
    rows = database.at_once(_WRITTEN, [form, str([row_id for row_id, _ in page])], steps=STEPS)
    if rows is None:
        return None
    documents = {row_id: (body, digest) for row_id, body, digest in rows}
    if any(documents.get(row_id, (None, None))[0] is None for row_id, _ in page):
        return None
    return Walked([(row_id, at, *documents[row_id]) for row_id, at in page], end)


_HOLDING = "SELECT rowid FROM fts_claim WHERE fts_claim MATCH ? AND rowid BETWEEN ? AND ?"
_WRITTEN = (
    "SELECT claim_id, CASE WHEN form = ? THEN body END, digest FROM claim_document"
    " WHERE claim_id IN (SELECT value FROM json_each(?))"
)


def walk(
    database: Database, asked: Mapping[str, Value], *, form: int, after: After | None, limit: int
) -> Walked | None:
    """The page that :func:`db.queries.claims.list_documents` gives; None if it cannot be had at once.

    Nor can it where a claim's document is not there in this ``form``.
    """
    values: dict[str, Value] = {**asked, "form": form, "size": limit + 1}
    if after is not None:
        values |= {"at": time_text(after.at), "id": after.id}
    statement, names = _statement(tuple(asked), after is not None)
    rows: list[Row] | None = database.at_once(statement, [values[name] for name in names], steps=STEPS)
    if rows is None or any([body is None for _, _, body, _ in rows]):  # noqa: C419 - a third of the time
        return None
    if len(rows) <= limit:
        return Walked(rows, None)
    row_id, at, _, _ = rows[limit - 1]
    return Walked(rows[:limit], After(datetime.fromisoformat(at), row_id))


@lru_cache(maxsize=512)
def _statement(asked: tuple[str, ...], later: bool, *, bare: bool = False) -> tuple[str, list[str]]:
    """The statement for filters by these fields, and what its places stand for; ``bare`` leaves out documents."""
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
    body = case((_document.c.form == bindparam("form"), _document.c.body))
    query = select(claim.c.id, at)
    if not bare:
        query = query.add_columns(body, _document.c.digest).outerjoin_from(claim, _document)
    query = (
        query.where(*conditions)
        .order_by(claim.c.sorted_at.desc(), claim.c.id.desc())
        .limit(bindparam("size"))
        .offset(literal_column("0"))
    )
    compiled = query.compile(dialect=sqlite.dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True})
    return str(compiled), list(compiled.positiontup or ())
