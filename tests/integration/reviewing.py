"""A store with articles to review, and short ways to decide about their claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from db.queries import articles, claims, review_tasks, reviews
from db.queries.pages import Record
from db.session import Database
from extractors.types import Article, Claim, Span
from service.assess import judge
from service.pipeline import IncomingArticle, ingest, read_again, reviewing
from service.pipeline.reviewing import Desk, Given, Made, Reviewer
from service.reconcile.snapshot import Snapshot
from tests.integration.make import LATER, NOW
from tests.unit.reconcile.make import sample_snapshot

ADA, BEN, ROOT = Reviewer("ada", "k1"), Reviewer("ben", "k2"), Reviewer("root", "k3", admin=True)


def placed(text: str, quote: str, claim: Claim) -> Claim:
    start = text.index(quote)
    return replace(claim, mentions=(Span("text", start, start + len(quote), quote),))


@dataclass
class Room:
    """Reviewers at work on one store. ``twice`` is the share that two of them decide about."""

    database: Database
    twice: float = 0.0
    snapshot: Snapshot = field(default_factory=sample_snapshot)
    drawn: int = 0
    now: datetime = LATER

    def store(self, key: str, text: str, said: Sequence[Claim], *, source: str = "feed", title: str = "Weekly") -> str:
        """An article, or another version of it; its public id."""
        article = Article("", "en", title, text, f"https://news.test/{key}", NOW)
        given = IncomingArticle(source, key, article.url, None, article, judge(said, self.snapshot), NOW)
        return ingest(self.database, given, self.desk().now).article_id

    def read(self, article_id: str, said: Sequence[Claim]) -> None:
        """The same version, read by other rules."""
        assert read_again(self.database, article_id, judge(said, self.snapshot), self.desk().now) is not None

    def decide(self, claim_id: str, decision: Any, by: Reviewer = ADA, **more: Any) -> Made:
        return reviewing.decide(self.database, claim_id, Given(decision, **more), by, self.desk())

    def add(self, article_id: str, fields: Any, by: Reviewer = ADA) -> Made:
        return reviewing.add(self.database, article_id, fields, None, by, self.desk())

    def undo(self, review_id: str, by: Reviewer = ADA) -> Made:
        return reviewing.undo(self.database, review_id, by, self.desk())

    def desk(self) -> Desk:
        self.now += timedelta(seconds=1)
        return Desk((self.snapshot,), self.twice, self.now, self.draw)

    def draw(self, size: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(size, "big")

    def claim(self, claim_id: str) -> Record:
        with self.database.reading() as session:
            row = claims.get_claim(session, claim_id)
        assert row is not None
        return row

    def claims(self, article_id: str) -> list[Record]:
        """Those that stand, in order."""
        with self.database.reading() as session:
            row = articles.get_article(session, article_id)
            assert row is not None
            return list(claims.claims_of_article(session, row.id))

    def quotes(self, article_id: str) -> list[list[str]]:
        """What the newest version says, claim by claim; every mention is checked against the text."""
        with self.database.reading() as session:
            row = articles.get_article(session, article_id)
            assert row is not None
            own = claims.claims_of_article(session, row.id)
            mentions = claims.mentions_of(session, [each.id for each in own])
            for spans in mentions.values():
                for span in spans:
                    text = row.title if span.field == "title" else row.text
                    assert text[span.start : span.end] == span.quote
            return [[span.quote for span in mentions.get(each.id, ())] for each in own]

    def queue(self, by: Reviewer) -> list[tuple[str, str, int]]:
        with self.database.reading() as session:
            rows = review_tasks.queue(session, by.name)
        return [(row.public_id, row.second_to, row.waiting) for row in rows]

    def log(self, claim_id: str) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            return [(row.reviewer, row.decision) for row in reviews.of_claim(session, claim_id)]
