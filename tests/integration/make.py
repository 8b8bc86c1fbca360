"""Short ways to write articles that are ready to be stored, and to look at what was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from db.queries import discrepancies
from db.session import Database
from extractors.types import Article, Claim
from service.assess import judge
from service.pipeline import IncomingArticle
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot

NOW = datetime(2026, 3, 23, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NO_DATA = Snapshot.build((), openrouter_rankings())


def story(seed: str, sentences: int = 12) -> str:
    """A text of its own: stories of different seeds share no run of words, those of one seed are copies."""
    words = (hashlib.sha256(f"{seed} {at}".encode()).hexdigest().translate(LETTERS) for at in range(sentences * 8))
    return " ".join(word[:7] for word in words) + "."


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def incoming(
    claims: Sequence[Claim] = (),
    *,
    source: str = "feed",
    key: str = "1",
    title: str = "Weekly numbers",
    text: str | None = None,
    snapshot: Snapshot = NO_DATA,
    published_at: datetime | None = NOW - timedelta(hours=2),
    language: str = "en",
) -> IncomingArticle:
    """An article with these claims, judged against a snapshot."""
    url = f"https://news.test/{source}/{key}"
    article = Article("", language, title, story(source + key) if text is None else text, url, published_at)
    return IncomingArticle(
        source=source,
        key=key,
        url=url,
        site_id=None,
        article=article,
        assessment=judge(claims, snapshot),
        fetched_at=NOW,
    )


def contents(database: Database) -> list[str]:
    """The whole store as SQL text."""
    with database.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        return list(driver.iterdump())


def standing(database: Database) -> list[tuple[str, tuple[str, ...]]]:
    """The unresolved discrepancies: their types and the claims they are about."""
    with database.reading() as session:
        rows = discrepancies.list_discrepancies(session, discrepancies.DiscrepancyFilter(resolved=False)).rows
        about = discrepancies.claims_of(session, [row.id for row in rows])
        return sorted((row.type, tuple(sorted(about[row.id]))) for row in rows)


def events(database: Database) -> list[tuple[str, str]]:
    """What the outbox tells, in order."""
    with database.reading() as session:
        return [(row.type, row.payload["type"]) for row in discrepancies.events_after(session)]
