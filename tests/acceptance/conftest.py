"""A poller as the service has it, against the stand-in web, with the clock and the pauses in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import pytest

from db import migrations
from db.queries.articles import ArticleFilter, list_articles
from db.queries.pages import Record
from db.session import Database
from service.config import ROOT
from service.http import HttpClient
from service.pipeline import ingest
from service.reconcile.snapshot import Snapshot
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from service.sources.config import parse_sources
from service.sources.poll import Polled, Poller
from service.sources.protocol import SourceConfig
from service.sources.store import SourceStore
from service.sources.work import prepare
from tests.acceptance.sites import open_all, sources_yaml
from tests.acceptance.standin import StandIn, standin

T = TypeVar("T")
Args = TypeVarTuple("Args")
NOW = datetime(2026, 4, 7, 2, 0, tzinfo=UTC)


@dataclass(slots=True)
class Time:
    """A clock that moves when told to, or when somebody rests."""

    now: datetime = NOW
    rests: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class InThisProcess:
    """Workers without processes."""

    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T:
        return function(*args)


@dataclass(slots=True)
class Desk:
    """One poller and all it touches."""

    web: StandIn
    time: Time
    database: Database
    poller: Poller
    sources: dict[str, SourceConfig]

    async def poll(self, name: str = "36kr") -> Polled:
        return await self.poller.poll(self.sources[name])

    def configure(self, text: str) -> None:
        """Other sources instead of the four sites."""
        sources = parse_sources(text, Path("sources.yaml"))
        self.sources = {source.name: source for source in sources}
        self.poller.store.register(sources, self.time.now)

    @property
    def articles(self) -> list[Record]:
        with self.database.reading() as session:
            return list(list_articles(session, ArticleFilter(), limit=500).rows)

    @property
    def titles(self) -> list[str]:
        return sorted(row.title for row in self.articles)


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Seven weeks of reference rows."""
    with Database(tmp_path_factory.mktemp("reference") / "reference.db") as database:
        migrations.upgrade(database)
        import_file(database, ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv", NOW)
        return load_snapshot(database)


@pytest.fixture
async def desk(tmp_path: Path, snapshot: Snapshot) -> AsyncIterator[Desk]:
    time = Time()
    prepare((snapshot,))
    async with standin() as web:
        with Database(tmp_path / "tallywire.db") as database:
            migrations.upgrade(database)

            http = HttpClient(
                contact="https://desk.example/bot",
                clock=time,
                monotonic=time.monotonic,
                sleep=time.sleep,
                resolve=web.resolve,
            )
            poller = Poller(
                SourceStore(database), http, InThisProcess(), lambda found: ingest(database, found, time.now), time
            )
            desk = Desk(web, time, database, poller, {})
            desk.configure(sources_yaml(web))
            open_all(web)
            try:
                yield desk
            finally:
                await http.aclose()
