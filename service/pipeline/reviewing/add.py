"""A claim that the article makes and the extractor did not find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.queries import articles, reviews
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Database, Session
from extractors.rules import load_rules
from extractors.types import Claim
from service.errors import NotFound
from service.identity import claim_id
from service.pipeline.reviewing.apply import apply, texts_of
from service.pipeline.reviewing.lines import line, note
from service.pipeline.reviewing.types import Desk, Made, NotReviewable, Reviewer
from service.reviews.fields import added
from service.rows import claim_values


def add(
    database: Database, article_id: str, fields: Mapping[str, Any], remark: str | None, by: Reviewer, desk: Desk
) -> Made:
    """Store a claim that a person found; its id is made like any other claim's."""
    with database.transaction() as session:
        shown = articles.get_article(session, article_id)
        if shown is None:
            raise NotFound(f"There is no article {article_id}.")
        article = articles.get_by_row(session, shown.id)
        claim = added(fields, texts_of(session, article), load_rules().measures)
        public_id = claim_id(article_id, claim)
        row = claim_queries.find_claim(session, public_id)
        if row is not None and (row.withdrawn_at is None or row.review == "rejected"):
            what = "was rejected: accept it instead" if row.review == "rejected" else "is there already"
            raise NotReviewable(f"The claim {public_id} {what}.")
        made = line(public_id, article_id, "add", by, desk, after=claim, note=remark)
        reviews.add_reviews(session, [made])
        row = row or _insert(session, article, public_id, claim, desk.now)
        apply(session, row, article, claim, claim, desk)
        note(session, made, by, desk)
    return Made(made["public_id"], public_id, article_id)


def _insert(session: Session, article: Record, public_id: str, claim: Claim, now: datetime) -> Record:
    """A row in its place among the article's others, not standing yet."""
    others = [row for row in claim_queries.stored_claims(session, article.id) if row.withdrawn_at is None]
    mentions = claim_queries.mentions_of(session, [row.id for row in others])
    start = min(span.start for span in claim.mentions)
    before = [row.position for row in others if any(span.start <= start for span in mentions.get(row.id, ()))]
    values = {
        **claim_values(claim),
        "public_id": public_id,
        "article_id": article.id,
        "source": article.source,
        "language": article.language,
        "sorted_at": article.sorted_at,
        "position": max(before, default=0),
        "first_version": article.version,
        "last_version": article.version,
        "first_seen_at": now,
        "withdrawn_at": now,
    }
    claim_queries.add_claims(session, [values])
    row = claim_queries.find_claim(session, public_id)
    assert row is not None  # noqa: S101 - it was stored a line ago
    return row
