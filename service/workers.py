"""Processes that read and judge articles, so that a stuck or crashing page costs one process and no request.

Never threads: libxml2 has crashed under trafilatura there, and nothing is gained. Processes are spawned, not forked:
the service has threads and locks that a fork would copy half-held. They take what readers of the API leave of the
processors: a page may wait, a person should not.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from typing import Protocol, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

from service.errors import OurError

T = TypeVar("T")
Args = TypeVarTuple("Args")
_TASKS_A_PROCESS = 2_000  # then it is replaced: lxml and spaCy keep some memory of every page


_NICE = 10


class WorkerDied(OurError):
    """A worker process died over its task."""

    type = "worker-died"


class Workers(Protocol):
    """Where a pure, picklable function is run. :class:`TimeoutError` and :class:`WorkerDied` are its own failures."""

    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T: ...


class ProcessWorkers:
    """``initialize(argument)`` runs once in each process; ``seconds`` is the limit of one task."""

    def __init__(self, count: int, initialize: Callable[[T], None], argument: T, *, seconds: float = 60.0) -> None:
        self._count = count
        self._initialize = initialize
        self._seconds = seconds
        self._pool = self._start(argument)

    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T:
        future = self._pool.schedule(function, args=args, timeout=self._seconds)
        try:
            result: T = await asyncio.wrap_future(future)
        except ProcessExpired as error:
            raise WorkerDied(f"{getattr(function, '__name__', function)}: {error}") from error
        return result

    def renew(self, argument: object) -> None:
        """New processes with a new argument; the old ones finish what they have and go."""
        old, self._pool = self._pool, self._start(argument)
        old.close()  # type: ignore[no-untyped-call]

    def stop(self, *, grace: float = 2.0) -> None:
        """Blocking: let running tasks finish for ``grace`` seconds, then end the processes."""
        self._pool.close()  # type: ignore[no-untyped-call]
        try:
            self._pool.join(grace)
        except TimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _start(self, argument: object) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS_A_PROCESS,
            initializer=_begin,
            initargs=[self._initialize, argument],
            context=multiprocessing.get_context("spawn"),
        )


def _begin(initialize: Callable[[T], None], argument: T) -> None:
    os.nice(_NICE)
    initialize(argument)
