"""A process that polls one source over and over, until somebody kills it.

Imported once by a fork server, so that a hundred victims cost a hundred forks and not a hundred starts of Python.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from db.session import Database
from extractors.rules import load_rules
from service.clock import utc_now
from service.http import HttpClient
from service.pipeline import ingest
from service.reference.store import load_snapshot
from service.sources.config import load_sources
from service.sources.poll import Polled, Poller
from service.sources.store import SourceStore
from service.sources.work import prepare
from tests.soak.run import InThisProcess

load_rules()


async def to_this_machine(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def poll(folder: Path, *, times: int | None = None) -> Polled | None:
    """Poll every source of the folder's ``sources.yaml``, so many times or for ever; the last poll."""
    polled = None
    with Database(folder / "killed.db") as database:
        prepare((load_snapshot(database),))
        http = HttpClient(contact="https://soak.example/bot", resolve=to_this_machine)
        store = SourceStore(database)
        poller = Poller(store, http, InThisProcess(), lambda found: ingest(database, found, utc_now()), utc_now)
        sources = load_sources(folder / "sources.yaml")
        store.register(sources, utc_now())
        while times is None or times > 0:
            for source in sources:
                polled = await poller.poll(source.model_copy(update={"pause": timedelta()}))
            times = None if times is None else times - 1
        await http.aclose()
    return polled


def live(folder: str) -> None:
    asyncio.run(poll(Path(folder)))
