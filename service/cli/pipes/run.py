"""A pipe of JSON lines: one row in, one row out, in order, each as soon as it is done.

Laws:

* A row that cannot be used becomes ``{"id", "error"}`` and the others go on; the exit status is 1 then, else 0.
* Output is flushed a line at a time; with ``jobs`` processes at most a small window of rows is in flight.
* A reader that goes away (``| head``) ends the pipe quietly.
* Nothing but rows goes to stdout; progress goes to stderr, and only when that is a terminal.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import Any, BinaryIO, Protocol, TypeVar

import click
import orjson

from extractors.wire import WireError
from service.errors import TheirError

Row = dict[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])
IN_FLIGHT_PER_JOB = 8
BROKEN_PIPE_STATUS = 141  # 128 + SIGPIPE, what a shell reports for a program that died of it


@dataclass(frozen=True, slots=True)
class Item:
    """One input: bytes and the place they came from (``line 3`` or a path), for error messages.

    ``kind`` is ``row`` for a JSON object and ``file`` for a saved page or text, whose ``place`` is its path.
    """

    place: str
    data: bytes
    kind: str = "row"


class Work(Protocol):
    """What a pipe does to one input. Picklable: with jobs it is sent once to each process.

    It raises :class:`WireError` or :class:`TheirError` for an input that cannot be used.
    """

    def row(self, row: Row) -> Row | str:
        """The answer to one JSON object: another one, or text for a person."""

    def file(self, path: str, data: bytes) -> Row | str:
        """The answer to one saved file."""


def answer(work: Work, item: Item) -> tuple[bytes, bool]:
    """One output line without its newline, and whether it is an answer rather than an error row."""
    try:
        return _answer(work, item)
    finally:
        _settle()


@cache
def _settle() -> None:
    """Once a process: what its first answer loaded stays, and the collector need not walk it again and again."""
    gc.freeze()


def _answer(work: Work, item: Item) -> tuple[bytes, bool]:
    identity: object = item.place if item.kind == "file" else None
    try:
        if item.kind == "file":
            result: Row | str = work.file(item.place, item.data)
        else:
            row = orjson.loads(item.data)
            if not isinstance(row, dict):
                raise WireError("a JSON object is required")
            if isinstance(row.get("id"), str | int):
                identity = row["id"]
            result = work.row(row)
        return result.encode() if isinstance(result, str) else orjson.dumps(result), True
    except orjson.JSONDecodeError as error:
        problem = f"not JSON: {error}"
    except (WireError, TheirError) as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one row must not lose the other rows
        problem = f"internal error: {type(error).__name__}: {error}"
    return orjson.dumps({"id": identity, "error": f"{item.place}: {problem}"}), False


def run(work: Work, items: Iterable[Item], *, jobs: int = 1) -> None:
    """Answer every item on stdout, then leave with status 1 if one of them had an error."""
    out = sys.stdout.buffer
    progress = Progress(enabled=sys.stderr.isatty())
    failed = 0
    with quiet_on_broken_pipe(), progress:
        answers = in_order(work, items, jobs) if jobs > 1 else (answer(work, item) for item in items)
        for done, (line, ok) in enumerate(answers, 1):
            failed += not ok
            write_line(out, line)
            progress.show(done, failed)
    if failed:
        sys.exit(1)


def write_line(out: BinaryIO, line: bytes) -> None:
    out.write(line + b"\n")
    out.flush()


_work: Work | None = None  # in a worker process: what it was started to do


def _start(work: Work) -> None:
    global _work  # noqa: PLW0603 - a process pool's initializer has no other place for it
    _work = work


def _answer_in_worker(item: Item) -> tuple[bytes, bool]:
    assert _work is not None  # noqa: S101 - set by the pool's initializer
    return answer(_work, item)


def in_order(work: Work, items: Iterable[Item], jobs: int) -> Iterator[tuple[bytes, bool]]:
    """Answers from ``jobs`` processes, in the order of the items; reads only a window ahead of what it has given."""
    waiting: deque[Future[tuple[bytes, bool]]] = deque()
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(work,))
    try:
        for item in items:
            waiting.append(pool.submit(_answer_in_worker, item))
            while waiting and (waiting[0].done() or len(waiting) >= jobs * IN_FLIGHT_PER_JOB):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def quiet_on_broken_pipe() -> Iterator[None]:
    """End the process as SIGPIPE would, without a traceback, when the reader of stdout has gone."""
    try:
        yield
    except BrokenPipeError:
        # What is still buffered would raise again when the interpreter closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE_STATUS)


class Progress:
    """A running count on stderr, one line that rewrites itself."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo(err=True)

    def show(self, done: int, failed: int) -> None:
        if self._enabled:
            self._shown = True
            click.echo(f"\r{done} done, {failed} with errors", nl=False, err=True)


def jobs_option(command: Command) -> Command:
    """``--jobs N``, the same for every pipe."""
    return click.option(
        "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in; order is kept."
    )(command)
