"""The simulation: the real poller, store, readers and network client, for as long as the clock is told to run."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar, TypeVarTuple

from db import migrations
from db.session import Database
from service.config import ROOT
from service.http import HttpClient
from service.pipeline import ingest
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from service.sources.config import parse_sources
from service.sources.poll import Polled, Poller
from service.sources.protocol import SourceConfig
from service.sources.store import SourceStore
from service.sources.work import prepare
from service.workers import ProcessWorkers
from tests.soak.holdings import held, shortfalls
from tests.soak.manners import breaches, conditional_share
from tests.soak.memory import Usage, complaints, measure
from tests.soak.publishers import Publisher, found
from tests.soak.timeline import Activity, Inline, SimulatedLoop
from tests.soak.web import Web, serving

T = TypeVar("T")
Args = TypeVarTuple("Args")
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
CALM = timedelta(days=4)
TICK = 60.0
POLLS_AT_ONCE = 16
DOWN_FOR = 20.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated. ``restarts``: how often the poller is killed in the middle of its work."""

    sources: int
    days: int
    a_day: float = 1.5
    restarts: int = 3
    processes: int = 0
    megabytes: int = 4
    seed: int = 1


@dataclass(slots=True)
class Outcome:
    """What was found out. ``shortfalls``, ``breaches`` and ``leaks`` must be empty."""

    shortfalls: list[str]
    breaches: list[str]
    leaks: list[str]
    polls: Counter[str]
    reasons: Counter[str]
    faults: Counter[str]
    articles: int
    versions: int
    published: int
    announced: int
    false_copies: int
    requests: int
    conditional: tuple[int, int]
    memory: list[Usage]
    seconds: float


class WatchedClient(HttpClient):
    """The client, telling the simulation when it waits for the network."""

    def __init__(self, activity: Activity, **parts: Any) -> None:
        super().__init__(**parts)
        self._activity = activity

    async def _exchange(self, url: Any, *rest: Any) -> Any:
        with self._activity.asking(f"{url.host}{url.raw_path.decode('ascii')}"):
            return await super()._exchange(url, *rest)


class WatchedProcesses(ProcessWorkers):
    """Worker processes, telling the simulation when it waits for them."""

    activity: Activity

    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T:
        with self.activity.working():
            return await super().run(function, *args)


class InThisProcess:
    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T:
        return function(*args)


@dataclass(slots=True)
class Soak:
    """One simulated newsroom between its start and its end."""

    size: Size
    folder: Path
    loop: SimulatedLoop
    activity: Activity
    web: Web
    workers: Any
    sources: dict[str, SourceConfig]
    polls: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    restarts: list[datetime] = field(default_factory=list)
    memory: list[Usage] = field(default_factory=list)
    tell: Callable[[str], None] = lambda day: None

    async def run(self, until: datetime) -> None:
        """Live after life of the poller: each but the last is killed wherever it stands.

        All of them in the first half, so that the last life is long enough to see whether its memory grows.
        """
        dice = random.Random(f"{self.size.seed} restarts")
        busy = (self.web.calm_from - self.loop.now()).total_seconds() / 2
        deaths = sorted(self.loop.now() + timedelta(seconds=busy * dice.random()) for _ in range(self.size.restarts))
        for death in deaths:
            await self._live(death)
            self.restarts.append(self.loop.now())
            await asyncio.sleep(DOWN_FOR)
        await self._live(until)

    async def _live(self, until: datetime) -> None:
        now = self.loop.now
        with Database(self.folder / "soak.db") as database:
            store = SourceStore(database)
            store.register(self.sources.values(), now())
            http = WatchedClient(
                self.activity,
                contact="https://soak.example/bot",
                clock=now,
                monotonic=self.loop.time,
                sleep=asyncio.sleep,
                resolve=self.web.resolve,
            )
            poller = Poller(store, http, self.workers, lambda found: ingest(database, found, now()), now, Inline())
            poller.remember_wishes(self.sources.values())
            running: dict[str, asyncio.Task[Polled]] = {}
            try:
                while now() < until:
                    self._watch_memory()
                    for name in store.overdue(now()):
                        if name not in running and len(running) < POLLS_AT_ONCE:
                            task = asyncio.create_task(poller.poll(self.sources[name]))
                            running[name] = task
                            task.add_done_callback(lambda done, name=name: self._note(running.pop(name) and done))
                    await asyncio.sleep(min(TICK, max((until - now()).total_seconds(), 0.001)))
            finally:
                tasks = list(running.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await http.aclose()

    def _note(self, task: asyncio.Task[Polled]) -> None:
        if not task.cancelled():
            report = task.result().report
            self.polls[report.outcome] += 1
            if report.reason:
                self.reasons[report.reason] += 1

    def _watch_memory(self) -> None:
        """Once a simulated day."""
        if len(self.memory) <= (self.loop.now() - START) / timedelta(days=1):
            usage = measure(len(self.memory), len(self.restarts), self.folder / "soak.db")
            self.memory.append(usage)
            self.tell(str(usage))


def simulate(size: Size, folder: Path, tell: Callable[[str], None] = lambda day: None) -> Outcome:
    """Run it all; the same size gives the same web. ``tell`` hears of every day."""
    begun = perf_counter()
    activity = Activity()
    publishers = found(size.seed, size.sources, START, size.days, size.a_day)
    with asyncio.Runner(loop_factory=lambda: SimulatedLoop(START, activity)) as runner:
        outcome = runner.run(_simulate(size, folder, activity, publishers, tell))
    outcome.seconds = perf_counter() - begun
    return outcome


async def _simulate(
    size: Size, folder: Path, activity: Activity, publishers: list[Publisher], tell: Callable[[str], None]
) -> Outcome:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    calm = START + timedelta(days=size.days)
    with Database(folder / "soak.db") as database:
        migrations.upgrade(database)
        import_file(database, ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv", START)
        snapshot = load_snapshot(database)
    web = Web(publishers, activity, loop.now, size.seed, calm, megabytes=size.megabytes)
    async with serving(web):
        text = "sources:\n" + "\n".join(each.stanza(web.port) for each in publishers)
        sources = {source.name: source for source in parse_sources(text, Path("sources.yaml"))}
        workers: Any = InThisProcess()
        if size.processes:
            workers = WatchedProcesses(size.processes, prepare, (snapshot,))
            workers.activity = activity
        else:
            prepare((snapshot,))
        soak = Soak(size, folder, loop, activity, web, workers, sources, tell=tell)
        try:
            await soak.run(calm + CALM)
        finally:
            if size.processes:
                workers.stop()
    return _outcome(soak, loop.now())


def _outcome(soak: Soak, now: datetime) -> Outcome:
    web, log = soak.web, soak.web.journal.read()
    with Database(soak.folder / "soak.db") as database:
        articles = held(database)
    return Outcome(
        shortfalls=shortfalls(articles, web, now),
        breaches=breaches(log, web.publishers, soak.restarts),
        leaks=complaints(soak.memory),
        polls=soak.polls,
        reasons=soak.reasons,
        faults=web.faults,
        articles=len(articles),
        versions=sum(article.version for article in articles),
        published=sum(len(each.stories) for each in web.publishers),
        announced=sum(map(len, web.announced.values())),
        false_copies=sum(article.is_copy for article in articles),
        requests=len(log),
        conditional=conditional_share(log, soak.restarts),
        memory=soak.memory,
        seconds=0.0,
    )
