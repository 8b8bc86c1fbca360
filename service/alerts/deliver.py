"""Drain the outbox and send what is queued: at least once, in order for each endpoint, each endpoint by itself.

A message is pending until its endpoint said yes; a process that is killed in between sends it again, under the same
id. An endpoint's messages go one after the other, in their order; one that fails waits for its own next try and lets
the others go ahead. Every endpoint that has something due gets a task of its own, so none waits for another.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from db.errors import StoreError
from db.queries import alerts, deliveries, subscriptions
from db.queries.pages import Record
from db.session import Database
from service.alerts.channels import channels
from service.alerts.dispatch import dispatch
from service.alerts.outcomes import record_failure, record_success
from service.alerts.protocol import Channel, Fetch, Message, Target
from service.alerts.retries import Failure
from service.clock import Clock
from service.http import FetchError

log = logging.getLogger(__name__)
KEPT = timedelta(days=90)
"""How long messages that were delivered or given up can be looked at and replayed."""


class Deliverer:
    """Sends the alerts of one store. Use it on one event loop, in one process at a time."""

    def __init__(
        self,
        database: Database,
        fetch: Fetch,
        clock: Clock,
        *,
        allow_private: bool = False,
        known: Mapping[str, Channel] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._fetch = fetch
        self._clock = clock
        self._allow_private = allow_private
        self._channels = channels() if known is None else known
        self._monotonic = monotonic
        self._sending: dict[int, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Queue what events call for, and see that every endpoint with something due is being sent to. Quick."""
        while await asyncio.to_thread(dispatch, self._database, self._clock()):
            pass
        for row_id in await asyncio.to_thread(self._due):
            if row_id not in self._sending:
                task = asyncio.create_task(self._send_all(row_id), name=f"deliver to endpoint {row_id}")
                self._sending[row_id] = task
                task.add_done_callback(partial(self._done, row_id))

    async def settled(self) -> None:
        """Wait until nothing that is due is left to send."""
        while self._sending:
            await asyncio.gather(*self._sending.values())

    async def stop(self) -> None:
        """Abandon what is being sent where it stands; it stays pending."""
        tasks = list(self._sending.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def tidy(self, now: datetime) -> None:
        """Forget what is long over. Blocking."""
        with self._database.transaction() as session:
            deliveries.prune_deliveries(session, now - KEPT)
            alerts.prune_alerts(session, now - KEPT)

    def _done(self, row_id: int, task: asyncio.Task[None]) -> None:
        self._sending.pop(row_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sending alerts failed", exc_info=error)

    def _due(self) -> list[int]:
        with self._database.reading() as session:
            return list(deliveries.endpoints_due(session, self._clock()))

    async def _send_all(self, endpoint_row: int) -> None:
        """Everything that is due to an endpoint, in order, until nothing is."""
        try:
            while batch := await asyncio.to_thread(self._batch, endpoint_row):
                for row_id in batch:
                    if not await self._send(endpoint_row, row_id):
                        return
        except StoreError as error:
            log.error("alerts wait: %s", error)

    def _batch(self, endpoint_row: int) -> list[int]:
        with self._database.reading() as session:
            return [row.id for row in deliveries.due_of(session, endpoint_row, self._clock())]

    async def _send(self, endpoint_row: int, row_id: int) -> bool:
        """Send one message and record what came of it; false if the endpoint is to be left alone now."""
        found = await asyncio.to_thread(self._find, endpoint_row, row_id)
        if found is None:
            return False
        endpoint, delivery = found
        if delivery is None:
            return True
        started, begun = self._clock(), self._monotonic()
        status: int | None = None
        failure: Failure | None = None
        try:
            channel = self._channels[endpoint.channel]
            target = Target(endpoint.public_id, endpoint.url, _secrets(endpoint, started))
            message = Message(delivery.public_id, delivery.type, delivery.body)
            status = await channel.send(self._fetch, target, message, started, self._allow_private)
        except FetchError as error:
            failure = Failure(error.reason, error.explanation, error.http_status, error.retry_after)
        except Exception:  # a mistake of ours in one message must not stop the others
            log.exception("%s: message %s", endpoint.public_id, delivery.public_id)
            failure = Failure("internal_error")
        milliseconds = round((self._monotonic() - begun) * 1000)
        now = self._clock()
        if failure is None:
            await asyncio.to_thread(record_success, self._database, delivery, status, started, milliseconds, now)
            return True
        return await asyncio.to_thread(record_failure, self._database, delivery, failure, started, milliseconds, now)

    def _find(self, endpoint_row: int, row_id: int) -> tuple[Record, Record | None] | None:
        """The endpoint, None if it is disabled or gone; and the message, None if it is not due any more."""
        with self._database.reading() as session:
            endpoint = subscriptions.endpoint_by_row(session, endpoint_row)
            if endpoint is None or endpoint.disabled_at is not None:
                return None
            return endpoint, deliveries.still_due(session, row_id, self._clock())


def _secrets(endpoint: Record, now: datetime) -> tuple[str, ...]:
    until = endpoint.previous_secret_until
    if endpoint.previous_secret is None or until is None or until <= now:
        return (endpoint.secret,)
    return (endpoint.secret, endpoint.previous_secret)
