"""The whole service: started, left to its scheduler, killed, and started again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from db.queries.articles import ArticleFilter, list_articles
from db.queries.claims import ClaimFilter, list_claims
from db.session import Database
from service.config import ROOT, Settings
from service.desk.app import create_app
from service.errors import ConfigError, NotFound
from service.http import HttpClient
from service.jobs import Service, lifespan, poll_once
from service.reference.imports import import_file
from service.sources import work
from tests.acceptance.sites import KR36, open_all, sources_yaml
from tests.acceptance.standin import StandIn, standin

PATIENCE = 60.0


def settings_for(folder: Path, sources: str, *, only: str = "") -> Settings:
    file = folder / "sources.yaml"
    file.write_text(sources)
    return Settings(database=folder / "tallywire.db", sources_file=file, sources=only, workers=1)


def inbox(folder: Path, *names: str) -> str:
    """A stanza for a watched folder with some of the samples in it, saved long ago."""
    saved = folder / "inbox"
    saved.mkdir(exist_ok=True)
    for name in names:
        drop(saved, name)
    return f"sources:\n  inbox: {{kind: files, path: {saved}, every: 1s}}\n"


def drop(saved: Path, name: str) -> None:
    shutil.copy(ROOT / "samples" / name, saved / name)
    os.utime(saved / name, (1_700_000_000, 1_700_000_000))


def titles(database: Path) -> list[str]:
    with Database(database) as store, store.reading() as session:
        return sorted(row.title for row in list_articles(session, ArticleFilter(), limit=500).rows)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the service tells nobody when it is done
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(settings: Settings, web: StandIn) -> AsyncIterator[Service]:
    client = HttpClient(contact="test", resolve=web.resolve)
    service = Service(settings, http=client)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def test_the_scheduler_polls_what_is_due_and_sees_what_is_dropped_in(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, inbox(tmp_path, "en-card-weekly-tokens.html"))
    async with lifespan(settings) as service:
        await until(lambda: service.health()[0].status == "ok")
        assert len(titles(settings.database)) == 1
        drop(tmp_path / "inbox", "zh-newsflash-five-weeks.html")
        await until(lambda: len(titles(settings.database)) == 2)
        assert service.polls


async def test_sources_that_cannot_be_reached_fail_and_wait_and_the_others_go_on(tmp_path: Path) -> None:
    async with standin() as web:
        open_all(web)
        for where in [f"{KR36}/feed", "en.wedoany.com/"]:
            del web.routes[where]
        web.addresses["chinadailybrief.com"] = []
        settings = settings_for(tmp_path, sources_yaml(web))
        async with running(settings, web) as service:
            await until(lambda: all(one.last_polled_at for one in service.health()))
            health = {one.name: one for one in service.health()}
    assert {name: (one.status, one.reason) for name, one in health.items()} == {
        "36kr": ("failing", "http_404"),
        "en.wedoany.com": ("failing", "http_404"),
        "chinadailybrief.com": ("failing", "no_address"),
        "setupai.cc": ("ok", None),
    }
    assert all(one.next_due and one.last_polled_at and one.next_due > one.last_polled_at for one in health.values())


async def test_nothing_is_asked_of_sources_that_are_not_selected(tmp_path: Path) -> None:
    async with standin() as web:
        open_all(web)
        settings = settings_for(tmp_path, sources_yaml(web), only="setupai.cc")
        async with running(settings, web) as service:
            await until(lambda: any(one.status == "ok" for one in service.health()))
            assert {one.name: one.status for one in service.health()}["36kr"] == "paused"
            with pytest.raises(NotFound):
                await service.poll_now("36kr")
        assert {seen.host for seen in web.seen} == {"setupai.cc"}


async def test_one_process_polls_a_database_and_the_next_takes_over(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, inbox(tmp_path))
    first, second = Service(settings), Service(settings)
    await first.start()
    await until(lambda: first.polls)
    await second.start()
    try:
        await until(lambda: second.health()[0].status == "ok")
        await asyncio.sleep(0)
        assert not second.polls
        await first.stop()
        await until(lambda: second.polls)
    finally:
        await second.stop()


async def test_polling_once_takes_what_is_due_or_what_is_named(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, inbox(tmp_path, "en-card-weekly-tokens.html").replace("1s", "1h"))
    assert [report.new for report in await poll_once(settings)] == [1]
    assert await poll_once(settings) == []
    assert [report.outcome for report in await poll_once(settings, ["inbox"])] == ["unchanged"]
    with pytest.raises(ConfigError, match="no source is named nope"):
        await poll_once(settings, ["nope"])


def test_a_mistake_in_the_sources_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"sources\.yaml:2: sources\.a\.kind"):
        Service(settings_for(tmp_path, "sources:\n  a: {kind: telepathy}\n"))


def test_what_was_polled_is_served(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, inbox(tmp_path, "zh-newsflash-five-weeks.html"))

    @asynccontextmanager
    async def polled(settings: Settings) -> AsyncIterator[Service]:
        async with lifespan(settings) as service:
            await service.poll_now("inbox")
            yield service

    with TestClient(create_app(settings, polled)) as client:
        claims = client.get("/v1/claims", params={"subject": "country:CN"}).json()["items"]
        (source,) = client.get("/v1/sources").json()["items"]
    assert {claim["verdict"]["label"] for claim in claims} >= {"supported", "conflicting"}
    assert (source["name"], source["status"], source["article_count"]) == ("inbox", "ok", 1)


KILLED = """
import asyncio, sys
from datetime import datetime, timedelta
from pathlib import Path
from service.config import Settings
from service.jobs import Service

async def main():
    folder = Path(sys.argv[1])
    service = Service(Settings(database=folder / "tallywire.db", sources_file=folder / "sources.yaml", workers=1))
    await service.start()
    print("polling", flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    names = sorted(path.name for path in (ROOT / "samples").glob("*.html"))
    settings = settings_for(tmp_path, inbox(tmp_path, *names))
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for stored in (1, 3):
        process = subprocess.Popen(  # noqa: ASYNC220 - the test has nothing else to do
            [sys.executable, str(script), str(tmp_path)],
            env=environment,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"polling\n"
        await until(lambda least=stored: len(titles(settings.database)) >= least)  # type: ignore[misc]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    async with lifespan(settings) as service:
        await until(lambda: service.health()[0].status == "ok")
        await service.poll_now("inbox")
    found = titles(settings.database)
    assert len(found) == len(names)
    assert len(set(found)) == len(names)


async def test_reference_data_that_another_process_imports_are_taken_up(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, inbox(tmp_path, "zh-newsflash-five-weeks.html"))
    async with lifespan(settings) as service:
        await service.poll_now("inbox")
        before = service.snapshot
        assert before.as_of is not None
        later = before.as_of + timedelta(days=30)
        with Database(settings.database) as elsewhere:
            import_file(elsewhere, halved(tmp_path), later, as_of=later)
            await service.reference.keep(later)
            assert service.snapshot.as_of == later
            with elsewhere.reading() as session:
                (claim, *_) = list_claims(session, ClaimFilter(kind=("level",), label=("refuted",)), limit=10).rows
        assert claim.verdict_as_of == later
        same = service.snapshot
        await service.reference.keep(later)
        assert service.snapshot is same
        assert await service.in_worker(held_vintage) == later


def halved(folder: Path) -> Path:
    """The sample rows with every number halved: no statement about them holds any more."""
    lines = (ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv").read_text().splitlines()
    rows = (line.rsplit(",", 1) for line in lines[1:])
    path = folder / "openrouter-rankings-daily.csv"
    path.write_text("\n".join([lines[0], *(f"{row},{int(tokens) // 2}" for row, tokens in rows)]) + "\n")
    return path


def held_vintage() -> datetime | None:
    return work._held[0].as_of
