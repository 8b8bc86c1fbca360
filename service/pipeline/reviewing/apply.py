"""Make a claim what its decisions come to, and judge anew what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.queries import articles, search
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Session
from extractors.types import Article, Claim
from extractors.wire import claim_from_wire
from service.documents import write_documents
from service.pipeline.restated import restate
from service.pipeline.reviewing.lines import standing_of
from service.pipeline.reviewing.types import Desk
from service.pipeline.tasks import refresh_tasks
from service.rows import claim_from_row, claim_values, claim_words, search_words, span_values


def apply(session: Session, row: Record, article: Record, before: Claim, after: Claim, desk: Desk) -> None:
    """``row`` is the claim as it is stored; its decisions, the newest one included, are in the log already."""
    now = standing_of(session, row.public_id)
    values: dict[str, Any] = {"review": now.state, "reviewer": now.reviewer, "reviewed_at": now.at}
    stood = row.withdrawn_at is None
    by_hand = now.state == "added" and not stood
    stands = _stands(row, article, now.state) or by_hand
    values["withdrawn_at"] = None if stands else row.withdrawn_at or desk.now
    restated = after != before
    if restated or by_hand:
        values |= {**claim_values(after), "last_version": article.version}
        place(session, article, row.id, after)
    claim_queries.update_claim(session, row.id, values)
    if restated or stands != stood:
        forms = (before, after) if restated else (after,)
        restate(session, article, {row.public_id: forms}, desk.snapshots, desk.now)
    else:
        refresh_tasks(session, article.id, article.public_id, article.sorted_at)
        write_documents(session, article.id)


def place(session: Session, article: Record, row: int, claim: Claim) -> None:
    """Where the article's newest version says it, and the words it is found by."""
    claim_queries.remove_mentions(session, article.version, [row])
    claim_queries.add_mentions(session, article.version, {row: [span_values(span) for span in claim.mentions]})
    text = Article(article.public_id, article.language, article.title, texts_of(session, article)["text"])
    search.index_claims(session, [(row, claim_words(text, claim), search_words(claim.rule))])


def claim_of(session: Session, row: Record) -> Claim:
    """A stored claim with its places."""
    return claim_from_row(row, claim_queries.mentions_of(session, [row.id]).get(row.id, ()))


def as_it_was(session: Session, article: Record, row: Record, wire: Mapping[str, Any]) -> Claim:
    """What a claim stated once, where the article's newest version says it."""
    then = claim_from_wire(wire)
    texts = texts_of(session, article)
    if then.mentions and all(texts[span.field][span.start : span.end] == span.quote for span in then.mentions):
        return then
    return replace(then, mentions=claim_of(session, row).mentions)


def texts_of(session: Session, article: Record) -> dict[str, str]:
    """The newest version's text by field."""
    shown = articles.get_article(session, article.public_id)
    return {"title": article.title, "text": "" if shown is None else shown.text}


def _stands(row: Record, article: Record, state: str) -> bool:
    """A claim that is not rejected any more stands again, if the article's newest version still makes it."""
    if state == "rejected":
        return False
    return row.withdrawn_at is None or (row.review == "rejected" and row.last_version == article.version)
