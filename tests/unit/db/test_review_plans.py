"""No query for reviewers walks a table, and the next article to review is the next step down an index."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from db.queries import articles, claims, review_tasks, reviews, sources
from db.queries.pages import After
from db.queries.review_tasks import Place
from db.queries.reviews import ReviewFilter
from db.session import Database, Session
from tests.stores import plans
from tests.unit.db.test_plans import article, claim

NOW = datetime(2026, 3, 22, tzinfo=UTC)
LATER = After(NOW, 7)


@pytest.fixture
def stocked(database: Database) -> Iterator[Database]:
    with database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
        rows = [articles.add_article(session, article(number)) for number in range(3)]
        claims.add_claims(session, [{**claim(row, 0), "public_id": f"clm_{row}"} for row in rows])
        for number, row in enumerate(rows):
            task = {"waiting": 1, "severity": number % 2, "doubt": 5, "sorted_at": NOW}
            review_tasks.replace_tasks(
                session, row, [{"second_to": name, **task} for name in ("", "ada")[: number + 1]]
            )
        reviews.add_reviews(session, [line(f"rev_{number}", "ada", "accept") for number in range(3)])
        reviews.add_reviews(session, [{**line("rev_9", "ben", "reject"), "answers": "rev_0"}])
    yield database


def line(public_id: str, reviewer: str, decision: str) -> dict[str, object]:
    nothing = {"before": None, "after": None, "note": None, "answers": None, "undoes": None, "batch": None}
    return {
        **nothing,
        "public_id": public_id,
        "claim_id": "clm_1",
        "article_id": "art_0",
        "reviewer": reviewer,
        "decision": decision,
        "extractor": "e",
        "decided_at": NOW,
        "wanted": False,
    }


QUERIES: dict[str, Callable[[Session], object]] = {
    "log": lambda session: reviews.list_reviews(session, ReviewFilter(), after=LATER),
    "log of a claim": lambda session: reviews.list_reviews(session, ReviewFilter(claim="clm_1"), after=LATER),
    "log of an article": lambda session: reviews.list_reviews(session, ReviewFilter(article="art_1")),
    "log of a reviewer": lambda session: reviews.list_reviews(session, ReviewFilter(reviewer=("ada",)), after=LATER),
    "log of reviewers": lambda session: reviews.list_reviews(session, ReviewFilter(reviewer=("ada", "ben"))),
    "log of decisions": lambda session: reviews.list_reviews(
        session, ReviewFilter(decision=("edit",), decided_from=NOW)
    ),
    "review": lambda session: reviews.get_review(session, "rev_1"),
    "log of a claim, second decisions open": lambda session: reviews.list_reviews(
        session, ReviewFilter(claim="clm_1"), hidden_from="ben"
    ),
    "log, second decisions open": lambda session: reviews.list_reviews(session, ReviewFilter(), hidden_from="ben"),
    "of a claim": lambda session: reviews.of_claim(session, "clm_1"),
    "of claims": lambda session: reviews.of_claims(session, ["clm_1", "clm_2"]),
    "of an article": lambda session: reviews.of_article(session, "art_1"),
    "of a batch": lambda session: reviews.of_batch(session, "rev_1"),
    "twice": reviews.twice_decided,
    "counts": lambda session: reviews.counts(session, NOW),
    "copies": lambda session: reviews.copies(session, session.execute(text("SELECT * FROM claim")).first(), "art_1"),  # type: ignore[arg-type]
    "queue": lambda session: review_tasks.queue(session, "ada"),
    "queue, further": lambda session: review_tasks.queue(session, "ada", after=Place(0, 5, NOW, 1, "")),
    "tasks": lambda session: review_tasks.task_of(session, 1),
    "backlog": lambda session: review_tasks.backlog(session, "ada"),
    "articles": lambda session: review_tasks.articles_of(session, [1, 2], [1]),
}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_find_their_rows(stocked: Database, name: str) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        QUERIES[name](session)
    assert steps
    scans = [step for step in steps if step.startswith("SCAN") and " USING " not in step and step != "SCAN claim"]
    assert scans == [], steps
    if name.startswith("queue") or name in {"log", "log of a reviewer", "of a claim", "of an article"}:
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_the_queue_goes_on_where_it_ended(stocked: Database) -> None:
    with stocked.reading() as session:
        every = review_tasks.queue(session, "ben")
        assert [(row.public_id, row.second_to) for row in every] == [
            ("art_1", "ada"), ("art_1", ""), ("art_2", "ada"), ("art_2", ""), ("art_0", "")
        ]  # fmt: skip
        after: Place | None = None
        seen = []
        while page := review_tasks.queue(session, "ben", after=after, limit=2):
            seen += [(row.public_id, row.second_to) for row in page]
            last = page[-1]
            after = Place(last.severity, last.doubt, last.sorted_at, last.article_id, last.second_to)
        assert seen == [(row.public_id, row.second_to) for row in every]
        assert [row.second_to for row in review_tasks.queue(session, "ada")] == ["", "", ""]
        assert review_tasks.backlog(session, "ben") == (3, 3, 2)
        assert review_tasks.backlog(session, "ada") == (3, 3, 0)


def test_a_log_page_says_what_was_taken_back(stocked: Database) -> None:
    with stocked.transaction() as session:
        reviews.add_reviews(session, [{**line("rev_u", "ada", "undo"), "undoes": "rev_0"}])
    with stocked.reading() as session:
        rows = reviews.list_reviews(session, ReviewFilter(reviewer=("ada",), decision=("accept",))).rows
        assert [(row.public_id, bool(row.undone)) for row in rows] == [
            ("rev_2", False), ("rev_1", False), ("rev_0", True)
        ]  # fmt: skip
        assert reviews.twice_decided(session) == []
        assert reviews.counts(session, NOW) == {("ada", "accept"): 2, ("ada", "undo"): 1, ("ben", "reject"): 1}


def test_a_store_from_before_reviews_has_its_claims_waiting(stocked: Database) -> None:
    """The revision's own words, on a store with claims: every one waits, those in a discrepancy first."""
    with stocked.transaction() as session:
        triggers = (
            session.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (:a, :b, :c, :d)"),
                {"a": "claim", "b": "mention", "c": "verdict", "d": "article"},
            )
            .scalars()
            .all()
        )
        for trigger in triggers:
            if trigger.startswith(("tally_", "document_")):
                session.execute(text(f"DROP TRIGGER {trigger}"))
        for table in ("claim_document", "claim_tally", "claim_week_tally", "listing"):
            session.execute(text(f"DROP TABLE {table}"))
        session.execute(text("DROP TABLE review"))
        session.execute(text("DROP TABLE review_task"))
        session.execute(text("DROP INDEX ix_claim_review_sorted_at"))
        for column in ("review", "reviewer", "reviewed_at"):
            session.execute(text(f"ALTER TABLE claim DROP COLUMN {column}"))
    revision = importlib.import_module("db.migrations.versions.0009_reviews")
    with stocked.writing_connection() as connection, Operations.context(MigrationContext.configure(connection)):
        revision.upgrade()
    with stocked.reading() as session:
        assert [(row.public_id, row.waiting) for row in review_tasks.queue(session, "ada")] == [
            ("art_2", 1), ("art_1", 1), ("art_0", 1)
        ]  # fmt: skip
        assert claims.find_claim(session, "clm_1").review == "unreviewed"  # type: ignore[union-attr]
