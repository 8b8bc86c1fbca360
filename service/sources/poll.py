"""One poll of one source: ask, decide what is new, read it, and note how it went.

Whatever goes wrong ends in the source's state with its reason; nothing is raised but cancellation. The order of writes
makes a crash harmless: entries are noted as pending before their pages are read, an article is stored in one
transaction, and the listing's validators are remembered last, so that what was not stored is announced again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar, TypeVarTuple

from db.errors import StoreError
from service.clock import Clock
from service.http import FetchError, HttpClient
from service.sources.decide import Decision, Work, decide
from service.sources.gather import Gathered, gather
from service.sources.pages import IncomingArticle, Kept, Round, Settled, needs_page
from service.sources.protocol import Entry, ListingError, SourceConfig, WebSource
from service.sources.schedule import NO_HINTS, Hints, after_failure, after_success, pace_of
from service.sources.state import Cached, SourceState
from service.sources.store import PollReport, SourceStore
from service.turns import Turns
from service.workers import WorkerDied, Workers

log = logging.getLogger(__name__)
T = TypeVar("T")
Args = TypeVarTuple("Args")
_PENDING_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll came to, and the state that it left the source in."""

    report: PollReport
    state: SourceState


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    detail: str
    hints: Hints = NO_HINTS
    gone: bool = False


@dataclass(slots=True)
class Poller:
    """Everything a poll needs. One poll of a source at a time, different sources at once.

    ``ingest`` stores one article; it blocks and runs on ``threads``, as all of the store does. What polls write while
    the store is being written to shares the next commit.
    """

    store: SourceStore
    http: HttpClient
    workers: Workers
    ingest: Callable[[IncomingArticle], Kept]
    clock: Clock
    threads: Executor | None = None
    _busy: dict[str, asyncio.Lock] = field(default_factory=dict, init=False)
    _turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.store.database, self.threads)

    def remember_wishes(self, sources: Iterable[SourceConfig]) -> None:
        """Leave hosts alone that asked an earlier process for a rest, for all of their sources. Blocking."""
        rests = self.store.rests(self.clock())
        for source in sources:
            if isinstance(source, WebSource) and source.name in rests:
                self.http.leave_alone(source.url, rests[source.name])

    async def poll(self, source: SourceConfig) -> Polled:
        """Never raises for what a source, a page or the store did; the report says it."""
        async with self._busy.setdefault(source.name, asyncio.Lock()):
            now = self.clock()
            state = SourceState(source.name)
            try:
                state = await self._blocking(self.store.load, source.name)
                polled = await self._poll(source, state, now)
            except Exception as error:  # noqa: BLE001 - the last line of defence: one source never stops the others
                failure = _blame(error)
                polled = self._failed(source, state, failure, now)
            if _is_idle(source, state, polled):
                return polled
            try:
                await self._turns.take(self.store.save, polled.state, polled.report)
            except StoreError as error:
                log.error("%s: the poll could not be noted: %s", source.name, error)
            return polled

    async def take(self, source: SourceConfig, entries: list[Entry], now: datetime) -> tuple[int, int]:
        """Read these entries as if a poll had met them, however many pages that takes: how many were stored, failed.

        What a host that asks for a rest leaves undone stays pending for the source's polls.
        """
        async with self._busy.setdefault(source.name, asyncio.Lock()):
            known = await self._blocking(self.store.known, source.name, entries)
            decision = decide(entries, known, now, local=source.is_local)
            await self._turns.take(self.store.announce, source.name, decision.work, now)
            round_ = self._round(source, now)
            await round_.run(decision.work)
            stored = sum(settled.stored is not None for settled in round_.done)
            return stored, len(decision.work) - stored

    async def _poll(self, source: SourceConfig, state: SourceState, now: datetime) -> Polled:
        gathered = await gather(source, state, self.http, self.workers, now)
        decision, works = await self._decide(source, gathered, now)
        round_ = self._round(source, now)
        await round_.run(works)
        return self._finish(source, state, gathered, decision, round_, now)

    def _round(self, source: SourceConfig, now: datetime) -> Round:
        return Round(
            source=source,
            http=self.http,
            workers=self.workers,
            keep=lambda work, found: self._turns.take(self._keep, source, work, found, now),
            settle=lambda settled: self._turns.take(self._settle, source, settled, now),
            now=now,
        )

    async def _decide(self, source: SourceConfig, gathered: Gathered, now: datetime) -> tuple[Decision, list[Work]]:
        """What is to be read now: the listing's news first, then what earlier polls left, pages within the limit."""
        known = await self._blocking(self.store.known, source.name, gathered.entries)
        decision = decide(gathered.entries, known, now, local=source.is_local)
        await self._turns.take(self.store.announce, source.name, decision.work, now)
        works = list(decision.work)
        if isinstance(source, WebSource):
            listed = {work.entry.key for work in works}
            pending = await self._blocking(lambda: self.store.pending(source.name, now, limit=_PENDING_AT_ONCE))
            works += [work for work in pending if work.entry.key not in listed]
            pages = [work for work in works if needs_page(work.entry, source)][: source.max_pages]
            chosen = {work.entry.key for work in pages}
            works = [work for work in works if work.entry.key in chosen or not needs_page(work.entry, source)]
        return decision, works

    def _keep(self, source: SourceConfig, work: Work, found: IncomingArticle, now: datetime) -> Settled:
        """Store the article, and that its entry is done. Blocking."""
        stored = self.ingest(found)
        settled = Settled(work, article_id=stored.article_id, stored=stored)
        self._settle(source, settled, now)
        return settled

    def _settle(self, source: SourceConfig, settled: Settled, now: datetime) -> None:
        """Note what became of an entry. Blocking."""
        self.store.settle(
            source.name,
            settled.work,
            now,
            next_try=settled.next_try,
            reason=settled.reason,
            detail=settled.detail,
            article_id=settled.article_id or settled.work.article_id,
        )

    def _finish(
        self,
        source: SourceConfig,
        state: SourceState,
        gathered: Gathered,
        decision: Decision,
        round_: Round,
        now: datetime,
    ) -> Polled:
        stored = [settled.stored for settled in round_.done if settled.stored is not None]
        problems = [(settled.reason, settled.detail or "") for settled in round_.done if settled.reason]
        problems += [(rejected.reason, f"{rejected.where}: {rejected.detail}") for rejected in gathered.rejected]
        stopped = round_.stopped
        if stopped is not None:
            problems.insert(0, (stopped.reason, stopped.explanation))
        reason, detail = problems[0] if problems else gathered.waiting or (None, None)
        report = PollReport(
            source=source.name,
            started_at=now,
            finished_at=self.clock(),
            outcome="partial" if problems else "unchanged" if gathered.unchanged and not stored else "ok",
            reason=reason,
            detail=detail,
            requests=gathered.requests + round_.requests,
            bytes=gathered.bytes + round_.bytes,
            seen=len(gathered.entries),
            new=sum(item.created for item in stored),
            changed=sum(item.changed for item in stored),
            failed=len(problems),
        )
        remembered = replace(
            state,
            last_polled_at=now,
            last_new_at=now if decision.new else state.last_new_at,
            reason=reason,
            detail=detail,
            cached=_remembered(gathered.cached, round_.done, source),
            moved=gathered.moved,
        )
        hints = gathered.hints.and_also(Hints(retry_after=stopped.retry_after if stopped is not None else None))
        if stopped is not None and not stored:
            due = after_failure(source.name, pace_of(source), state.failures, hints, now)
        else:
            due = after_success(source.name, pace_of(source), state.interval, decision.new, hints, now)
            remembered = replace(remembered, last_success_at=now)
        return Polled(report, replace(remembered, next_due=due.at, interval=due.interval, failures=due.failures))

    def _failed(self, source: SourceConfig, state: SourceState, failure: _Failure, now: datetime) -> Polled:
        due = after_failure(source.name, pace_of(source), state.failures, failure.hints, now)
        report = PollReport(
            source=source.name,
            started_at=now,
            finished_at=self.clock(),
            outcome="failed",
            reason=failure.reason,
            detail=failure.detail,
            requests=0 if source.is_local else 1,
            failed=1,
        )
        failed = replace(
            state,
            last_polled_at=now,
            next_due=due.at,
            interval=due.interval,
            failures=due.failures,
            reason=failure.reason,
            detail=failure.detail,
            gone=state.gone or failure.gone,
        )
        return Polled(report, failed)

    async def _blocking(self, function: Callable[[*Args], T], *args: *Args) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, function, *args)


def _is_idle(source: SourceConfig, state: SourceState, polled: Polled) -> bool:
    """A look at a local folder that found nothing is worth a note once a minute, not every few seconds."""
    noted = state.last_polled_at
    lately = noted is not None and polled.report.started_at - noted < timedelta(minutes=1)
    return source.is_local and polled.report.outcome == "unchanged" and not state.failures and lately


def _blame(error: Exception) -> _Failure:
    """An exception as the reason that a person reads in the source's health."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FetchError):
        gone = error.http_status == 410
        return _Failure(error.reason, error.explanation, Hints(retry_after=error.retry_after), gone)
    if isinstance(error, ListingError):
        return _Failure(error.reason, error.explanation)
    if isinstance(error, TimeoutError):
        return _Failure("worker_timeout", "the listing took too long to read")
    if isinstance(error, WorkerDied):
        return _Failure("worker_died", str(error))
    if isinstance(error, StoreError):
        return _Failure("store_failed", str(error))
    log.error("an unforeseen error in a poll", exc_info=error)
    return _Failure("internal_error", f"{type(error).__name__}: {error}")


def _remembered(cached: dict[str, Cached], done: Iterable[Settled], source: SourceConfig) -> dict[str, Cached]:
    """Forget the answers that hold entries still to be read, so that the next poll sees them again."""
    again = [settled.work.entry for settled in done if settled.next_try is not None]
    unread = [entry for entry in again if not needs_page(entry, source)]
    if not unread:
        return cached
    files = {entry.page.url.partition("#")[0] for entry in unread if entry.page is not None}
    return {key: value for key, value in cached.items() if source.is_local and key not in files}
