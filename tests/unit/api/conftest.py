"""The application over a store of its own, with the reference rows of the samples and no poller."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db import migrations
from db.session import Database
from service.config import ROOT, Settings
from service.desk.app import create_app
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Observation
from service.sources.health import SourceHealth

ROWS = ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv"
AS_OF = datetime(2026, 10, 11, 0, 27, tzinfo=UTC)


def healthy(name: str = "samples") -> SourceHealth:
    return SourceHealth(
        name=name,
        kind="files",
        title=None,
        url=None,
        status="ok",
        reason=None,
        detail=None,
        advice=None,
        since=AS_OF,
        failures=0,
        last_polled_at=AS_OF,
        last_success_at=AS_OF,
        last_new_at=AS_OF,
        next_due=AS_OF,
        today=3,
        usual=(1.0, 2.5),
    )


@dataclass
class Backing:
    """A service without a poller: work for a worker process is done on the spot."""

    settings: Settings
    database: Database
    snapshot: Snapshot
    sources: list[SourceHealth] = field(default_factory=lambda: [healthy()])
    working: Callable[..., Any] | None = None
    fetched: Callable[[Any], Any] | None = None

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return (self.snapshot,)

    def clock(self) -> datetime:
        return AS_OF

    def health(self) -> list[SourceHealth]:
        return self.sources

    async def fetch(self, request: Any) -> Any:
        assert self.fetched is not None, "nothing may be fetched here"
        return self.fetched(request)

    async def in_worker(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return (self.working or function)(*arguments)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    with ROWS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    observations = (
        Observation(date.fromisoformat(row["date"]), row["model_permaslug"], int(row["total_tokens"]), AS_OF)
        for row in rows
    )
    return Snapshot.build(observations, openrouter_rankings())


@pytest.fixture
def backing(tmp_path: Path, snapshot: Snapshot) -> Iterator[Backing]:
    settings = Settings(database=tmp_path / "api.db")
    with Database(settings.database) as database:
        migrations.upgrade(database)
        yield Backing(settings, database, snapshot)


@pytest.fixture
def client(backing: Backing) -> Iterator[TestClient]:
    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Backing]:
        yield backing

    with TestClient(create_app(backing.settings, lifespan), raise_server_exceptions=False) as client:
        yield client
