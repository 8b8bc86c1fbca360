"""The first half of a poll: ask for the listings, read what is new in them, change nothing."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from service.http import HttpClient, Limits, Request, Response, Validators
from service.sources.config import kinds
from service.sources.folder import look
from service.sources.protocol import (
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


@dataclass(slots=True)
class Gathered:
    """What a source announces now. ``cached`` and ``moved`` are to be remembered once its entries are safe."""

    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    cached: dict[str, Cached] = field(default_factory=dict)
    hints: Hints = NO_HINTS
    moved: Move | None = None
    requests: int = 0
    bytes: int = 0
    unchanged: bool = True


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
    gathered = Gathered(moved=state.moved)
    for plan in kinds()[source.kind].plan(source):
        if isinstance(plan, Folder):
            await _look(plan, source, state, gathered, workers, now)
        elif isinstance(source, WebSource):
            await _ask(plan, source, state, gathered, http, workers, now)
    return gathered


async def _look(
    folder: Folder, source: SourceConfig, state: SourceState, gathered: Gathered, workers: Workers, now: datetime
) -> None:
    stamps = {name: cached.digest or "" for name, cached in state.cached.items()}
    seen = await asyncio.to_thread(look, folder, stamps, now, most=_FILES_AT_ONCE)
    gathered.rejected.extend(seen.rejected)
    gathered.cached.update({name: Cached(digest=stamp) for name, stamp in seen.stamps.items()})
    for document in seen.documents:
        gathered.unchanged = False
        gathered.bytes += len(document.data)
        try:
            _add(gathered, await workers.run(read_listing, document, source, now))
        except ListingError as error:  # one odd file says nothing about the others
            gathered.rejected.append(Rejected(document.url, error.reason, error.explanation))


async def _ask(
    plan: Get,
    source: WebSource,
    state: SourceState,
    gathered: Gathered,
    http: HttpClient,
    workers: Workers,
    now: datetime,
) -> None:
    url = address(plan.url, state.moved, now)
    cached = state.cached.get(url, Cached())
    request = Request(
        url,
        accept=plan.accept,
        validators=Validators(cached.etag, cached.last_modified),
        robots=plan.robots and source.obey_robots,
        limits=limits_of(source),
    )
    gathered.requests += 1
    response = await http.fetch(request)
    gathered.bytes += len(response.body)
    gathered.hints = gathered.hints.and_also(Hints(fresh_for=response.fresh_for))
    if url == plan.url:
        gathered.moved = follow_move(state.moved, response.moved_to, now)
    digest = cached.digest if response.not_modified else hashlib.blake2b(response.body, digest_size=16).hexdigest()
    gathered.cached[url] = _remember(cached, response, digest)
    if response.not_modified or digest == cached.digest:
        return
    gathered.unchanged = False
    document = Document(response.body, response.final_url, response.content_type)
    listing = await workers.run(read_listing, document, source, now)
    if not listing.entries and state.last_new_at is not None:
        raise ListingError("empty_listing", "a source that used to have entries lists none")
    _add(gathered, listing)


def _remember(cached: Cached, response: Response, digest: str | None) -> Cached:
    """The newest validators; a 304 need not repeat them."""
    if response.not_modified:
        etag = response.validators.etag or cached.etag
        return Cached(etag, response.validators.last_modified or cached.last_modified, digest)
    return Cached(response.validators.etag, response.validators.last_modified, digest)


def _add(gathered: Gathered, listing: Listing) -> None:
    gathered.entries.extend(listing.entries)
    gathered.rejected.extend(listing.rejected)
    gathered.hints = gathered.hints.and_also(Hints(ttl=listing.ttl))
