"""Writers take turns: whatever comes while the store is being written to is written in the next commit, all at once.

A commit costs more than most of what is committed, so under load many share one; without load nobody waits for company.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from db.errors import StoreError
from db.session import Database

T = TypeVar("T")
Args = TypeVarTuple("Args")
MOST = 16
"""Writers that share a commit at most: whoever else wants to write should not wait for long."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What somebody wants to write, and who waits for what came of it."""

    write: Callable[[], Any]
    done: asyncio.Future[Any]


class Turns:
    """Runs blocking functions that write to one store, in the order in which they came, on the threads of an executor.

    Of those that share a commit each sees what the others before it wrote. One that raises spoils it for none: then
    each is run again in a transaction of its own, so a function must be such that it can be. An error of the store
    itself is everybody's, and nothing was stored.
    """

    def __init__(self, database: Database, threads: Executor | None = None, *, most: int = MOST) -> None:
        self._database = database
        self._threads = threads
        self._most = most
        self._waiting: deque[_Turn] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def take(self, write: Callable[[*Args], T], *args: *Args) -> T:
        """What the function returns, once that is stored."""
        turn = _Turn(lambda: write(*args), asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="writing")
        result: T = await turn.done
        return result

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            turns = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            turns = [turn for turn in turns if not turn.done.done()]  # who was cancelled does not want it any more
            try:
                outcomes = await loop.run_in_executor(self._threads, self._store, [turn.write for turn in turns])
            except asyncio.CancelledError:
                for turn in (*turns, *self._waiting):
                    turn.done.cancel()
                raise
            except Exception as error:  # noqa: BLE001 - the executor's own, and it is everybody's
                outcomes = [error] * len(turns)
            for turn, outcome in zip(turns, outcomes, strict=True):
                if turn.done.done():
                    continue
                if isinstance(outcome, BaseException):
                    turn.done.set_exception(outcome)
                else:
                    turn.done.set_result(outcome)

    def _store(self, writes: list[Callable[[], Any]]) -> list[Any]:
        """What each came to: its result, or its error."""
        try:
            with self._database.together():
                return [write() for write in writes]
        except StoreError as error:
            return [error] * len(writes)
        except Exception as error:  # noqa: BLE001 - whose it is shows when each is alone
            return [error] if len(writes) == 1 else [outcome for write in writes for outcome in self._store([write])]
