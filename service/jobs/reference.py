"""The reference data of a running service: there from the start, refreshed, and swapped as a whole."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

from db import migrations
from db.queries import reference as queries
from db.session import Database
from service.config import Settings
from service.errors import UnusableInput
from service.http import HttpClient
from service.pipeline import reassess
from service.reconcile.snapshot import Snapshot
from service.reference.catalogue import DEFAULT, datasets
from service.reference.imports import import_file
from service.reference.refresh import refresh
from service.reference.store import load_snapshot
from service.workers import ProcessWorkers

log = logging.getLogger(__name__)
REFRESH_EVERY = timedelta(hours=6)


def open_store(database: Database, samples: Path, now: datetime) -> tuple[Snapshot, ...]:
    """Bring the store to its newest form; one without reference data gets the samples'. Blocking."""
    migrations.upgrade(database)
    with database.reading() as session:
        empty = not queries.has_observations(session)
    for path in sorted((samples / "reference").glob("*.csv")) if empty else ():
        try:
            import_file(database, path, now)
        except UnusableInput as error:
            log.error("sample reference data were not imported: %s", error)
    return load_snapshots(database)


def load_snapshots(database: Database) -> tuple[Snapshot, ...]:
    """Every data set that has rows, after the main one, which is there even without. Blocking."""
    with database.reading() as session:
        others = [name for name in datasets() if name != DEFAULT and queries.has_observations(session, name)]
        return tuple(load_snapshot(session, name) for name in (DEFAULT, *others))


class ReferenceKeeper:
    """Holds the snapshots that this process and its workers judge by, the main data set's first.

    Data may also be imported by another process; ``keep`` notices.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        http: HttpClient,
        workers: ProcessWorkers,
        snapshots: tuple[Snapshot, ...],
    ) -> None:
        self.snapshots = snapshots
        self._settings = settings
        self._database = database
        self._http = http
        self._workers = workers
        self._mark = self._stored_mark()

    async def keep(self, now: datetime) -> None:
        """Refresh if it is time and there is a key; take up what is new in the store and judge the claims again."""
        key = self._settings.openrouter_api_key
        if key is not None and await asyncio.to_thread(self._is_stale, now):
            report = await refresh(
                self._database,
                self._http.fetch,
                base_url=self._settings.openrouter_url,
                key=key.get_secret_value(),
                now=now,
            )
            if report.outcome == "failed":
                log.warning("reference data: %s: %s", report.reason, report.detail)
        mark = await asyncio.to_thread(self._stored_mark)
        if mark != self._mark:
            await self.take_up(now)
            self._mark = mark

    async def take_up(self, now: datetime) -> None:
        """Swap in the store's reference data, and judge the stored claims by them."""
        self.snapshots = await asyncio.to_thread(load_snapshots, self._database)
        self._workers.renew(self.snapshots)
        report = await asyncio.to_thread(reassess, self._database, self.snapshots[0], now)
        log.info("new reference data: %d claims judged again, %d labels moved", report.claims, report.moved)

    def _stored_mark(self) -> tuple[tuple[int, int], ...]:
        """Differs whenever stored vintages differ."""
        with self._database.reading() as session:
            rows = [row for name in datasets() for row in queries.vintages(session, name)]
        return tuple((int(row.id), int(row.days_changed)) for row in rows)

    def _is_stale(self, now: datetime) -> bool:
        with self._database.reading() as session:
            state = queries.refresh_state(session, DEFAULT)
        return state is None or state.last_success_at is None or now - state.last_success_at >= REFRESH_EVERY
