"""How long the service takes for each page of the desk: on the samples, and over a million claims.

A signed-in reader asks for every page again and again; claims, filters and articles differ from one request to the
next, so that hardly an answer is a repetition. The time is from request to last byte, in one process.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from bench.load import STOCK, Backing
from bench.material import SAMPLES
from bench.stock import stocked
from bench.table import Row
from db.session import Database
from service.api.access.sessions import begin, cookie_name, secret_of
from service.config import Settings
from service.desk.app import create_app
from service.jobs import Service
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Observation

TITLE = "The desk's pages"
NOTE = (
    "Server time of each page, signed in, p95 and median of 40 requests after two that do not count, on a store with "
    "the samples and on one with a million claims. *Search* and *period* are the list of claims asked for words and "
    "for a month two years back, which no tally answers."
)
TARGET = 150
TIMES, FIRST = 40, 2
_UNTALLIED = frozenset({"claims, search", "claims, period"})
_HTML = {"Accept": "text/html"}
_AS_OF = datetime(2026, 10, 11, tzinfo=UTC)
_LABELS = ("supported", "refuted", "conflicting", "not_enough_evidence")


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, _samples(Path(folder)) as few, _million() as many:
        stores = {"samples": few, "a million claims": many}
        found = {name: _times(client) for name, client in stores.items()}
    return [
        Row(
            page,
            "" if page in _UNTALLIED else f"p95 ≤ {TARGET} ms",
            " · ".join(f"{found[name][page]} ({name})" for name in found),
        )
        for page in found["samples"]
    ]


def _times(client: TestClient) -> dict[str, str]:
    claims = [item["id"] for item in client.get("/v1/claims?limit=100&fields=id").json()["items"]]
    articles = [item["id"] for item in client.get("/v1/articles?limit=100").json()["items"]]
    disputes = [item["id"] for item in client.get("/v1/discrepancies?limit=100").json()["items"]]

    def of(ids: list[str], path: str) -> Callable[[int], str]:
        return lambda number: path.format(ids[number % len(ids)])

    pages: dict[str, Callable[[int], str]] = {
        "overview": lambda number: f"/?reading={('all', 'named', 'top20', 'top10', 'top9')[number % 5]}",
        "claims": lambda number: f"/claims?verdict={_LABELS[number % 4]}&published_to=2026-0{number % 9 + 1}-01",
        "claims, a facet": lambda number: f"/claims?verdict={_LABELS[number % 4]}",
        "claims, search": lambda number: f"/claims?q={('weekly', 'inference', '调用', '模型')[number % 4]}",
        "claims, period": lambda number: (
            f"/claims?period_from=2024-0{number % 9 + 1}-01&period_to=2024-0{number % 9 + 1}-28"
        ),
        "a claim": of(claims, "/claims/{}"),
        "review queue": lambda _: "/review",
        "review of an article": of(articles, "/review/{}"),
        "discrepancies": lambda number: f"/discrepancies?type={('refuted', 'conflicting')[number % 2]}",
        "a discrepancy": of(disputes, "/discrepancies/{}"),
        "sources": lambda _: "/sources",
        "subscriptions": lambda _: "/subscriptions",
        "check": lambda _: "/check",
    }
    return {name: _timed(client, address) for name, address in pages.items()}


def _timed(client: TestClient, address: Callable[[int], str]) -> str:
    taken = []
    for number in range(FIRST + TIMES):
        started = time.perf_counter()
        response = client.get(address(number), headers=_HTML)
        taken.append((time.perf_counter() - started) * 1_000)
        if response.status_code != 200:
            raise RuntimeError(f"{address(number)}: {response.status_code}")
    counted = sorted(taken[FIRST:])
    return f"p95 {counted[int(TIMES * 0.95) - 1]:.0f} ms, p50 {counted[TIMES // 2]:.0f} ms"


@contextmanager
def _samples(folder: Path) -> Iterator[TestClient]:
    settings = Settings(database=folder / "tallywire.db", sources="samples", workers=1, rate_limit=0)

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Service]:
        service = Service(settings)
        await service.start(schedule=False)
        try:
            await service.poll_now("samples")
            yield service
        finally:
            await service.stop()

    with _signed_in(settings, lifespan) as client:
        yield client


@contextmanager
def _million() -> Iterator[TestClient]:
    settings = Settings(database=stocked(STOCK), rate_limit=0, log_level="WARNING")
    with (SAMPLES / "reference" / "openrouter-rankings-daily.csv").open(encoding="utf-8") as stream:
        rows = [
            Observation(date.fromisoformat(row["date"]), row["model_permaslug"], int(row["total_tokens"]), _AS_OF)
            for row in csv.DictReader(stream)
        ]

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Any]:
        with Database(settings.database) as database:
            yield Backing(settings, database, Snapshot.build(rows, openrouter_rankings()))

    with _signed_in(settings, lifespan) as client:
        yield client


@contextmanager
def _signed_in(settings: Settings, lifespan: Any) -> Iterator[TestClient]:
    app = create_app(settings, lifespan)
    with TestClient(app) as client:
        backing = app.state.backing
        secret = secret_of(backing.database)
        with backing.database.transaction() as session:
            cookie = begin(session, secret, key_id=None, name="bench", scope="admin", now=backing.clock())
        client.cookies.set(cookie_name(secret, "session"), cookie)
        yield client
