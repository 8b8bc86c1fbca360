"""The second half of a poll: each new entry's bytes, from the entry itself or from its page, become an article.

Entries are independent: one that fails is noted with its reason and tried again later, and only a host that wants to
be left alone (or an anti-bot page, which says the same) ends the round for the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from db.errors import StoreError
from extractors.article import Known
from extractors.types import Article
from service.assess import Assessment
from service.http import BadRedirect, BadStatus, FetchError, HttpClient, Refused, Request, TimedOut, Unreachable
from service.prints import Prints
from service.sources.decide import Work, gives_up
from service.sources.gather import limits_of
from service.sources.listings.identity import canonical_url
from service.sources.protocol import Entry, SourceConfig, WebSource
from service.sources.schedule import Hints, retry_entry
from service.sources.work import PageReport, PageTask, read_article
from service.workers import WorkerDied, Workers

log = logging.getLogger(__name__)
ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
_HOST_LEVEL = frozenset({"http_403", "http_429", "http_503", "host_asked_to_wait", "robots_unreachable"})
_LOCAL_AT_ONCE = 4
LEAST_TEXT = 40
"""Characters under which a fetched page is a notice ("we are moving"), not an article; newsflashes have more."""


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article that a source gave, read and assessed, ready to be stored. ``flags`` are its entry's oddities.

    ``key`` is its identity within the source (a guid, a canonical address, a site's own number): the same key again is
    the same article. ``article.id`` is not looked at. ``prints`` are computed where they are not given.
    """

    source: str
    key: str
    url: str | None
    site_id: str | None
    article: Article
    assessment: Assessment
    fetched_at: datetime
    flags: tuple[str, ...] = ()
    prints: Prints | None = None


class Kept(Protocol):
    """What storing an article came to; ``changed`` means a new version of a known one."""

    @property
    def article_id(self) -> str: ...
    @property
    def created(self) -> bool: ...
    @property
    def changed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one entry; ``next_try`` is None when it is done or given up."""

    work: Work
    next_try: datetime | None = None
    reason: str | None = None
    detail: str | None = None
    article_id: str | None = None
    stored: Kept | None = None


Keep = Callable[[Work, IncomingArticle], Awaitable[Settled]]
Settle = Callable[[Settled], Awaitable[None]]


@dataclass(slots=True)
class Round:
    """The entries of one poll on their way. ``stopped`` is why the host is left alone for now, if it is.

    ``keep`` stores an article and that its entry is done; ``settle`` notes what became of any other entry.
    """

    source: SourceConfig
    http: HttpClient
    workers: Workers
    keep: Keep
    settle: Settle
    now: datetime
    requests: int = 0
    bytes: int = 0
    done: list[Settled] = field(default_factory=list)
    stopped: FetchError | None = None

    async def run(self, works: Iterable[Work]) -> None:
        """Read every entry, as many at a time as the source allows, in order."""
        queue = iter(works)
        at_once = self.source.concurrency if isinstance(self.source, WebSource) else _LOCAL_AT_ONCE
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._drain(queue))

    async def _drain(self, queue: Iterable[Work]) -> None:
        for work in queue:
            if self.stopped is not None and needs_page(work.entry, self.source):
                continue  # noted as pending before the round began
            try:
                settled = await self._one(work)
            except StoreError:
                raise  # says nothing about the entry, and is the same for the next one
            except Exception as error:
                log.error("%s: %s could not be read", self.source.name, work.entry.key, exc_info=error)
                settled = self._failed(work, "internal_error", f"{type(error).__name__}: {error}")
            self.done.append(settled)
            if settled.stored is None:
                await self.settle(settled)

    async def _one(self, work: Work) -> Settled:
        try:
            report = await self.workers.run(read_article, await self._task(work.entry))
        except FetchError as error:
            if error.reason in _HOST_LEVEL or isinstance(error, Unreachable | TimedOut):
                self.stopped = error
            return self._failed(work, error.reason, error.explanation, Hints(retry_after=error.retry_after))
        except TimeoutError:
            return self._failed(work, "worker_timeout", "the page took too long to read")
        except WorkerDied as error:
            return self._failed(work, "worker_died", str(error))
        if report.reason == "challenge":
            self.stopped = BadStatus("challenge_page", report.detail)
            return self._failed(work, "challenge_page", report.detail)
        return await self._keep(work, report)

    async def _task(self, entry: Entry) -> PageTask:
        """What the worker needs to read; fetches the page where it is needed."""
        known = Known(
            title=entry.title,
            published_at=entry.published_at,
            language=self.source.language,
            content_html=entry.content,
            zone=self.source.zone,
            seen_at=self.now,
        )
        if entry.page is not None:
            return PageTask(entry.page.data, known, file_name=entry.page.url)
        if not needs_page(entry, self.source):
            return PageTask(b"", known, url=entry.url)
        if entry.link is None or not isinstance(self.source, WebSource):
            raise Refused("no_link", "the listing gives neither a text nor a link")
        self.requests += 1
        limits, robots = limits_of(self.source), self.source.obey_robots
        response = await self.http.fetch(Request(entry.link, accept=ACCEPT, robots=robots, limits=limits))
        self.bytes += len(response.body)
        if _led_away(entry.link, response.final_url, self.source.url):
            raise BadRedirect("redirected_away", f"{entry.link} leads to {response.final_url}")
        return PageTask(response.body, known, url=entry.url, content_type=response.content_type)

    async def _keep(self, work: Work, report: PageReport) -> Settled:
        if report.article is None or report.assessment is None:
            return self._failed(work, report.reason or "not_an_article", report.detail)
        entry, article = work.entry, report.article
        if needs_page(entry, self.source) and (not article.title or len(article.text) < LEAST_TEXT):
            return self._failed(work, "not_an_article", f"the page says only {article.text[:80]!r}")
        incoming = IncomingArticle(
            source=self.source.name,
            key=entry.key,
            url=entry.url or article.url,
            site_id=entry.site_id,
            article=article,
            assessment=report.assessment,
            fetched_at=self.now,
            flags=entry.flags,
            prints=report.prints,
        )
        return await self.keep(work, incoming)

    def _failed(self, work: Work, reason: str, detail: str, hints: Hints | None = None) -> Settled:
        attempts = work.attempts + 1
        again = None if gives_up(reason, attempts) else retry_entry(attempts, hints or Hints(), self.now)
        return Settled(work, again, reason, detail)


def _led_away(link: str, end: str, listing: str) -> bool:
    """Whether an article's address leads to the front page or back to the listing, as vanished articles' often do."""
    if end == link:
        return False
    front = urlsplit(end).path in {"", "/"} and urlsplit(link).path not in {"", "/"}
    return front or canonical_url(end) == canonical_url(listing)


def needs_page(entry: Entry, source: SourceConfig) -> bool:
    """Whether the entry's own bytes are not enough."""
    if entry.page is not None:
        return False
    pages = source.pages if isinstance(source, WebSource) else "auto"
    if pages == "never":
        return False
    return entry.content is None or (pages == "always" and entry.link is not None)
