"""Kill the service again and again while it delivers, and see what the receiver got.

The whole storm: ``python -m tests.acceptance.storm --kills 50``. A few kills run with the suite.

Articles come in pairs that disagree, some new pairs in every life of the service. The receiver says yes, says no or
breaks the connection at random, also after it has taken a message in. The service's clock runs fast, so that retries
come within seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson

from db import migrations
from db.queries import deliveries, discrepancies
from db.session import Database
from service.clock import utc_now
from service.config import ROOT
from tests.acceptance.receiver import Answer, Received, Receiver, receiver
from tests.integration.alerting import add_endpoint, subscribe

PAIRS_A_LIFE = 6
FAR = datetime(9999, 1, 1, tzinfo=UTC)
LIFE = """
import asyncio, sys
from datetime import date, datetime, timedelta
from pathlib import Path
from extractors.types import Period
from service.clock import utc_now
from service.config import Settings
from service.jobs import Service
from service.pipeline import ingest
from tests.integration.make import NOW, incoming
from tests.unit.reconcile.make import claim

SPEED = 2_000
folder, begun, pairs = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])

def clock():
    return NOW + (utc_now() - begun) * SPEED

def pair(number):
    start = date(2015, 1, 5) + timedelta(weeks=number)
    for source, figure in (("feed", "4.69"), ("page", "46.9")):
        told = claim("level", figure, period=Period(start, start + timedelta(days=6)))
        yield incoming([told], source=source, key=str(number))

async def main():
    settings = Settings(database=folder / "tallywire.db", sources_file=folder / "sources.yaml", samples=folder,
                        workers=1, private_webhooks=True)
    service = Service(settings, clock=clock)
    await service.start(schedule=False)  # the scheduler goes by the real time
    await asyncio.gather(write(service), deliver(service))

async def write(service):
    for number in range(pairs):
        for article in pair(number):
            await asyncio.to_thread(ingest, service.database, article, clock())

async def deliver(service):
    while True:
        await service.alerts.tick()
        await asyncio.sleep(0.02)

if __name__ == "__main__":
    asyncio.run(main())
"""


@dataclass(slots=True)
class Outcome:
    """What the storm came to; ``early`` are messages whose discrepancy was not committed when they came."""

    kills: int = 0
    alerts: int = 0
    received: int = 0
    refused: int = 0
    lost: set[str] = field(default_factory=set)
    early: list[str] = field(default_factory=list)
    renamed: dict[str, set[str]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.early or self.renamed) and self.alerts == (self.kills + 1) * PAIRS_A_LIFE


class Storm:
    """One storm in a folder of its own."""

    def __init__(self, folder: Path, web: Receiver, seed: int) -> None:
        self._folder = folder
        self._web = web
        self._dice = random.Random(seed)
        self._begun = utc_now()
        self._outcome = Outcome()
        self._taken: dict[str, set[str]] = defaultdict(set)
        self._database = Database(folder / "tallywire.db")
        (folder / "life.py").write_text(LIFE)
        (folder / "sources.yaml").write_text(f"sources:\n  inbox: {{kind: files, path: {folder}/inbox, every: 1h}}\n")
        (folder / "inbox").mkdir()
        migrations.upgrade(self._database)
        add_endpoint(self._database, url=web.url())
        subscribe(self._database, filter={"types": ["disagreement"]})
        web.answer = self._answer

    async def rage(self, kills: int) -> Outcome:
        with self._database:
            for life in range(kills):
                process = self._start(life)
                try:
                    target = len(self._web.seen) + self._dice.randint(1, PAIRS_A_LIFE)
                    await self._web.until(lambda: len(self._web.seen) >= target)  # noqa: B023 - awaited at once
                finally:
                    _kill(process)
                self._outcome.kills += 1
            process = self._start(kills)
            try:
                await self._web.until(self._is_over)
            finally:
                _kill(process)
            return self._judged()

    def _start(self, life: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                str(self._folder / "life.py"),
                str(self._folder),
                self._begun.isoformat(),
                str((life + 1) * PAIRS_A_LIFE),
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def _answer(self, received: Received) -> Answer:
        told = orjson.loads(received.body)["data"]["discrepancy"]["id"]
        with self._database.reading() as session:
            row = discrepancies.get_discrepancy(session, told)
            about = [] if row is None else discrepancies.claims_of(session, [row.id]).get(row.id, [])
        if len(about) != 2:
            self._outcome.early.append(told)
        mood = self._dice.random()
        if mood < 0.25:
            self._outcome.refused += 1
            return Answer(503)
        self._taken[told].add(received.headers["webhook-id"])
        self._outcome.received += 1
        return Answer(broken=True) if mood < 0.35 else Answer()

    def _is_over(self) -> bool:
        with self._database.reading() as session:
            events = discrepancies.events_after(session, limit=100_000)
            waiting = discrepancies.undispatched(session, limit=1) or deliveries.endpoints_due(session, FAR)
        wanted = {event.discrepancy_id for event in events if event.payload["type"] == "disagreement"}
        return not waiting and len(wanted) == (self._outcome.kills + 1) * PAIRS_A_LIFE and wanted <= self._taken.keys()

    def _judged(self) -> Outcome:
        with self._database.reading() as session:
            events = discrepancies.events_after(session, limit=100_000)
        told = {event.discrepancy_id for event in events if event.payload["type"] == "disagreement"}
        self._outcome.alerts = len(told)
        self._outcome.lost = told - self._taken.keys()
        self._outcome.renamed = {key: ids for key, ids in self._taken.items() if len(ids) > 1}
        return self._outcome


def _kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


async def storm(folder: Path, *, kills: int, seed: int = 1) -> Outcome:
    async with receiver() as web:
        return await Storm(folder, web, seed).rage(kills)


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill the service while it delivers alerts.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(storm(Path(folder), kills=given.kills, seed=given.seed))
    sys.stdout.write(f"{outcome}\n{'holds' if outcome.holds else 'BROKEN'}\n")
    sys.exit(not outcome.holds)


if __name__ == "__main__":
    main()
