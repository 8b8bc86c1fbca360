"""The use case: one article, one transaction.

The article, its version, its claims with their verdicts, what they disagree with and the events that tell of it are
stored together or not at all. Seen again unchanged, an article changes nothing in the store, not even a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from db.queries import articles, search, sources
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Database, Session
from extractors.rules import Rules
from extractors.types import Article
from service.assess import Assessment, assess
from service.identity import article_id
from service.pipeline.claims import Place
from service.pipeline.clusters import bands, cluster_of
from service.pipeline.findings import Teller
from service.pipeline.judged import Stored, is_same, store_assessment
from service.prints import Prints, prints_of
from service.reconcile.snapshot import Snapshot
from service.reconcile.stories import Telling, figures
from service.sources.pages import IncomingArticle

MOST_VERSIONS = 50
"""Versions of one article that are kept for any edit; after that only an edit that changes a claim makes another."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of it. Neither ``created`` nor ``changed``: it was there already, as it is."""

    article_id: str
    version: int
    created: bool
    changed: bool
    stored: Stored | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """An incoming article with what is computed from it before the store is locked."""

    incoming: IncomingArticle
    prints: Prints
    now: datetime

    @property
    def article(self) -> Article:
        return self.incoming.article


def ingest(database: Database, incoming: IncomingArticle, now: datetime) -> IngestResult:
    """Store one article. Raises :class:`~db.errors.StoreError`, and then nothing of it is stored."""
    reading = _Reading(incoming, incoming.prints or prints_of(incoming.article), now)
    with database.transaction() as session:
        known = articles.find_article(session, incoming.source, incoming.key)
        if known is None:
            return _create(session, reading)
        if known.content_hash == reading.prints.content_hash or _is_idle_edit(session, known, incoming):
            return _unchanged(known)
        return _change(session, known, reading)


def read_again(database: Database, public_id: str, assessment: Assessment, now: datetime) -> Stored | None:
    """Store what other rules read in an article's newest version; None where there is no such article.

    What people decided about its claims is carried over.
    """
    with database.transaction() as session:
        shown = articles.get_article(session, public_id)
        if shown is None:
            return None
        article = Article(public_id, shown.language, shown.title, shown.text, shown.url, shown.published_at)
        teller = Teller(public_id, shown.title, shown.url)
        place = Place(shown.id, teller, shown.source, shown.language, shown.sorted_at, shown.version)
        return store_assessment(session, place, article, assessment, now, again=True)


def assess_and_ingest(
    database: Database, incoming: IncomingArticle, rules: Rules | None, snapshot: Snapshot, now: datetime
) -> IngestResult:
    """The same for an article that nobody has assessed yet: whatever ``incoming.assessment`` holds is replaced."""
    return ingest(database, replace(incoming, assessment=assess(incoming.article, rules, snapshot)), now)


def _unchanged(known: Record) -> IngestResult:
    return IngestResult(known.public_id, known.version, created=False, changed=False)


def _is_idle_edit(session: Session, known: Record, incoming: IncomingArticle) -> bool:
    """Whether this is one of endless edits that change no claim (a counter in the text, a rotating footer)."""
    if known.version < MOST_VERSIONS:
        return False
    return is_same(session, known, incoming.article, incoming.assessment)


def _create(session: Session, reading: _Reading) -> IngestResult:
    incoming, now = reading.incoming, reading.now
    public_id = article_id(incoming.source, incoming.key)
    sorted_at = reading.article.published_at or now
    sources.add_missing_source(session, incoming.source, now=now)
    values = {
        **_facts(reading),
        "public_id": public_id,
        "source": incoming.source,
        "key": incoming.key,
        "first_seen_at": now,
        "sorted_at": sorted_at,
        "version": 1,
        "cluster": _cluster(session, public_id, reading),
    }
    row = articles.add_article(session, values)
    stored = _store_version(session, reading, row, public_id, 1, sorted_at)
    return IngestResult(public_id, 1, created=True, changed=False, stored=stored)


def _change(session: Session, known: Record, reading: _Reading) -> IngestResult:
    version = known.version + 1
    sorted_at = reading.article.published_at or known.first_seen_at
    changes = {**_facts(reading), "sorted_at": sorted_at, "version": version}
    articles.update_article(session, known.id, changes)
    if known.cluster == known.public_id:  # what joined another stays there after it was edited: its history is there
        cluster = _cluster(session, known.public_id, reading)
        if cluster != known.cluster:
            articles.move_cluster(session, known.cluster, cluster)
    articles.remove_bands(session, known.id)
    claim_queries.move_claims(session, known.id, sorted_at=sorted_at, language=reading.article.language)
    stored = _store_version(session, reading, known.id, known.public_id, version, sorted_at)
    return IngestResult(known.public_id, version, created=False, changed=True, stored=stored)


def _cluster(session: Session, public_id: str, reading: _Reading) -> str:
    article, claims = reading.article, reading.incoming.assessment.claims
    telling = Telling(article.language, article.published_at, figures(claims))
    return cluster_of(session, public_id, reading.prints.sketch, telling)


def _facts(reading: _Reading) -> dict[str, object]:
    incoming, article = reading.incoming, reading.article
    return {
        "url": incoming.url,
        "site_id": incoming.site_id,
        "language": article.language,
        "title": article.title,
        "published_at": article.published_at,
        "content_hash": reading.prints.content_hash,
        "fingerprint": reading.prints.sketch,
        "flags": list(dict.fromkeys([*article.flags, *incoming.flags])) or None,
    }


def _store_version(
    session: Session, reading: _Reading, row: int, public_id: str, version: int, sorted_at: datetime
) -> Stored:
    article, incoming = reading.article, reading.incoming
    values = {
        "article_id": row,
        "number": version,
        "seen_at": incoming.fetched_at,
        "content_hash": reading.prints.content_hash,
        "language": article.language,
        "title": article.title,
        "text": article.text,
        "url": incoming.url,
        "published_at": article.published_at,
        "flags": list(article.flags) or None,
    }
    articles.add_version(session, values)
    articles.add_bands(session, row, bands(reading.prints.sketch))
    search.index_article(session, row, reading.prints.title, reading.prints.text)
    teller = Teller(public_id, article.title, incoming.url)
    place = Place(row, teller, incoming.source, article.language, sorted_at, version)
    return store_assessment(session, place, article, incoming.assessment, reading.now)
