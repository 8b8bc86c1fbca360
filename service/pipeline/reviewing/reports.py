"""What comes of reviewing for those who look at it: agreement, and reviewed articles to train and score by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from db.queries import articles, claims, review_tasks, reviews, verdicts
from db.queries.pages import Record
from db.session import Database, Session
from extractors.types import Article
from service.reviews.agreement import Item
from service.reviews.export import ReviewedArticle, inconsistencies
from service.rows import claim_from_row

_CHUNK = 100


def twice_decided(session: Session) -> list[Item]:
    """Every claim that two people decided about, the first decision first."""
    return [
        Item(
            claim_id=row.claim_id,
            reviewers=(row.first_reviewer, row.reviewer),
            decisions=(row.first_decision, row.decision),
            same=row.first_decision == row.decision and _stated(row.first_after) == _stated(row.after),
        )
        for row in reviews.twice_decided(session)
    ]


def _stated(after: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A form of a claim without its places, which move from version to version."""
    return None if after is None else {name: value for name, value in after.items() if name != "mentions"}


def reviewed_articles(database: Database) -> Iterator[ReviewedArticle]:
    """Every article of which nothing waits for a first decision and something was decided, the oldest row first.

    Each chunk is its own view of the store.
    """
    after = 0
    while True:
        with database.reading() as session:
            rows = review_tasks.finished(session, after, limit=_CHUNK)
            found = [_reviewed(session, row) for row in rows]
        yield from found
        if len(rows) < _CHUNK:
            return
        after = rows[-1].id


def _reviewed(session: Session, row: Record) -> ReviewedArticle:
    article = articles.get_article(session, row.public_id)
    assert article is not None  # noqa: S101 - its row was read in this view of the store
    own = claims.claims_of_article(session, row.id)
    mentions = claims.mentions_of(session, [each.id for each in own])
    consistency = [dict(each._mapping) for each in verdicts.consistency_of(session, row.id, row.version)]
    return ReviewedArticle(
        Article(row.public_id, row.language, article.title, article.text, article.url, article.published_at),
        tuple(claim_from_row(each, mentions.get(each.id, ())) for each in own),
        tuple(each.label for each in own),
        inconsistencies(consistency, [each.public_id for each in own]),
    )
