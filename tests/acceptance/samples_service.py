"""A real service over the samples and a list of models: real store, real workers, no scheduler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import orjson
from fastapi.testclient import TestClient

from service.config import Settings
from service.desk.app import create_app
from service.jobs import Service
from service.reference.imports import import_file

LIST_OF = datetime(2026, 4, 13, 6, tzinfo=UTC)
MODELS = [
    {
        "id": address,
        "canonical_slug": slug,
        "name": name,
        "created": int(datetime.combine(released, time(15), UTC).timestamp()),
        "pricing": {"prompt": given, "completion": made},
    }
    for address, slug, name, released, given, made in (
        (
            "anthropic/claude-opus-4.6",
            "anthropic/claude-4.6-opus-20260205",
            "Anthropic: Claude Opus 4.6",
            date(2026, 2, 5),
            "0.000005",
            "0.000025",
        ),
        (
            "deepseek/deepseek-v3.2",
            "deepseek/deepseek-v3.2-20251201",
            "DeepSeek: DeepSeek V3.2",
            date(2025, 12, 1),
            "0.00000028",
            "0.00000042",
        ),
    )
]


@contextmanager
def samples_client(folder: Path) -> Iterator[TestClient]:
    """A client of the API after one poll of the samples; the store lives in ``folder``."""
    settings = Settings(database=folder / "tallywire.db", sources="samples", workers=1, review_twice=1)
    listed = folder / "models.json"
    listed.write_bytes(orjson.dumps({"data": MODELS}))

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Service]:
        service = Service(settings)
        await service.start(schedule=False)
        try:
            import_file(service.database, listed, service.clock(), as_of=LIST_OF)
            await service.reference.catch_up(service.clock())
            report = await service.poll_now("samples")
            assert report.outcome == "ok", report
            yield service
        finally:
            await service.stop()

    with TestClient(create_app(settings, lifespan)) as client:
        yield client
