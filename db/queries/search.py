"""Full-text search over articles and claims: which rows hold the words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    TableClause,
    Text,
    column,
    exists,
    false,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.orm import Session

from db.queries.pages import unindexed
from db.text import indexed_words, match_query

_fts_article = table("fts_article", column("rowid", Integer), column("title", Text), column("text", Text))
_fts_claim = table("fts_claim", column("rowid", Integer), column("words", Text), column("rule", Text))
_INDEX_ARTICLE = insert(_fts_article).prefix_with("OR REPLACE")
_INDEX_CLAIM = insert(_fts_claim).prefix_with("OR REPLACE")

DRIVING = 20_000
"""Up to so many hits are fetched by id and sorted; above, rows are walked newest first and looked up one by one."""

NEWEST = 2_000
"""So many of the last stored hits are tried first when there are more than can be sorted."""


class Hits(NamedTuple):
    """What a search found, as a condition on the rows it belongs to.

    ``drives`` says that the hits are few and no other index should be used. ``shortcut`` is a stricter condition, met
    only by hits that are surely newer than every hit it leaves out: if it fills a page, that is the page. ``phrase`` is
    given for common words of claims: what :func:`holding` takes.
    """

    condition: ColumnElement[bool]
    drives: bool
    shortcut: ColumnElement[bool] | None = None
    phrase: str = ""


def claim_hits(
    session: Session,
    row_id: ColumnElement[Any],
    sorted_at: ColumnElement[Any],
    *,
    words: str | None,
    rule: str | None,
    drive: bool = False,
) -> Hits:
    """Claims whose article title or surrounding sentences hold the words; ``rule`` is a rule name of the claim's trail.

    ``drive`` asks for the hits to be fetched by id however many they are.
    """
    phrase = claim_phrase(words, rule)
    if phrase is None:
        return Hits(false(), drives=False)
    return _hits(session, _fts_claim, row_id, sorted_at, phrase, drive=drive)


def claim_phrase(words: str | None, rule: str | None) -> str | None:
    """What the index of claims is asked for; None where nothing can be found by it."""
    phrases = [(name, match_query(text)) for name, text in (("words", words), ("rule", rule)) if text]
    if not phrases or any(phrase is None for _, phrase in phrases):
        return None
    return " AND ".join(f"{name} : ({phrase})" for name, phrase in phrases)


def article_hits(session: Session, row_id: ColumnElement[Any], sorted_at: ColumnElement[Any], words: str) -> Hits:
    """Articles whose title or text hold the words."""
    phrase = match_query(words)
    if phrase is None:
        return Hits(false(), drives=False)
    return _hits(session, _fts_article, row_id, sorted_at, phrase, drive=False)


def _hits(
    session: Session,
    fts: TableClause,
    row_id: ColumnElement[Any],
    sorted_at: ColumnElement[Any],
    phrase: str,
    *,
    drive: bool,
) -> Hits:
    matches = column(fts.name).op("MATCH", is_comparison=True)(phrase)
    every = select(fts.c.rowid).where(matches)
    some = every.limit(DRIVING + 1).subquery()
    if drive or session.execute(select(func.count()).select_from(some)).scalar_one() <= DRIVING:
        return Hits(row_id.in_(every), drives=True)
    looked_up = exists(select(1).select_from(fts).where(fts.c.rowid == unindexed(row_id), matches))
    if fts is _fts_claim:  # claims are walked in stretches: db.queries.claim_words
        return Hits(looked_up, drives=False, phrase=phrase)
    newest = every.order_by(fts.c.rowid.desc()).limit(NEWEST)
    oldest = session.execute(select(func.min(newest.subquery().c.rowid))).scalar_one()
    # Articles are mostly stored in the order of their times. Whatever was stored before the oldest of these hits is
    # no newer than this bound, so hits above it are the newest there are.
    bound = session.execute(
        select(sorted_at).where(unindexed(row_id) < oldest).order_by(sorted_at.desc()).limit(1)
    ).scalar_one_or_none()
    surely = row_id.in_(newest) if bound is None else row_id.in_(newest) & (unindexed(sorted_at) > bound)
    return Hits(looked_up, drives=False, shortcut=surely)


def holding(session: Session, phrase: str, row_ids: Collection[int]) -> set[int]:
    """Those of the claims that hold the words: one look at the range that the row ids span, best where it is narrow."""
    if not row_ids:
        return set()
    matches = column(_fts_claim.name).op("MATCH", is_comparison=True)(phrase)
    spanned = _fts_claim.c.rowid.between(min(row_ids), max(row_ids))
    return set(session.execute(select(_fts_claim.c.rowid).where(matches, spanned)).scalars()).intersection(row_ids)


def index_article(session: Session, article_id: int, title: str, text: str) -> None:
    """Make an article found by its words, cut as :func:`db.text.indexed_words` does."""
    session.connection().execute(_INDEX_ARTICLE, {"rowid": article_id, "title": title, "text": text})


def index_claims(session: Session, rows: Sequence[tuple[int, str, str]]) -> None:
    """Make claims found by their words and rules: (row id, words, rule)."""
    if not rows:
        return
    values = [{"rowid": row_id, "words": indexed_words(words), "rule": rule} for row_id, words, rule in rows]
    session.connection().execute(_INDEX_CLAIM, values)
