"""The first half of a poll: ask for the listings, read what is new in them, change nothing."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from service.http import BadStatus, HttpClient, Limits, Request, Response, Validators
from service.sources.config import kinds
from service.sources.folder import look
from service.sources.protocol import (
    CUT_OFF,
    DAMAGED,
    Document,
    Entry,
    Folder,
    Get,
    Listing,
    ListingError,
    Rejected,
    SourceConfig,
    WebSource,
)
from service.sources.schedule import NO_HINTS, Hints, Move, address, follow_move
from service.sources.state import Cached, SourceState
from service.sources.work import read_listing
from service.workers import Workers

_FILES_AT_ONCE = 200
MOST_PARTS = 3
"""Sitemaps of an index that one poll looks into; what is new is in the newest."""


@dataclass(slots=True)
class Gathered:
    """What a source announces now. ``cached`` and ``moved`` are to be remembered once its entries are safe.

    ``waiting``: why there is less than there will be, where that is no failure.
    """

    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    cached: dict[str, Cached] = field(default_factory=dict)
    hints: Hints = NO_HINTS
    moved: Move | None = None
    requests: int = 0
    bytes: int = 0
    unchanged: bool = True
    waiting: tuple[str, str] | None = None


def limits_of(source: WebSource) -> Limits:
    return Limits(
        total=source.timeout,
        idle=source.timeout / 2,
        max_bytes=source.max_bytes,
        concurrency=source.concurrency,
        pause=source.pause,
        allow_private=source.allow_private,
    )


async def gather(
    source: SourceConfig, state: SourceState, http: HttpClient, workers: Workers, now: datetime
) -> Gathered:
    """Raises a :class:`~service.http.FetchError` or :class:`ListingError` with its reason."""
    inquiry = _Inquiry(source, state, http, workers, now, Gathered(moved=state.moved))
    for plan in kinds()[source.kind].plan(source):
        if isinstance(plan, Folder):
            await inquiry.look(plan)
        elif isinstance(source, WebSource):
            await inquiry.follow(plan.at(source.zone, now), source)
    return inquiry.gathered


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One round of questions to one source."""

    source: SourceConfig
    state: SourceState
    http: HttpClient
    workers: Workers
    now: datetime
    gathered: Gathered

    async def look(self, folder: Folder) -> None:
        gathered = self.gathered
        stamps = {name: cached.digest or "" for name, cached in self.state.cached.items()}
        seen = await asyncio.to_thread(look, folder, stamps, self.now, most=_FILES_AT_ONCE)
        gathered.rejected.extend(seen.rejected)
        gathered.cached.update({name: Cached(digest=stamp) for name, stamp in seen.stamps.items()})
        for document in seen.documents:
            gathered.unchanged = False
            gathered.bytes += len(document.data)
            await self._read_if_readable(document)

    async def follow(self, plan: Get, source: WebSource) -> None:
        """Ask for the listing and the newest of its parts; one that did not change keeps the parts it had."""
        url = address(plan.url, self.state.moved, self.now)
        document = await self._ask(plan, url, source)
        if document is None:
            parts = [part for part in self.state.cached if part not in {plan.url, url}]
        else:
            listing = await self._read(document, url)
            parts = list(listing.parts)
            if not listing.entries and not parts and self.state.last_new_at is not None:
                raise ListingError("empty_listing", "a source that used to have entries lists none")
        for part in parts[:MOST_PARTS]:
            document = await self._ask(plan, part, source)
            if document is not None:
                await self._read_if_readable(document, part)

    async def _ask(self, plan: Get, url: str, source: WebSource) -> Document | None:
        """What is at one address; None if it is what was there the last time."""
        gathered, cached = self.gathered, self.state.cached.get(url, Cached())
        request = Request(
            url,
            accept=plan.accept,
            validators=Validators(cached.etag, cached.last_modified),
            robots=plan.robots and source.obey_robots,
            limits=limits_of(source),
        )
        gathered.requests += 1
        try:
            response = await self.http.fetch(request)
        except BadStatus as error:
            if plan.may_be_missing and error.http_status == 404:
                gathered.waiting = ("not_yet", f"{url} is not there yet")
                return None
            raise
        gathered.bytes += len(response.body)
        gathered.hints = gathered.hints.and_also(Hints(fresh_for=response.fresh_for))
        if url == plan.url:
            gathered.moved = follow_move(self.state.moved, response.moved_to, self.now)
        digest = cached.digest if response.not_modified else hashlib.blake2b(response.body, digest_size=16).hexdigest()
        gathered.cached[url] = _remember(cached, response, digest)
        if response.not_modified or digest == cached.digest:
            return None
        gathered.unchanged = False
        return Document(response.body, response.final_url, response.content_type)

    async def _read(self, document: Document, asked: str | None = None) -> Listing:
        listing = await self.workers.run(read_listing, document, self.source, self.now)
        self.gathered.entries.extend(listing.entries)
        self.gathered.rejected.extend(listing.rejected)
        self.gathered.hints = self.gathered.hints.and_also(Hints(ttl=listing.ttl))
        cut = not (listing.entries or listing.parts) or any(each.reason == CUT_OFF for each in listing.rejected)
        if asked is not None and (cut or DAMAGED in listing.flags):
            # Its validators may be the whole listing's: a 304 would hide what was cut off, or left out.
            self.gathered.cached[asked] = Cached(digest=self.gathered.cached[asked].digest, whole=not cut)
        return listing

    async def _read_if_readable(self, document: Document, asked: str | None = None) -> None:
        """One odd file, or one odd part, says nothing about the others."""
        try:
            await self._read(document, asked)
        except ListingError as error:
            self.gathered.rejected.append(Rejected(document.url, error.reason, error.explanation))
            if asked is not None:
                self.gathered.cached.pop(asked, None)


def _remember(cached: Cached, response: Response, digest: str | None) -> Cached:
    """The newest validators; a 304 need not repeat them. What comes again is no more whole than it was."""
    if not cached.whole and digest == cached.digest:
        return cached
    if response.not_modified:
        etag = response.validators.etag or cached.etag
        return Cached(etag, response.validators.last_modified or cached.last_modified, digest)
    return Cached(response.validators.etag, response.validators.last_modified, digest)
