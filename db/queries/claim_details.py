"""One claim with all that is said of it, at once: a few short statements, put together once.

What has documents or is kept as JSON comes as it is stored, so that whoever sends it need not read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, exists, literal_column, select
from sqlalchemy.dialects import sqlite

from db.queries.articles import CLAIM_COUNT, LISTED, article
from db.queries.claim_filter import claim
from db.queries.verdicts import verdict
from db.session import Database
from db.tables import ClaimDocumentRow, DiscrepancyClaimRow, ReviewRow, table_of

STEPS = 30_000

_document = table_of(ClaimDocumentRow)
_its = claim.alias("its")
_link = table_of(DiscrepancyClaimRow)
_review = table_of(ReviewRow)
_BODY = case((_document.c.form == bindparam("form"), _document.c.body)).label("body")
_TOLD = ("first_version", "last_version", "first_seen_at", "rule", "group_key")


class Stored(NamedTuple):
    """A claim's document, its row, its article's, its verdicts' (the newest first), and its copies' documents.

    Rows are what SQLite gives, by the names of their columns.
    """

    body: bytes
    claim: dict[str, Any]
    article: dict[str, Any]
    verdicts: list[dict[str, Any]]
    copies: list[bytes]


def at_once(database: Database, public_id: str, *, form: int) -> Stored | None:
    """One claim; None where it is not there, is disputed or reviewed, or cannot be had at once in this ``form``."""
    found = _run(database, _CLAIM, form=form, public_id=public_id)
    if not found or found[0][0] is None or found[0][1] or found[0][2]:
        return None
    body, _, _, row_id, *rest = found[0]
    told = dict(zip(_TOLD, rest, strict=False))
    history = _run(database, _HISTORY, claim=row_id)
    copies = [] if told["group_key"] is None else _run(database, _COPIES, form=form, key=told["group_key"])
    if history is None or copies is None or any(copy is None for _, copy in copies):
        return None
    return Stored(
        body,
        told,
        dict(zip(_ARTICLE, rest[len(_TOLD) :], strict=True)),
        [dict(zip(verdict.c.keys(), row, strict=True)) for row in history],
        [copy for other, copy in copies if other != row_id],
    )


def _run(database: Database, statement: tuple[str, Sequence[str]], **values: Any) -> list[Any] | None:
    text, names = statement
    return database.at_once(text, [values[name] for name in names], steps=STEPS)


def _compiled(query: Select[Any]) -> tuple[str, Sequence[str]]:
    compiled = query.compile(dialect=sqlite.dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True})
    return str(compiled), list(compiled.positiontup or ())


_ARTICLE = [*(column.name for column in LISTED), "claim_count"]
_CLAIM = _compiled(
    select(
        _BODY,
        exists().where(_link.c.claim_id == _its.c.id),
        exists().where(_review.c.claim_id == _its.c.public_id),
        _its.c.id,
        *(_its.c[name] for name in _TOLD),
        *LISTED,
        CLAIM_COUNT,
    )
    .select_from(
        _its.join(_document, _document.c.claim_id == _its.c.id).join(article, article.c.id == _its.c.article_id)
    )
    .where(_its.c.public_id == bindparam("public_id"))
)
_HISTORY = _compiled(select(verdict).where(verdict.c.claim_id == bindparam("claim")).order_by(verdict.c.number.desc()))
_COPIES = _compiled(
    select(claim.c.id, _BODY)
    .outerjoin_from(claim, _document, _document.c.claim_id == claim.c.id)
    .where(claim.c.group_key == bindparam("key"), claim.c.withdrawn_at.is_(None))
    .order_by(claim.c.sorted_at, claim.c.id)
    .limit(literal_column("100"))
    .offset(literal_column("0"))
)
