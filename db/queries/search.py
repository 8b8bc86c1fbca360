"""Full-text search over articles and claims: which rows hold the words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, column, delete, exists, false, func, insert, select, table
from sqlalchemy.orm import Session

from db.queries.pages import unindexed
from db.text import indexed_words, match_query

_fts_article = table("fts_article", column("rowid", Integer), column("title", Text), column("text", Text))
_fts_claim = table("fts_claim", column("rowid", Integer), column("words", Text), column("rule", Text))

DRIVING = 2_000
"""Up to so many hits a search drives the query and its hits are sorted; above, rows are walked newest first."""


def claim_condition(
    session: Session, claim_id: ColumnElement[Any], *, words: str | None, rule: str | None
) -> tuple[ColumnElement[bool], bool]:
    """Claims whose article title or surrounding sentences hold the words; ``rule`` is a rule name of the claim's trail.

    The second of the pair says whether the query may be driven by another index.
    """
    parts = [("words", words), ("rule", rule)]
    phrases = [(name, match_query(text)) for name, text in parts if text]
    if any(phrase is None for _, phrase in phrases):
        return false(), False
    return _condition(session, _fts_claim, claim_id, " AND ".join(f"{name} : ({phrase})" for name, phrase in phrases))


def article_condition(session: Session, article_id: ColumnElement[Any], words: str) -> tuple[ColumnElement[bool], bool]:
    """Articles whose title or text hold the words."""
    phrase = match_query(words)
    return (false(), False) if phrase is None else _condition(session, _fts_article, article_id, phrase)


def _condition(session: Session, fts: Any, row_id: ColumnElement[Any], phrase: str) -> tuple[ColumnElement[bool], bool]:
    matches = column(fts.name).op("MATCH", is_comparison=True)(phrase)
    few = select(fts.c.rowid).where(matches).limit(DRIVING + 1).subquery()
    if session.execute(select(func.count()).select_from(few)).scalar_one() <= DRIVING:
        return row_id.in_(select(fts.c.rowid).where(matches)), False
    return exists(select(1).select_from(fts).where(fts.c.rowid == unindexed(row_id), matches)), True


def index_article(session: Session, article_id: int, title: str, text: str) -> None:
    session.execute(delete(_fts_article).where(_fts_article.c.rowid == article_id))
    session.execute(insert(_fts_article).values(rowid=article_id, title=indexed_words(title), text=indexed_words(text)))


def index_claim(session: Session, claim_id: int, words: str, rule: str) -> None:
    session.execute(delete(_fts_claim).where(_fts_claim.c.rowid == claim_id))
    session.execute(insert(_fts_claim).values(rowid=claim_id, words=indexed_words(words), rule=rule))
