"""The composition root: the running service, from the files on disk to the scheduler's ticks, and back down again.

One process polls a database: whoever holds the lock file beside it. The others serve, and one of them takes over when
the holder goes; the operating system releases the lock of a process that crashes. The scheduler keeps nothing of its
own on disk: what is due is in the store, so a missed time is simply due now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from filelock import FileLock, Timeout

from db import migrations
from db.errors import StoreError
from db.queries import reference as reference_queries
from db.session import Database
from extractors.rules import Rules, load_rules
from service import pipeline
from service.clock import Clock, utc_now
from service.config import Settings
from service.errors import NotFound, UnusableInput
from service.http import HttpClient
from service.reconcile.snapshot import Snapshot
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from service.sources.config import load_sources, select
from service.sources.health import HISTORY, SourceHealth, health_of
from service.sources.pages import FoundArticle, Stored
from service.sources.poll import Polled, Poller
from service.sources.protocol import SourceConfig
from service.sources.store import PollReport, SourceStore
from service.sources.work import prepare
from service.workers import ProcessWorkers

log = logging.getLogger(__name__)
T = TypeVar("T")
Args = TypeVarTuple("Args")

TICK_SECONDS = 1
POLLS_AT_ONCE = 16
GRACE_SECONDS = 3.0


class Service:
    """A running service. Make it with :func:`lifespan`, or call ``start`` and ``stop`` on one event loop."""

    database: Database
    workers: ProcessWorkers
    http: HttpClient

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.configured = load_sources(settings.sources_file)
        self.sources: tuple[SourceConfig, ...] = select(self.configured, settings.selected_sources)
        self.polls = False
        self._snapshot: Snapshot | None = None
        self._lock = FileLock(f"{settings.database}.lock")
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="store")
        self._running: dict[str, asyncio.Task[Polled]] = {}
        self._due: dict[str, datetime] = {}
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    @property
    def rules(self) -> Rules:
        """The extraction rules, loaded on first use."""
        return load_rules()

    @property
    def snapshot(self) -> Snapshot:
        """The reference data of this moment; immutable, replaced as a whole when data arrive."""
        if self._snapshot is None:
            raise RuntimeError("the service has not been started")
        return self._snapshot

    async def start(self, *, schedule: bool = True) -> None:
        """Raises what stands in the way: a mistake in ``sources.yaml``, a store that cannot be used."""
        try:
            self.database = Database(self.settings.database)
            await self._blocking(self._prepare_store)
            self.store = SourceStore(self.database)
            await self._blocking(self.store.register, self.configured, self.clock())
            self.workers = ProcessWorkers(self.settings.workers, prepare, self.snapshot)
            self.http = HttpClient(contact=self.settings.contact, proxy=self.settings.proxy, clock=self.clock)
            self.poller = Poller(self.store, self.http, self.workers, self._ingest, self.clock, self._threads)
            if schedule:
                self._start_scheduler()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Within ten seconds: no new polls, running ones abandoned where they stand, everything closed."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hasattr(self, "http"):
            await self.http.aclose()
        if hasattr(self, "workers"):
            await asyncio.to_thread(lambda: self.workers.stop(grace=GRACE_SECONDS))
        await asyncio.to_thread(lambda: self._threads.shutdown(wait=True, cancel_futures=True))
        if hasattr(self, "database"):
            self.database.close()
        self._lock.release()
        self.polls = False

    async def poll_now(self, name: str) -> PollReport:
        """Poll a source whether it is due or not, and wait for it. :class:`NotFound` for one that is not selected."""
        source = next((source for source in self.sources if source.name == name), None)
        if source is None:
            raise NotFound(f"no source {name}; there are: {', '.join(source.name for source in self.sources)}")
        return (await asyncio.shield(self._poll(source))).report

    async def in_worker(self, function: Callable[[*Args], T], *args: *Args) -> T:
        """Run a pure, picklable function in a worker process. :class:`TimeoutError` if it takes too long."""
        return await self.workers.run(function, *args)

    def health(self) -> list[SourceHealth]:
        """Of every configured source, in the file's order. Reads the store."""
        now = self.clock()
        states = self.store.load_all()
        selected = {source.name for source in self.sources}
        return [
            health_of(
                source,
                states[source.name],
                self.store.by_day(source.name, now - HISTORY),
                now,
                selected=source.name in selected,
            )
            for source in self.configured
        ]

    async def reload_snapshot(self) -> Snapshot:
        """Take the store's reference data as they are now, here and in the workers."""
        self._snapshot = await self._blocking(load_snapshot, self.database)
        self.workers.renew(self.snapshot)
        return self.snapshot

    def _prepare_store(self) -> None:
        migrations.upgrade(self.database)
        with self.database.reading() as session:
            empty = not reference_queries.has_observations(session)
        if empty:
            self._import_samples(self.settings.samples / "reference")
        self._snapshot = load_snapshot(self.database)

    def _import_samples(self, folder: Path) -> None:
        for path in sorted(folder.glob("*.csv")):
            try:
                import_file(self.database, path, self.clock())
            except UnusableInput as error:
                log.error("sample reference data were not imported: %s", error)

    def _ingest(self, found: FoundArticle) -> Stored:
        incoming = pipeline.IncomingArticle(
            source=found.source,
            key=found.key,
            url=found.url,
            site_id=found.site_id,
            article=found.article,
            assessment=found.assessment,
            fetched_at=found.fetched_at,
            flags=found.flags,
        )
        result = pipeline.ingest(self.database, incoming, self.clock())
        return Stored(result.article_id, result.created, result.changed)

    def _start_scheduler(self) -> None:
        self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=TICK_SECONDS,
            next_run_time=self.clock(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def _tick(self) -> None:
        """Start the polls that are due. Quick: the polls themselves are tasks of their own."""
        if not self._holds_lock():
            return
        now = self.clock()
        try:
            overdue = await self._blocking(self.store.overdue, now)
        except StoreError as error:
            log.error("the store cannot be asked what is due: %s", error)
            return
        for source in self.sources:
            # The store's word, and our own: a store that cannot be written to must not make us poll without end.
            rested = self._due.get(source.name, now) <= now
            if source.enabled and rested and source.name in overdue and len(self._running) < POLLS_AT_ONCE:
                self._poll(source)

    def _holds_lock(self) -> bool:
        if not self.polls:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return False
            self.polls = True
        return True

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
        level = logging.WARNING if report.outcome == "failed" else logging.INFO
        log.log(level, "%s: %s %s: %d new", source.name, report.outcome, report.reason or "", report.new)
        return polled

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


async def poll_once(settings: Settings, names: Iterable[str] | None = None) -> list[PollReport]:
    """Poll the named sources (all selected ones for None) now, one after the other, and stop."""
    service = Service(settings)
    chosen = select(service.sources, names)
    await service.start(schedule=False)
    try:
        return [await service.poll_now(source.name) for source in chosen]
    finally:
        await service.stop()
