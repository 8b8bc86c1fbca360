"""A service that is told to stop: it does not wait for servers, readers or pages that never end, and nothing is lost.

Nothing here measures time. What the service must not wait for would last until the test lets go of it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.config import ROOT, Settings
from service.jobs import Service
from service.workers import ProcessWorkers
from tests.acceptance.standin import Reply, StandIn, page, standin, xml
from tests.acceptance.test_service import titles, until

SENTENCE = "The desk counted what the week brought and set it beside the week before, line by line. "
STALL = Reply(b"never comes", stall=True)
SOURCES = """\
sources:
  notes: {{kind: feed, url: '{notes}', allow_private: true, language: en, pause: 0s, concurrency: 4, timeout: 1h}}
  silent: {{kind: feed, url: '{silent}', allow_private: true, concurrency: 4, timeout: 1h}}
"""


def item(number: int, text: str = "") -> str:
    content = f"<content:encoded>{text}</content:encoded>" if text else ""
    return f"<item><title>Note {number}</title><link>/notes/{number}</link>{content}</item>"


def notes() -> Reply:
    """One article that is there at once, one whose page has to be fetched."""
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    items = item(1, SENTENCE * 20) + item(2)
    return xml(f"<rss version='2.0' {space}><channel><title>Notes</title>{items}</channel></rss>")


@pytest.fixture
async def web() -> AsyncIterator[StandIn]:
    """A page that never comes, beside a feed that never does."""
    async with standin() as web:
        web.routes |= {"127.0.0.1/notes": notes(), "127.0.0.1/notes/2": STALL, "127.0.0.1/silent": STALL}
        yield web


@pytest.fixture
def settings(web: StandIn, tmp_path: Path) -> Settings:
    file = tmp_path / "sources.yaml"
    urls = {name: f"http://127.0.0.1:{web.port}/{name}" for name in ("notes", "silent")}
    file.write_text(SOURCES.format(**urls))
    return Settings(database=tmp_path / "tallywire.db", sources_file=file, workers=1)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """``tallywire serve`` in a process of its own, and the address that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "service.cli", "serve", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TALLYWIRE_DATABASE": str(settings.database),
            "TALLYWIRE_SOURCES_FILE": str(settings.sources_file),
            "TALLYWIRE_WORKERS": "1",
        },
    )
    assert process.stdout is not None
    try:
        yield process, (await process.stdout.readline()).decode().split()[-1]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_what_never_ends_is_abandoned_and_told_again(web: StandIn, settings: Settings) -> None:
    async with served(settings) as (process, base):
        reader = closing(HTTPConnection(urlsplit(base).netloc))
        await until(lambda: bool(web.asked("127.0.0.1/notes/2") and web.asked("127.0.0.1/silent")))
        await until(lambda: titles(settings.database) == ["Note 1"])
        with reader as connection:
            connection.request("GET", "/v1/alerts/stream")
            assert connection.getresponse().status == 200  # a reader who stays for as long as there is news
            process.send_signal(signal.SIGTERM)
            _, errors = await process.communicate()
    assert process.returncode == -signal.SIGTERM  # what it was asked for, and after all was closed
    assert b"Application shutdown complete" in errors
    assert b" service." not in errors, errors.decode()  # the reader was cut off, which uvicorn notes; polls say nothing
    assert len(web.asked("127.0.0.1/notes/2")) == 1  # its answer is still to come
    web.routes["127.0.0.1/notes/2"] = page(f"<article><h1>Note 2</h1><p>Note 2. {SENTENCE * 5}</p></article>")
    again = Service(settings)
    await again.start(schedule=False)  # the store is free
    try:
        report = await again.poll_now("notes")
    finally:
        await again.stop()
    assert (report.outcome, report.new) == ("ok", 1)
    assert titles(settings.database) == ["Note 1", "Note 2"]


def read_for_ever(begun: str) -> None:
    """A page that no reader comes to the end of."""
    Path(begun).write_text(str(os.getpid()))
    while True:
        pass


def nothing(argument: None) -> None:
    """A process without preparation."""


@pytest.mark.parametrize("grace", [0.0, 0.05])
async def test_a_worker_that_never_ends_is_ended(tmp_path: Path, grace: float) -> None:
    workers = ProcessWorkers(1, nothing, None)
    begun = tmp_path / "begun"
    reading = asyncio.create_task(workers.run(read_for_ever, str(begun)))
    await until(lambda: begun.exists() and begun.read_text().isdigit())
    reading.cancel()  # as the service does with its polls before it stops the workers
    await asyncio.to_thread(lambda: workers.stop(grace=grace))
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
