"""A real service over the samples: real store, real workers, no scheduler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from service.config import Settings
from service.desk.app import create_app
from service.jobs import Service


@contextmanager
def samples_client(folder: Path) -> Iterator[TestClient]:
    """A client of the API after one poll of the samples; the store lives in ``folder``."""
    settings = Settings(database=folder / "tallywire.db", sources="samples", workers=1)

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Service]:
        service = Service(settings)
        await service.start(schedule=False)
        try:
            report = await service.poll_now("samples")
            assert report.outcome == "ok", report
            yield service
        finally:
            await service.stop()

    with TestClient(create_app(settings, lifespan)) as client:
        yield client
