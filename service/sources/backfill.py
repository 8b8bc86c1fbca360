"""What a source published before it was watched: its archives and sitemaps, walked politely, and resumed where stopped.

A walk goes from listing to listing: the parts of an index, and what a feed calls its older documents (RFC 5005). A
listing is noted as done only after everything it announced is stored or noted as pending, so a walk that was stopped,
or killed, goes on with the first listing that was not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from db.queries import watching
from db.session import Database
from service.clock import Clock
from service.errors import ConfigError
from service.http import FetchError, HttpClient, Request
from service.sources.config import kinds
from service.sources.gather import limits_of
from service.sources.poll import Poller
from service.sources.protocol import Document, Entry, Get, Listing, ListingError, WebSource
from service.sources.work import read_listing
from service.workers import Workers

MOST_LISTINGS = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """One listing of a walk. ``reason`` says why it could not be read; the next walk tries it again."""

    source: str
    url: str
    announced: int = 0
    stored: int = 0
    failed: int = 0
    reason: str | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Backfill:
    """What a walk needs. The poller's own rules decide what is new and how pages are read."""

    database: Database
    http: HttpClient
    workers: Workers
    poller: Poller
    clock: Clock

    async def walk(self, source: WebSource, since: datetime, *, again: bool = False) -> AsyncIterator[Step]:
        """Step by step, newest listing first, until nothing older than ``since`` is left.

        ``again`` forgets what earlier walks have done. :class:`ConfigError` for a kind that has no archive.
        """
        (plan,) = kinds()[source.kind].plan(source)
        if not isinstance(plan, Get):
            raise ConfigError(f"{source.name}: a source of kind {source.kind} has no archive")
        done = await asyncio.to_thread(self._done, source.name, since, again)
        plan = plan.at(source.zone, self.clock())
        ahead, met = [plan.url], {plan.url}
        while ahead and len(met) < MOST_LISTINGS:
            url = ahead.pop(0)
            if url in done and url != plan.url:  # the first one is where news come in
                leads_to = done[url]
                yield Step(source.name, url, skipped=True)
            else:
                step, leads_to = await self._step(source, plan, url, since)
                yield step
            ahead += [each for each in leads_to if each not in met]
            met.update(leads_to)

    async def _step(self, source: WebSource, plan: Get, url: str, since: datetime) -> tuple[Step, list[str]]:
        now = self.clock()
        try:
            listing = await self._listing(source, plan, url, now)
        except (FetchError, ListingError) as error:
            return Step(source.name, url, reason=error.reason), []
        except TimeoutError:
            return Step(source.name, url, reason="worker_timeout"), []
        wanted = [entry for entry in listing.entries if _is_wanted(entry, since)]
        stored, failed = await self.poller.take(source, wanted, now)
        leads_to = list(listing.parts)
        if listing.older is not None and (wanted or not listing.entries):
            leads_to.append(listing.older)
        note = partial(self._note, source.name, url, since, leads_to, now)
        await asyncio.to_thread(note)
        return Step(source.name, url, len(wanted), stored, failed), leads_to

    async def _listing(self, source: WebSource, plan: Get, url: str, now: datetime) -> Listing:
        robots = plan.robots and source.obey_robots
        request = Request(url, accept=plan.accept, robots=robots, limits=limits_of(source))
        response = await self.http.fetch(request)
        document = Document(response.body, response.final_url, response.content_type)
        return await self.workers.run(read_listing, document, source, now)

    def _done(self, name: str, since: datetime, again: bool) -> dict[str, list[str]]:
        """Listings that a walk as far back as this one has done, with what they lead to."""
        with self.database.transaction() as session:
            if again:
                watching.forget_backfilled(session, name)
            rows = watching.backfilled(session, name)
        return {row.url: list(row.leads_to or ()) for row in rows if row.since <= since}

    def _note(self, name: str, url: str, since: datetime, leads_to: list[str], now: datetime) -> None:
        with self.database.transaction() as session:
            watching.note_backfilled(session, name, url, since=since, leads_to=leads_to, now=now)


def _is_wanted(entry: Entry, since: datetime) -> bool:
    """An entry without any date may be of any time."""
    moment = entry.published_at or entry.updated_at
    return moment is None or moment >= since
