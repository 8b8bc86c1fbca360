"""How much polling one machine bears, where its time goes, and what readers of the API notice of it."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from bench.material import ROOT, SAMPLES
from bench.table import Row
from bench.timing import seconds
from db.migrations import upgrade
from db.session import Database
from extractors.article import Known, read_content
from extractors.rules import load_rules
from service.assess import assess
from service.clock import utc_now
from service.http import HttpClient
from service.identity import content_hash
from service.pipeline import IncomingArticle, ingest
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from service.sources.config import parse_sources
from service.sources.kinds.feed import FeedSource, parse
from service.sources.pages import FoundArticle, Stored
from service.sources.poll import Poller
from service.sources.protocol import Document
from service.sources.store import SourceStore
from service.sources.work import prepare
from service.workers import ProcessWorkers

TITLE = "Polling"
NOTE = (
    "Feeds on loopback, no pauses, 8 requests at a time, two worker processes; of 30 new articles a feed one in five "
    "makes a claim, and each is read, checked and stored in a transaction of its own. The shares are of one core's "
    "time for such a feed. The API's p99 is a running service's with 20 feeds that never stop, asked by one client."
)
FEEDS, ITEMS, ROUNDS = 40, 30, 10
REQUESTS = 400
WORDS = ("market", "council", "library", "orchard", "museum", "station", "project", "railway", "village", "factory")
_numbers = itertools.count()


def measure() -> list[Row]:
    with serving() as base, tempfile.TemporaryDirectory() as folder:
        unchanged, fresh = asyncio.run(_polls(Path(folder), base))
        shares = _shares(Path(folder))
        idle, busy = _p99(Path(folder), base, busy=False), _p99(Path(folder), base, busy=True)
    return [
        Row("sources polled a second, nothing new (304)", "", f"{unchanged:,.0f}"),
        Row(f"sources polled a second, {ITEMS} new articles each", "", f"{fresh:.1f} ({fresh * ITEMS:,.0f} articles)"),
        Row("where the time of such a feed goes", "", shares),
        Row(
            "p99 of `GET /v1/claims`, under polling load beside idle",
            "",
            f"{busy / idle:.1f}× ({busy:.0f}/{idle:.0f} ms)",
        ),
    ]


async def _polls(folder: Path, base: str) -> tuple[float, float]:
    with Database(folder / "polls.db") as database:
        upgrade(database)
        import_file(database, SAMPLES / "reference" / "openrouter-rankings-daily.csv", utc_now())
        workers = ProcessWorkers(2, prepare, (load_snapshot(database),))
        http_client = HttpClient(contact="bench")
        store = SourceStore(database)
        poller = Poller(store, http_client, workers, partial(_keep, database), utc_now)
        try:
            rates = []
            for path, rounds in (("same", ROUNDS), ("fresh", 1)):
                sources = parse_sources(_stanzas(base, path, FEEDS), folder / "sources.yaml")
                store.register(sources, utc_now())
                for source in sources if path == "same" else sources[:2]:
                    await poller.poll(source)
                gate = asyncio.Semaphore(16)

                async def poll(source: FeedSource, gate: asyncio.Semaphore = gate) -> None:
                    async with gate:
                        polled = await poller.poll(source)
                        assert polled.report.outcome in {"ok", "unchanged"}, polled.report

                start = time.perf_counter()
                for _ in range(rounds):
                    await asyncio.gather(*(poll(source) for source in sources))  # type: ignore[arg-type]
                rates.append(rounds * len(sources) / (time.perf_counter() - start))
            return rates[0], rates[1]
        finally:
            workers.stop()
            await http_client.aclose()


def _shares(folder: Path) -> str:
    """One feed's work step by step, in this process."""
    source = FeedSource(name="bench", kind="feed", url="http://bench.example/feed")
    document = Document(feed(random.Random(1)).encode(), source.url, "application/xml")
    now, rules = utc_now(), load_rules()
    entries = parse(document, source, now).entries
    knowns = [Known(id=entry.key, title=entry.title, content_html=entry.content, seen_at=now) for entry in entries]
    articles = [article for known in knowns if (article := read_content(known).article) is not None]
    with Database(folder / "polls.db") as database:
        snapshot = load_snapshot(database)
        assessments = [assess(article, rules, snapshot) for article in articles]

        def store() -> None:
            for article, assessment in zip(articles, assessments, strict=True):
                key = f"{content_hash(article)}{next(_numbers)}"
                ingest(database, IncomingArticle("bench", key, None, None, article, assessment, now), now)

        spent = {
            "reading the feed": _core_seconds(lambda: parse(document, source, now)),
            "articles from HTML": _core_seconds(lambda: [read_content(known) for known in knowns]),
            "extracting and checking": _core_seconds(lambda: [assess(one, rules, snapshot) for one in articles]),
            "storing": _core_seconds(store),
        }
    whole = sum(spent.values())
    return ", ".join(f"{name} {part / whole:.0%}" for name, part in spent.items()) + f" of {whole * 1000:.0f} ms"


def _core_seconds(work: Callable[[], object]) -> float:
    """Of this process's own time, after one run that does not count: waiting for a busy machine is no work."""
    work()
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _p99(folder: Path, base: str, *, busy: bool) -> float:
    """Milliseconds, from a service process of its own."""
    sources = folder / f"busy-{busy}.yaml"
    sources.write_text(_stanzas(base, "fresh" if busy else "same", 20), "utf-8")
    environment = {
        **os.environ,
        "TALLYWIRE_DATABASE": str(folder / f"busy-{busy}.db"),
        "TALLYWIRE_SOURCES_FILE": str(sources),
        "TALLYWIRE_RATE_LIMIT": "1000000",
    }
    program = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        program, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None
        address = urlsplit(process.stdout.readline().decode().rpartition(" ")[2].strip())
        time.sleep(8)  # the first polls are over, or the load is on
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        taken = sorted(seconds(partial(_get, connection)) for _ in range(REQUESTS))
        connection.close()
        os.killpg(process.pid, signal.SIGKILL)
    return taken[int(REQUESTS * 0.99)] * 1000


def _get(connection: http.client.HTTPConnection) -> None:
    # Another limit each time: answers that are kept must not flatter the figure.
    connection.request("GET", f"/v1/claims?limit={random.randint(20, 60)}")
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    time.sleep(0.01)


def _keep(database: Database, found: FoundArticle) -> Stored:
    incoming = IncomingArticle(
        source=found.source,
        key=found.key,
        url=found.url,
        site_id=found.site_id,
        article=found.article,
        assessment=found.assessment,
        fetched_at=found.fetched_at,
        flags=found.flags,
    )
    result = ingest(database, incoming, utc_now())
    return Stored(result.article_id, result.created, result.changed)


def _stanzas(base: str, path: str, count: int) -> str:
    lines = [
        f"  {path}-{number}: {{kind: feed, url: '{base}/{path}/{number}', language: en, "
        "pause: 0s, concurrency: 8, every: 1s, allow_private: true, max_items: 1000}"
        for number in range(count)
    ]
    return "\n".join(["sources:", *lines])


def feed(dice: random.Random) -> str:
    """A feed of articles that nobody has seen, with their whole text; one in five makes a claim."""
    items = []
    for _ in range(ITEMS):
        number = next(_numbers)
        text = " ".join(
            f"The {' '.join(dice.choice(WORDS) for _ in range(9))} near the {dice.choice(WORDS)} was described."
            for _ in range(20)
        )
        day = 2 + dice.randrange(20)
        week = f"from March {day} to {day + 6}, 2026"
        told = f"Chinese models processed {dice.uniform(1, 9):.2f} trillion tokens on OpenRouter {week}."
        claim = told if len(items) % 5 == 0 else "Nothing of note was counted."
        body = escape(f"<p>{claim}</p><p>{text}</p>")
        link = f"<link>http://bench.example/{number}</link>"
        items.append(f"<item><title>Note {number}</title>{link}<content:encoded>{body}</content:encoded></item>")
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {space}><channel><title>n</title>{''.join(items)}</channel></rss>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    same = feed(random.Random(0)).encode()

    def do_GET(self) -> None:
        if self.path.startswith("/same") and self.headers.get("If-None-Match") == '"same"':
            self._send(304, b"", '"same"')
        elif self.path.startswith("/same"):
            self._send(200, self.same, '"same"')
        else:
            self._send(200, feed(random.Random(next(_numbers))).encode(), None)

    def _send(self, status: int, body: bytes, tag: str | None) -> None:
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
