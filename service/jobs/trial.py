"""Sources tried out, with the parts of a service that this takes: no scheduler, and a store only to look into."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack

from db import migrations
from db.session import Database
from service.clock import Clock, utc_now
from service.config import Settings
from service.http import HttpClient
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot
from service.sources.protocol import SourceConfig, WebSource
from service.sources.store import SourceStore
from service.sources.trial import Known, Trial, try_source
from service.sources.work import prepare
from service.workers import ProcessWorkers, Workers


async def try_out(
    settings: Settings,
    sources: Iterable[SourceConfig],
    *,
    pages: int,
    http: HttpClient | None = None,
    workers: Workers | None = None,
    clock: Clock = utc_now,
) -> AsyncIterator[Trial]:
    """One source after the other. The store, if there is one, says what is new and which hosts want a rest."""
    async with AsyncExitStack() as opened:
        if http is None:
            http = HttpClient(contact=settings.contact, proxy=settings.proxy, clock=clock)
            opened.push_async_callback(http.aclose)
        if workers is None:
            own = ProcessWorkers(1, prepare, (Snapshot.build((), openrouter_rankings()),))
            opened.callback(own.stop)
            workers = own
        store = _store(settings, opened)
        rests = {} if store is None else store.rests(clock())
        for source in sources:
            if isinstance(source, WebSource) and source.name in rests:
                http.leave_alone(source.url, rests[source.name])
            yield await try_source(source, http, workers, clock(), pages=pages, known=_known(store))


def _known(store: SourceStore | None) -> Known:
    return store.known if store is not None else lambda name, entries: ()


def _store(settings: Settings, opened: AsyncExitStack) -> SourceStore | None:
    """Not made, and not brought to another form, for a look."""
    if not settings.database.is_file():
        return None
    database = opened.enter_context(Database(settings.database))
    return SourceStore(database) if migrations.current(database) == migrations.head() else None
