"""A real service over the samples behind a real socket, for a browser to visit."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from db.session import Database
from service.api.access.sessions import make_link
from service.config import Settings
from service.desk.app import create_app
from service.jobs import Service

SCOPES = ("read", "review", "admin")


@dataclass(slots=True)
class Served:
    """Where the service listens, and its parts."""

    base: str
    service: Service

    @property
    def database(self) -> Database:
        return self.service.database

    def link(self, scope: str = "admin", name: str = "operator") -> str:
        """An address that signs in once."""
        with self.database.transaction() as session:
            token = make_link(session, name=name, scope=scope, now=self.service.clock())  # type: ignore[arg-type]
        return f"{self.base}/sign-in/{token}"


@contextmanager
def samples_served(
    folder: Path, *, prepare: Callable[[Service], None] | None = None, **settings: object
) -> Iterator[Served]:
    """The service on a free port of loopback after one poll of the samples; the store lives in ``folder``."""
    chosen = Settings.model_validate(
        {
            "database": folder / "tallywire.db",
            "sources": "samples",
            "workers": 1,
            "port": 0,
            "rate_limit": 0,
            **settings,
        }
    )
    made: list[Service] = []

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Service]:
        service = Service(settings)
        await service.start(schedule=False)
        try:
            report = await service.poll_now("samples")
            assert report.outcome == "ok", report
            if prepare is not None:
                prepare(service)
            made.append(service)
            yield service
        finally:
            await service.stop()

    config = uvicorn.Config(
        create_app(chosen, lifespan), host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="on"
    )
    server = uvicorn.Server(config)
    started = threading.Event()
    startup = server.startup

    async def startup_told(sockets: list[object] | None = None) -> None:
        await startup(sockets)  # type: ignore[arg-type]
        started.set()

    server.startup = startup_told  # type: ignore[assignment]
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        while not started.wait(0.5):
            assert thread.is_alive(), "the service did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(f"http://127.0.0.1:{port}", made[0])
    finally:
        server.should_exit = True
        thread.join()
