"""Claim groups (the same claim in several articles) as the pipeline looks at them again after every article."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import ArticleRow, ClaimRow, table_of
from db.types import Json

claim = table_of(ClaimRow)
article = table_of(ArticleRow)

KEYED = (
    *("kind", "measure", "subject", "object", "relation", "platform", "period_start", "period_end", "of"),
    *("price_of", "modality", "group_key"),
)
"""The fields that members of a group have in common."""

TOLD = (
    *("public_id", "source", "value_point", "value_low", "value_high", "unit", "per", "modifier", "scope", "scope_n"),
    *("attribution", "period_basis", "base_period_start", "base_period_end", "rule", "confidence"),
)
"""The fields of a claim that may tell a member of its group from another."""

SHOWN = ("public_id", "title", "url", "published_at", "version")
"""What a member shows of its article; the version stands for the text."""


_asked = func.json_each(bindparam("groups", type_=Json)).table_valued("value").alias("asked")
_one, _other = claim.alias("one"), claim.alias("other")
_FIRST = (
    select(_one.c.article_id)
    .where(_one.c.group_key == _asked.c.value, _one.c.withdrawn_at.is_(None))
    .order_by(_one.c.sorted_at)
    .limit(1)
    .correlate(_asked)
    .scalar_subquery()
)
_SHARED = (
    select(_asked.c.value)
    .where(
        select(_other.c.id)
        .where(_other.c.group_key == _asked.c.value, _other.c.withdrawn_at.is_(None), _other.c.article_id != _FIRST)
        .exists()
    )
    .order_by(_asked.c.value)
)
_MARKS = (
    select(claim.c.id, func.json_array(*(claim.c[name] for name in TOLD), *(article.c[name] for name in SHOWN)))
    .join(article, article.c.id == claim.c.article_id)
    .where(claim.c.group_key == bindparam("group"), claim.c.withdrawn_at.is_(None))
    .order_by(claim.c.sorted_at, claim.c.id)
    .limit(bindparam("most"))
)
_MEMBERS = (
    select(
        *(claim.c[name] for name in ("id", *KEYED, *TOLD)),
        article.c.public_id.label("article_id"),
        article.c.title.label("article_title"),
        article.c.url.label("article_url"),
        article.c.published_at,
        article.c.fingerprint.label("article_fingerprint"),
    )
    .join(article, article.c.id == claim.c.article_id)
    .order_by(claim.c.sorted_at, claim.c.id)
)
_BY_ROW = _MEMBERS.where(claim.c.id.in_(bindparam("rows", expanding=True)))


def shared_groups(session: Session, group_keys: Collection[str]) -> Sequence[str]:
    """Those of the groups that hold standing claims of more than one article, in order; looks no further into a group
    than to the second article."""
    return session.execute(_SHARED, {"groups": list(group_keys)}).scalars().all() if group_keys else ()


def marks_of_group(session: Session, group_key: str, *, limit: int) -> list[tuple[int, str]]:
    """The row ids of a group's standing claims, the earliest article first, each with a mark of all that
    :func:`members` gives: one that has the same mark is the same."""
    return [(row, mark) for row, mark in session.execute(_MARKS, {"group": group_key, "most": limit})]


def members(session: Session, row_ids: Collection[int]) -> Sequence[Record]:
    """Claims by their row ids, with ``article_id``, ``article_title``, ``article_url``, ``published_at`` and
    ``article_fingerprint``, the earliest article first."""
    return session.execute(_BY_ROW, {"rows": list(row_ids)}).all() if row_ids else ()


def streaks_like(session: Session, like: Mapping[str, Any], start: date, end: date) -> Sequence[Record]:
    """The standing streak claims with these columns whose periods end in a window, as :func:`members` gives them."""
    query = _MEMBERS.where(
        claim.c.kind == "streak",
        claim.c.withdrawn_at.is_(None),
        claim.c.period_end.between(start, end),
        *(claim.c[name].is_not_distinct_from(value) for name, value in like.items()),
    )
    return session.execute(query).all()
