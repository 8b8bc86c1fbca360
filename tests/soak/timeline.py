"""An event loop whose time is the simulation's: a month of waiting takes as long as the work in it.

Time stands still while anything is on its way (a request, a task in a worker process) and jumps to the next timer
when everything waits. Sockets are real, so what is proved here is proved of the real client.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_PATIENCE = 60.0
_LOOK_EVERY = 0.02


@dataclass(slots=True)
class Activity:
    """What is going on: requests that the client has sent, those that the server lets wait on purpose, and tasks."""

    asked: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    tasks: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether nothing will happen unless time passes. The server may let a client wait that has gone away."""
        return not self.tasks and self.asked <= self.waiting

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        with _counted(self.asked, what):
            yield

    @contextmanager
    def letting_wait(self, what: str) -> Iterator[None]:
        with _counted(self.waiting, what):
            yield

    @contextmanager
    def working(self) -> Iterator[None]:
        self.tasks += 1
        try:
            yield
        finally:
            self.tasks -= 1


@contextmanager
def _counted(counter: Counter[str], what: str) -> Iterator[None]:
    counter[what] += 1
    try:
        yield
    finally:
        counter[what] -= 1
        if not counter[what]:
            del counter[what]


class _Selector(selectors.DefaultSelector):
    """Looks for what has really happened first; only when nothing can happen by itself does time move."""

    def __init__(self, is_quiet: Callable[[], bool], pass_time: Callable[[float], None]) -> None:
        super().__init__()
        self._is_quiet = is_quiet
        self._pass_time = pass_time

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if events or timeout == 0:
            return events
        waited = time.monotonic()
        while timeout is None or not self._is_quiet():
            if events := super().select(_LOOK_EVERY):
                return events
            if time.monotonic() - waited > _PATIENCE:
                raise RuntimeError("nothing happens and nothing is waited for: the simulation is stuck")
        self._pass_time(timeout)
        return events


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Give it to :class:`asyncio.Runner` as ``loop_factory``."""

    def __init__(self, start: datetime, activity: Activity) -> None:
        self._start = start
        self._passed = 0.0
        super().__init__(_Selector(lambda: activity.is_quiet, self._pass))
        self._clock_resolution = 1e-6  # a timer this close is due: floats must not keep time from moving

    def time(self) -> float:
        return self._passed

    def now(self) -> datetime:
        """The clock that everything in the simulation is given."""
        return self._start + timedelta(seconds=self._passed)

    def _pass(self, seconds: float) -> None:
        self._passed += seconds


class Inline(Executor):
    """Threads without threads: the store's work takes no simulated time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - whoever awaits the future gets it
            future.set_exception(error)
        return future
