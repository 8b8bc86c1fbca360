"""The running service: its parts, made in order and closed in order, and the jobs that drive them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar, TypeVarTuple

from db.session import Database
from extractors.rules import Rules, load_rules
from service.alerts.deliver import Deliverer
from service.assess import judge_again
from service.clock import Clock, utc_now
from service.config import Settings
from service.documents import write_missing
from service.errors import NotFound
from service.http import HttpClient
from service.http.messages import Request, Response
from service.jobs.reference import ReferenceKeeper, open_store
from service.jobs.scheduler import Scheduler
from service.pipeline import IncomingArticle, IngestResult, ingest, look_again
from service.reconcile.snapshot import Snapshot
from service.sources.config import load_sources, select
from service.sources.health import HISTORY, SourceHealth, health_of
from service.sources.poll import Polled, Poller
from service.sources.protocol import SourceConfig
from service.sources.store import PollReport, SourceStore
from service.sources.watch import tell
from service.sources.work import prepare
from service.workers import ProcessWorkers

log = logging.getLogger(__name__)
T = TypeVar("T")
Args = TypeVarTuple("Args")

TICK = timedelta(seconds=1)
REFERENCE_EVERY = timedelta(minutes=1)
FOLLOW_EVERY = timedelta(seconds=15)
DOCUMENTS_EVERY = timedelta(seconds=30)
WATCH_EVERY = timedelta(minutes=5)
TIDY_EVERY = timedelta(hours=1)
POLLS_KEPT = timedelta(days=90)
POLLS_AT_ONCE = 16
GRACE_SECONDS = 3.0


class Service:
    """A running service. Make it with :func:`lifespan`, or call ``start`` and ``stop`` on one event loop."""

    database: Database
    store: SourceStore
    workers: ProcessWorkers
    poller: Poller
    reference: ReferenceKeeper
    alerts: Deliverer

    def __init__(self, settings: Settings, *, clock: Clock = utc_now, http: HttpClient | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.configured = load_sources(settings.sources_file)
        self.sources: tuple[SourceConfig, ...] = select(self.configured, settings.selected_sources)
        self.http = http or HttpClient(contact=settings.contact, proxy=settings.proxy, clock=clock)
        # Connections of their own: slow receivers of alerts must not take those that polling needs.
        self._alerts_http = http or HttpClient(contact=settings.contact, proxy=settings.proxy, clock=clock)
        self._closing = AsyncExitStack()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="store")
        self._scheduler = Scheduler(settings.database.with_name(f"{settings.database.name}.lock"))
        self._running: dict[str, asyncio.Task[Polled]] = {}
        self._due: dict[str, datetime] = {}

    @property
    def rules(self) -> Rules:
        """The extraction rules, loaded on first use."""
        return load_rules()

    @property
    def snapshot(self) -> Snapshot:
        """The main data set of this moment; immutable, replaced as a whole when data arrive."""
        return self.reference.snapshots[0]

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every data set that has rows, the main one first."""
        return self.reference.snapshots

    @property
    def polls(self) -> bool:
        """Whether this process is the one that polls its database."""
        return self._scheduler.holds_lock

    async def start(self, *, schedule: bool = True) -> None:
        """Raises what stands in the way: a store that cannot be used. Nothing stays open then."""
        async with AsyncExitStack() as opened:
            self.database = opened.enter_context(Database(self.settings.database))
            opened.callback(self._scheduler.release)
            opened.push_async_callback(asyncio.to_thread, self._threads.shutdown)
            holdings = await self._blocking(open_store, self.database, self.settings.samples, self.clock())
            self.store = SourceStore(self.database)
            await self._blocking(self.store.register, self.configured, self.clock())
            self.workers = ProcessWorkers(self.settings.workers, prepare, holdings.snapshots)
            opened.push_async_callback(asyncio.to_thread, lambda: self.workers.stop(grace=GRACE_SECONDS))
            opened.push_async_callback(self.http.aclose)
            online = any(source.enabled and not source.is_local for source in self.sources)
            self.reference = ReferenceKeeper(
                self.settings, self.database, self.http, self.workers, holdings, online=online
            )
            self.poller = Poller(self.store, self.http, self.workers, self._ingest, self.clock, self._threads)
            await self._blocking(self.poller.remember_wishes, self.sources)
            self.alerts = Deliverer(
                self.database, self._alerts_http.fetch, self.clock, allow_private=self.settings.private_webhooks
            )
            opened.push_async_callback(self._alerts_http.aclose)
            opened.push_async_callback(self.alerts.stop)
            opened.push_async_callback(self._abandon_polls)
            if schedule:
                self._schedule()
                opened.callback(self._scheduler.stop)
            self._closing = opened.pop_all()

    async def stop(self) -> None:
        """Within ten seconds: no new polls, running ones abandoned where they stand, everything closed."""
        await self._closing.aclose()

    async def poll_now(self, name: str) -> PollReport:
        """Poll a source whether it is due or not, and wait for it. :class:`NotFound` for one that is not selected."""
        source = next((source for source in self.sources if source.name == name), None)
        if source is None:
            raise NotFound(f"no source {name}; there are: {', '.join(source.name for source in self.sources)}")
        return (await asyncio.shield(self._poll(source))).report

    async def in_worker(self, function: Callable[[*Args], T], *args: *Args) -> T:
        """Run a pure, picklable function in a worker process. :class:`TimeoutError` if it takes too long."""
        return await self.workers.run(function, *args)

    async def fetch(self, request: Request) -> Response:
        """What somebody asked to have read now, with the manners of polling."""
        return await self.http.fetch(request)

    def health(self) -> list[SourceHealth]:
        """Of every configured source, in the file's order. Reads the store."""
        now = self.clock()
        states = self.store.load_all()
        days = {source.name: self.store.by_day(source.name, now - HISTORY) for source in self.configured}
        selected = {source.name for source in self.sources}
        return [
            health_of(source, states[source.name], days[source.name], now, selected=source.name in selected)
            for source in self.configured
        ]

    def _ingest(self, found: IncomingArticle) -> IngestResult:
        """Store what a worker read, judged by the data of this moment: its own may be older by now."""
        snapshots = self.snapshots
        incoming = replace(found, assessment=judge_again(found.assessment, *snapshots))
        result = ingest(self.database, incoming, self.clock())
        self.database.when_stored(lambda: self._look_again(result.article_id, snapshots))
        return result

    def _look_again(self, article_id: str, snapshots: tuple[Snapshot, ...]) -> None:
        while snapshots is not self.snapshots:  # data came in between: they may have passed this article by
            snapshots = self.snapshots
            look_again(self.database, article_id, snapshots, self.clock())

    def _schedule(self) -> None:
        now = self.clock()
        self._scheduler.add("polls", self._start_due_polls, TICK, now)
        self._scheduler.add("reference", self._keep_reference, REFERENCE_EVERY, now + REFERENCE_EVERY)
        self._scheduler.add("following", self._follow_reference, FOLLOW_EVERY, now + FOLLOW_EVERY, everybody=True)
        self._scheduler.add("alerts", self.alerts.tick, TICK, now)
        self._scheduler.add("watch", self._watch, WATCH_EVERY, now + WATCH_EVERY)
        self._scheduler.add("documents", self._write_documents, DOCUMENTS_EVERY, now)
        self._scheduler.add("tidying", self._tidy, TIDY_EVERY, now + TIDY_EVERY)
        self._scheduler.start()

    async def _start_due_polls(self) -> None:
        """Quick: the polls themselves are tasks of their own."""
        now = self.clock()
        overdue = await self._blocking(self.store.overdue, now)
        asked = await self._blocking(self.store.take_asked)
        for source in self.sources:
            # The store's word, and our own: a store that cannot be written to must not make us poll without end.
            rested = self._due.get(source.name, now) <= now
            due = source.enabled and rested and source.name in overdue and len(self._running) < POLLS_AT_ONCE
            if due or source.name in asked:
                self._poll(source)

    async def _keep_reference(self) -> None:
        await self.reference.keep(self.clock())

    async def _follow_reference(self) -> None:
        """For a process that only serves: the one that holds the lock does the same while it keeps the data."""
        if not self.polls:
            await self.reference.follow()

    async def _watch(self) -> None:
        await self._blocking(lambda: tell(self.database, self.health(), self.clock()))

    async def _write_documents(self) -> None:
        """Few are ever missing but after an upgrade; batches leave room for whoever else writes."""
        while await self._blocking(write_missing, self.database):
            pass

    async def _tidy(self) -> None:
        now = self.clock()
        await self._blocking(self.store.forget_polls, now - POLLS_KEPT)
        await self._blocking(self.alerts.tidy, now)

    def _poll(self, source: SourceConfig) -> asyncio.Task[Polled]:
        """The running poll of the source, or a new one."""
        task = self._running.get(source.name)
        if task is None:
            task = asyncio.create_task(self._poll_and_note(source), name=f"poll {source.name}")
            self._running[source.name] = task
            task.add_done_callback(lambda _: self._running.pop(source.name, None))
        return task

    async def _poll_and_note(self, source: SourceConfig) -> Polled:
        polled = await self.poller.poll(source)
        self._due[source.name] = polled.state.next_due or self.clock()
        report = polled.report
        if report.outcome == "failed":
            log.warning("%s: %s: %s", source.name, report.reason, report.detail)
        elif report.outcome != "unchanged":
            log.info("%s: %d new, %d changed, %d failed", source.name, report.new, report.changed, report.failed)
        return polled

    async def _abandon_polls(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _blocking(self, function: Callable[[*Args], T], *args: *Args) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)


@asynccontextmanager
async def lifespan(settings: Settings) -> AsyncIterator[Service]:
    """The service from its start to its stop, for an application or a test to live in."""
    service = Service(settings)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def poll_once(settings: Settings, names: Iterable[str] = ()) -> list[PollReport]:
    """Poll the named sources now, or those that are due if none is named, one after the other, and stop."""
    service = Service(settings)
    wanted = frozenset(names)
    chosen = select(service.sources, wanted or None)
    await service.start(schedule=False)
    try:
        if not wanted:
            overdue = service.store.overdue(service.clock())
            chosen = tuple(source for source in chosen if source.enabled and source.name in overdue)
        reports = [await service.poll_now(source.name) for source in chosen]
        await service.reference.catch_up(service.clock())
        return reports
    finally:
        await service.stop()
