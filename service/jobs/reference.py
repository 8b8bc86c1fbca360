"""The reference data of a running service: there from the start, refreshed, and swapped as a whole."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from db import migrations
from db.queries import reference as queries
from db.session import Database
from service.config import Settings
from service.errors import UnusableInput
from service.http import HttpClient
from service.pipeline import catch_up
from service.reconcile.snapshot import Snapshot
from service.reference.catalogue import datasets
from service.reference.holdings import Holdings, load_holdings, stored_mark
from service.reference.imports import import_file
from service.reference.protocol import Dataset
from service.reference.refresh import refresh
from service.workers import ProcessWorkers

log = logging.getLogger(__name__)
REFRESH_EVERY = timedelta(hours=6)


def open_store(database: Database, samples: Path, now: datetime) -> Holdings:
    """Bring the store to its newest form; one without reference data gets the samples'. Blocking."""
    migrations.upgrade(database)
    with database.reading() as session:
        empty = not queries.has_observations(session)
    for path in sorted((samples / "reference").glob("*.csv")) if empty else ():
        try:
            import_file(database, path, now)
        except UnusableInput as error:
            log.error("sample reference data were not imported: %s", error)
    return load_holdings(database)


class ReferenceKeeper:
    """Holds the snapshots that this process and its workers judge by, the main data set's first.

    Data may also be brought in by another process, or while none ran; ``keep`` notices, and in processes that do not
    drive the store ``follow`` does. ``online`` says whether the
    service talks to the network at all: if not, data sets that anybody may ask for are not asked for either.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        http: HttpClient,
        workers: ProcessWorkers,
        holdings: Holdings,
        *,
        online: bool,
    ) -> None:
        self._holdings = holdings
        self._settings = settings
        self._database = database
        self._http = http
        self._workers = workers
        self._online = online

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return self._holdings.snapshots

    async def keep(self, now: datetime) -> None:
        """Refresh what may be refreshed and is due; take up what is new in the store and judge the claims again."""
        for dataset in datasets().values():
            await self._refresh(dataset, now)
        await self.catch_up(now)

    async def follow(self) -> None:
        """Take up what is new in the store, and leave it to the process that drives it to judge the claims by it."""
        if self._holdings.mark != await asyncio.to_thread(stored_mark, self._database):
            self._take(await asyncio.to_thread(load_holdings, self._database))

    async def catch_up(self, now: datetime) -> None:
        """Take up what is new in the store: swap in its data, and judge the stored claims by them.

        A vintage that says the same of every day is taken up, for its date, and nothing is judged again.
        """
        before = held = self._holdings
        if held.mark != await asyncio.to_thread(stored_mark, self._database):
            held = await asyncio.to_thread(load_holdings, self._database)
            # First of all: whoever stores an article from now on looks here, so that it is judged by these.
            self._take(held)
        elif not held.unjudged:
            return
        if any(days_changed for _, days_changed in {*held.mark} - {*before.mark} | {*held.unjudged}):
            report = await asyncio.to_thread(catch_up, self._database, held, now)
            log.info("new reference data: %d claims judged again, %d labels moved", report.claims, report.moved)
        self._holdings = replace(held, unjudged=())

    def _take(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._workers.renew(holdings.snapshots)

    async def _refresh(self, dataset: Dataset, now: datetime) -> None:
        key = self._settings.openrouter_api_key
        allowed = key is not None or (self._online and not dataset.needs_key)
        if dataset.queries is None or not allowed or not await asyncio.to_thread(self._is_stale, dataset, now):
            return
        report = await refresh(
            self._database,
            self._http.fetch,
            base_url=self._settings.openrouter_url,
            key=None if key is None else key.get_secret_value(),
            now=now,
            dataset_id=dataset.id,
        )
        if report.outcome == "failed":
            log.warning("%s: %s: %s", dataset.id, report.reason, report.detail)

    def _is_stale(self, dataset: Dataset, now: datetime) -> bool:
        with self._database.reading() as session:
            state = queries.refresh_state(session, dataset.id)
        return state is None or state.last_success_at is None or now - state.last_success_at >= REFRESH_EVERY
