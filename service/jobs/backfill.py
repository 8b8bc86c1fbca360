"""A backfill from its start to its stop, with the parts of a service and without its scheduler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from service.config import Settings
from service.errors import ConfigError
from service.http import HttpClient
from service.jobs.service import Service
from service.sources.backfill import Backfill, Step
from service.sources.config import select
from service.sources.protocol import WebSource


async def backfill(
    settings: Settings,
    names: Iterable[str],
    since: datetime,
    *,
    again: bool = False,
    http: HttpClient | None = None,
) -> AsyncIterator[Step]:
    """Walk the named sources one after the other; works beside a running service. :class:`ConfigError`."""
    service = Service(settings, http=http)
    chosen = [source for source in select(service.configured, names) if isinstance(source, WebSource)]
    if not chosen:
        raise ConfigError("none of these sources is on the web")
    await service.start(schedule=False)
    try:
        walker = Backfill(service.database, service.http, service.workers, service.poller, service.clock)
        for source in chosen:
            async for step in walker.walk(source, since, again=again):
                yield step
        await service.reference.catch_up(service.clock())
    finally:
        await service.stop()
