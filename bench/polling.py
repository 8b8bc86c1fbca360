"""How much polling one machine bears, where its time goes, and what readers of the API notice of it."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from bench.material import ROOT, SAMPLES
from bench.publishers import ITEMS, Publishers, feed, page, publishing
from bench.table import Row
from bench.timing import median_seconds
from db.migrations import upgrade
from db.session import Database
from extractors.article import Known, read_page
from extractors.rules import load_rules
from extractors.types import Article
from service.assess import assess
from service.clock import utc_now
from service.http import HttpClient
from service.pipeline import IncomingArticle, ingest
from service.prints import prints_of
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from service.sources.config import parse_sources
from service.sources.kinds.feed import FeedSource, parse
from service.sources.poll import Poller
from service.sources.protocol import Document, SourceConfig
from service.sources.store import SourceStore
from service.sources.work import prepare
from service.turns import MOST
from service.workers import ProcessWorkers

TITLE = "Polling"
NOTE = (
    "Publishers on loopback in a process of their own, no pauses, 8 requests at a time, two worker processes; of 30 "
    "new articles a feed one in five makes a claim; they are stored as they come, up to sixteen to a commit. "
    "Processors in use are the processor time of the poller and its workers by the time that passed; the publishers "
    "and everything else on the machine take theirs from the same two. The shares are of one core's time for such a "
    "feed. The API's p99 is one client's, of a running service whose 20 feeds publish as fast as they are polled, "
    "beside the same store with nothing to poll."
)
FEEDS = 40
ROUNDS = {"same": 10, "whole": 1, "linked": 1}
REQUESTS = 1_000
SHARED = 10**9  # numbers of articles that no feed has announced
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Rate:
    """Sources polled a second, and the processors that were in use meanwhile: the poller's, its workers', the web's."""

    sources: float
    poller: float
    workers: float
    publishers: float

    @property
    def articles(self) -> str:
        return f"{self.sources:.1f} ({self.sources * ITEMS:,.0f} articles)"

    @property
    def processors(self) -> str:
        both = self.poller + self.workers
        parts = f"poller {self.poller:.2f}, workers {self.workers:.2f}; publishers {self.publishers:.2f}"
        return f"{both:.2f} ({parts})"


def measure() -> list[Row]:
    with publishing() as web, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = asyncio.run(_polls(folder, web))
        whole, linked = _shares(folder, pages=False), _shares(folder, pages=True)
        idle, busy = _p99(folder, web, busy=False), _p99(folder, web, busy=True)
    return [
        Row("sources polled a second, nothing new (304)", "", f"{rates['same'].sources:,.0f}"),
        Row(f"sources polled a second, {ITEMS} new articles each, whole in the feed", "", rates["whole"].articles),
        Row("processors in use meanwhile", "", rates["whole"].processors),
        Row("where the time of such a feed goes", "", whole),
        Row(f"sources polled a second, {ITEMS} new articles each, their pages fetched", "", rates["linked"].articles),
        Row("processors in use meanwhile", "≥ 1.6 of 2", rates["linked"].processors),
        Row("where the time of such a feed goes", "", linked),
        Row(
            "p99 of `GET /v1/claims`, under polling load beside idle",
            "",
            f"{busy / idle:.1f}× ({busy:.0f}/{idle:.0f} ms)",
        ),
    ]


async def _polls(folder: Path, web: Publishers) -> dict[str, Rate]:
    with Database(folder / "polls.db", busy_timeout=60) as database:
        upgrade(database)
        import_file(database, SAMPLES / "reference" / "openrouter-rankings-daily.csv", utc_now())
        workers = ProcessWorkers(2, prepare, (load_snapshot(database),))
        client = HttpClient(contact="bench")
        store = SourceStore(database)
        poller = Poller(
            store, client, workers, lambda found: ingest(database, found, utc_now()), utc_now, ThreadPoolExecutor(4)
        )
        try:
            rates = {}
            for path, rounds in ROUNDS.items():
                sources = parse_sources(web.stanzas(path, FEEDS), folder / "sources.yaml")
                store.register(sources, utc_now())
                for source in sources if path == "same" else sources[:2]:
                    await poller.poll(source)
                rates[path] = await _rate(poller, sources, rounds, web)
            return rates
        finally:
            workers.stop()
            await client.aclose()


async def _rate(poller: Poller, sources: tuple[SourceConfig, ...], rounds: int, web: Publishers) -> Rate:
    gate = asyncio.Semaphore(16)

    async def poll(source: SourceConfig) -> None:
        async with gate:
            polled = await poller.poll(source)
            assert polled.report.outcome in {"ok", "unchanged"}, polled.report

    def spent() -> tuple[float, float, float]:
        workers = sum(_processor_seconds(child.pid) for child in multiprocessing.active_children() if child.pid)
        return time.process_time(), workers, _processor_seconds(web.process)

    before, start = spent(), time.perf_counter()
    for _ in range(rounds):
        await asyncio.gather(*(poll(source) for source in sources))
    passed = time.perf_counter() - start
    own, workers, publishers = (later - earlier for later, earlier in zip(spent(), before, strict=True))
    return Rate(rounds * len(sources) / passed, own / passed, workers / passed, publishers / passed)


def _processor_seconds(process: int) -> float:
    """Of a running process, as the kernel counts them."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _shares(folder: Path, *, pages: bool) -> str:
    """One feed's work step by step, in this process."""
    source = FeedSource.model_validate({"name": "shares", "kind": "feed", "url": "http://bench.example/feed"})
    document = Document(feed("http://bench.example", whole=not pages).encode(), source.url, "application/xml")
    now, rules = utc_now(), load_rules()
    knowns = [
        Known(title=entry.title, content_html=entry.content, seen_at=now)
        for entry in parse(document, source, now).entries
    ]
    bodies = [page(SHARED + number).encode() if pages else b"" for number in range(ITEMS)]

    def read() -> list[Article]:
        results = [read_page(body, known=known) for body, known in zip(bodies, knowns, strict=True)]
        return [result.article for result in results if result.article is not None]

    articles = read()
    assert len(articles) == ITEMS
    with Database(folder / "polls.db") as database:
        snapshot = load_snapshot(database)
        found = [
            IncomingArticle("shares", "", None, None, one, assess(one, rules, snapshot), now, prints=prints_of(one))
            for one in articles
        ]
        keys = map(str, itertools.count())

        def store() -> None:
            for at in range(0, ITEMS, MOST):
                with database.together():
                    for one in found[at : at + MOST]:
                        ingest(database, replace(one, key=next(keys)), utc_now())

        spent = {
            "reading the feed": median_seconds(lambda: parse(document, source, now), 3),
            "articles from HTML": median_seconds(read, 3),
            "extracting and checking": median_seconds(
                lambda: [(assess(one, rules, snapshot), prints_of(one)) for one in articles], 3
            ),
            "storing": median_seconds(store, 3),
        }
    total = sum(spent.values())
    return ", ".join(f"{name} {part / total:.0%}" for name, part in spent.items()) + f" of {total * 1000:.0f} ms"


def _p99(folder: Path, web: Publishers, *, busy: bool) -> float:
    """Milliseconds, from a service process of its own over the store that the polls above have filled."""
    name = "busy" if busy else "idle"
    shutil.copy(folder / "polls.db", folder / f"{name}.db")
    sources = folder / f"{name}.yaml"
    sources.write_text(web.stanzas("whole", 20) if busy else web.stanzas("same", 1, every="1d"), "utf-8")
    environment = {
        **os.environ,
        "TALLYWIRE_DATABASE": str(folder / f"{name}.db"),
        "TALLYWIRE_SOURCES_FILE": str(sources),
        "TALLYWIRE_RATE_LIMIT": "1000000",
    }
    program = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        program, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None
        address = urlsplit(process.stdout.readline().decode().rpartition(" ")[2].strip())
        time.sleep(8)  # the first poll is over, or the load is on
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        taken = sorted(_ask(connection) for _ in range(REQUESTS))
        connection.close()
        os.killpg(process.pid, signal.SIGKILL)
    return taken[int(REQUESTS * 0.99)] * 1000


def _ask(connection: http.client.HTTPConnection) -> float:
    """Seconds that a reader waits."""
    start = time.perf_counter()
    # Another limit each time: answers that are kept must not flatter the figure.
    connection.request("GET", f"/v1/claims?limit={random.randint(20, 60)}")
    answer = connection.getresponse()
    answer.read()
    passed = time.perf_counter() - start
    assert answer.status == 200
    time.sleep(0.01)
    return passed
