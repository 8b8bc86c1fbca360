"""APScheduler, kept to what it is good at: calling a few coroutines now and then, in one process of those that could.

One process drives a database: whoever holds the lock file beside it. The others serve, and one of them takes over when
the holder goes; the operating system releases the lock of a process that crashes. The scheduler keeps nothing on disk:
what is due is in the store, so a missed time is simply due now.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from filelock import FileLock, Timeout

from db.errors import StoreError

log = logging.getLogger(__name__)
Job = Callable[[], Awaitable[None]]


class Scheduler:
    """Runs each job at its interval, never twice at once, and only while this process holds the lock.

    A job that is for ``everybody`` runs in the other processes too.
    """

    def __init__(self, lock: Path) -> None:
        self._lock = FileLock(lock)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self.holds_lock = False

    def add(self, name: str, job: Job, every: timedelta, first: datetime, *, everybody: bool = False) -> None:
        async def run() -> None:
            if not everybody and not self._take_lock():
                return
            try:
                await job()
            except StoreError as error:
                log.error("%s: %s", name, error)

        self._scheduler.add_job(
            run,
            "interval",
            seconds=every.total_seconds(),
            next_run_time=first,
            name=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it logs every tick
        self._scheduler.start()

    def stop(self) -> None:
        """No job starts any more; the lock is free for another process."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def release(self) -> None:
        self._lock.release()
        self.holds_lock = False

    def _take_lock(self) -> bool:
        if not self.holds_lock:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return False
            self.holds_lock = True
        return True
