"""How fast the API answers from a million claims, beside a bare FastAPI route that returns the same bytes.

The service runs in a process of its own, with its gate and its limits on; wrk drives it from another. Rounds of the two
routes alternate, so that a machine which slows down slows both.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import uvicorn
from fastapi import FastAPI, Request, Response

from bench.stock import ARTICLES, START, moment, stocked
from bench.table import Row
from db.session import Database
from service.api.conventions.answers import Answers
from service.config import Settings
from service.desk.app import create_app
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot

TITLE = "The API over a million claims"
NOTE = (
    "SQLite, one service process with its gate and limits on, wrk with 16 connections from another process on the same "
    "machine. *Kept* asks one address again and again, as readers do between two polls: the answer is kept until the "
    "store changes. *Made anew* asks another address each time, pages of the last fortnight, with nothing kept: every "
    "answer is made from the store. Ratios are medians against a bare FastAPI route that returns the same bytes, in "
    "alternating rounds; in brackets the same ratio by the server's processor time for an answer, which other work on "
    "the machine distorts less."
)
ROUNDS, SECONDS, ADDRESSES = 3, 2, 20_000
STOCK = Path(__file__).parent / "out"


def measure() -> list[Row]:
    if shutil.which("wrk") is None:
        return [Row("requests a second from a million claims", "", "not measured: wrk is not installed")]
    path = stocked(STOCK)
    with tempfile.TemporaryDirectory() as folder, serving(path) as (base, server):
        return list(_rows(base, server, folder))


def _rows(base: str, server: int, folder: str) -> Iterator[Row]:
    http = httpx2.Client(base_url=base, timeout=60)
    ids = [item["id"] for item in http.get("/v1/claims?limit=200&fields=id").raise_for_status().json()["items"]]
    cases = {
        "list of 50": ("/v1/claims?", "≤ 3×"),
        "filtered list of 50": ("/v1/claims?subject=country:CN&kind=level&verdict=refuted&", ""),
        "full text, 50 hits": (quote("/v1/claims?q=周调用量&", safe="/?=&"), ""),
        "one claim": ("/v1/claims/{claim}?", ""),
    }
    for what, (asked, target) in cases.items():
        by_time = "{claim}" not in asked
        kept = asked.format(claim=ids[0]).rstrip("?&")
        made = [f"{asked}published_to={_minute(n)}" if by_time else kept for n in range(ADDRESSES)]
        if not by_time:
            made = [asked.format(claim=one).rstrip("?") for one in ids]
        body = http.get(kept, headers={"Accept-Encoding": "identity"}).raise_for_status().content
        http.put("/bare", content=body).raise_for_status()
        for manner, addresses in (("kept", [kept]), ("made anew", made)):
            http.put("/keeping", params={"on": manner == "kept"}).raise_for_status()
            rounds = [
                (wrk(base, addresses, folder, server), wrk(base, ["/bare"], folder, server)) for _ in range(ROUNDS)
            ]
            ratio = statistics.median(bare.rate / ours.rate for ours, bare in rounds)
            work = statistics.median(ours.work / bare.work for ours, bare in rounds)
            ours, bare = (sorted(pair, key=lambda load: load.rate)[ROUNDS // 2] for pair in zip(*rounds, strict=True))
            name = f"{what} ({len(body) / 1024:.0f} KB), {manner}"
            yield Row(name, target, f"{ours} · {ratio:.1f}× ({work:.1f}×) the bare route ({bare})")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk reports: requests a second, and latencies as it writes them; and the server's seconds an answer."""

    rate: float
    p50: str
    p99: str
    work: float

    def __str__(self) -> str:
        return f"{self.rate:,.0f}/s, p50 {self.p50}, p99 {self.p99}"


def wrk(base: str, paths: list[str], folder: str, server: int) -> Load:
    """One round over the paths, in turn. Answers other than 200 end the bench."""
    script = Path(folder) / "paths.lua"
    listed = ",".join(f'"{path}"' for path in paths)
    script.write_text(
        f"local paths = {{{listed}}}\nlocal at = 0\n"
        "function request() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n"
    )
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "--latency", "-s", str(script), base]
    before = _worked(server)
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    worked = _worked(server) - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    p50, p99 = (re.search(rf"(?m)^\s+{part}%\s+(\S+)", said)[1] for part in (50, 99))  # type: ignore[index]
    answers = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    return Load(rate, p50, p99, worked / answers)


def _worked(process: int) -> float:
    """Seconds of processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(path: Path) -> Iterator[tuple[str, int]]:
    """The service over a store: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(path, port))
    process.start()
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx2.get(f"{base}/health").raise_for_status()
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        assert process.pid is not None
        yield base, process.pid
    finally:
        process.terminate()
        process.join(10)


def serve(path: Path, port: int) -> None:
    """The application over the store, and the bare route beside it."""
    settings = Settings(database=path, rate_limit=10**9, log_level="WARNING")
    bare: dict[str, bytes] = {"body": b""}
    plain = FastAPI()

    @plain.get("/bare")
    async def give() -> Response:
        return Response(bare["body"], media_type="application/json")

    @plain.put("/bare")
    async def take(request: Request) -> None:
        bare["body"] = await request.body()

    @plain.put("/keeping")
    async def keep(on: bool) -> None:
        app.state.answers = Answers() if on else Answers(room=0)

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Any]:
        with Database(settings.database) as database:
            yield Backing(settings, database, Snapshot.build((), openrouter_rankings()))

    app = create_app(settings, lifespan)

    async def both(scope: Any, receive: Any, send: Any) -> None:
        chosen = plain if scope["type"] == "http" and scope["path"] in {"/bare", "/keeping"} else app
        await chosen(scope, receive, send)

    uvicorn.run(both, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="on")


@dataclass
class Backing:
    """A service without a poller."""

    settings: Settings
    database: Database
    snapshot: Snapshot

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return (self.snapshot,)

    def clock(self) -> datetime:
        return START

    def health(self) -> list[Any]:
        return []

    async def in_worker(self, function: Any, *arguments: Any) -> Any:
        return function(*arguments)


def _minute(number: int) -> str:
    return f"{moment(ARTICLES) - timedelta(minutes=number):%Y-%m-%dT%H:%M:00Z}"
