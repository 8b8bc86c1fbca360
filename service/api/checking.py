"""One text or page, checked in a worker process: the function that runs there, what it is given, and how many wait.

The page reader must not run on several threads, and extraction would hold up the event loop, so this runs where the
poller's articles are read too. Nothing here touches the store.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI

from extractors.article import read_page
from extractors.documents.language import language_of
from extractors.documents.page import Known
from extractors.rules import load_rules
from extractors.types import Article
from extractors.wire import claim_to_wire
from service.api.conventions.problem_types import Busy
from service.api.deps import Backing
from service.assess import assess
from service.reconcile.snapshot import Snapshot
from service.reconcile.wire import consistency_to_wire, verdict_to_wire

AT_ONCE = 16
RETRY_AFTER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class TextJob:
    """A text as its sender typed it."""

    title: str
    text: str
    url: str | None
    language: str | None
    published_at: datetime | None

    def article(self) -> Article:
        return Article(
            id="",
            language=language_of(f"{self.title}\n{self.text}", self.language),
            title=self.title,
            text=self.text,
            url=self.url,
            published_at=self.published_at,
        )


@dataclass(frozen=True, slots=True)
class PageJob:
    """A saved page's bytes; ``content_type`` is the header as it came."""

    data: bytes
    content_type: str
    url: str | None
    language: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoArticle:
    """Why a page could not be read as an article."""

    reason: str
    detail: str


def check(job: TextJob | PageJob, snapshot: Snapshot, *others: Snapshot) -> dict[str, Any] | NoArticle:
    """The answer of ``POST /v1/check`` in wire form. ``others`` are further data sets, such as prices."""
    if isinstance(job, TextJob):
        article = job.article()
    else:
        known = Known(published_at=job.published_at, language=job.language)
        result = read_page(job.data, url=job.url, content_type=job.content_type, known=known)
        if result.article is None:
            return NoArticle(str(result.reason), result.detail)
        article = result.article
    assessment = assess(article, load_rules(), snapshot, *others)
    return {
        "article": article_to_wire(article),
        "claims": [
            {**claim_to_wire(claim), "verdict": verdict_to_wire(verdict)}
            for claim, verdict in zip(assessment.claims, assessment.verdicts, strict=True)
        ],
        "consistency": [consistency_to_wire(result) for result in assessment.consistency],
    }


def article_to_wire(article: Article) -> dict[str, Any]:
    published = article.published_at
    return {
        **{name: asdict(article)[name] for name in ("title", "text", "url", "language")},
        "published_at": None if published is None else published.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "flags": list(article.flags),
    }


async def checked(app: FastAPI, backing: Backing, job: TextJob | PageJob) -> dict[str, Any] | NoArticle:
    """The job done by a worker. The workers read the poller's articles too, so only so many checks may wait for one."""
    waiting: int = getattr(app.state, "checks", 0)
    if waiting >= AT_ONCE:
        raise Busy(f"{waiting} texts are being checked already.", retry_after=RETRY_AFTER_SECONDS)
    app.state.checks = waiting + 1
    try:
        return await backing.in_worker(check, job, *backing.snapshots)
    except TimeoutError as error:
        raise Busy("The check took too long.", retry_after=RETRY_AFTER_SECONDS) from error
    finally:
        app.state.checks -= 1
