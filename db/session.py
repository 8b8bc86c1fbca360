"""The store: one SQLite file, many readers, one writer at a time.

Theory of operation. The file is in WAL mode, so readers see the last commit and never wait for the writer. Writing
goes through a pool of exactly one connection: threads of this process queue for it, other processes wait
``busy_timeout``. A write transaction begins IMMEDIATE, because a transaction that reads first and writes later can be
refused halfway; a read transaction is deferred and its connection refuses to write at all.

A scope is a transaction: it commits when the ``with`` block ends and leaves nothing behind when the block raises.
Inside :meth:`Database.together` the scopes of a thread are one transaction: a commit costs more than most of what it
commits. Driver errors leave as :mod:`db.errors`.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from db.errors import StoreUnavailable, store_error

__all__ = ["Database", "Session"]

STORED = "stored"
"""A session's ``info`` has it once what was written in it is stored."""

_CACHE_KIB = 32 * 1024
_PAGES_LOGGED = 4_000
"""So many pages (16 MB) the write-ahead log takes before it is folded into the file: pages that are written again and
again, as those of every index are, are then copied once."""
_TURNS = 50
_STRIDE = 1_000


class _Shared:
    """The transaction that a thread's scopes have in common, and what waits for its end."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.afterwards: list[Callable[[], None]] = []


class Database:
    """A store at a path. Its folder and file are made on opening; tables are :func:`db.migrations.upgrade`'s work.

    ``busy_timeout`` is how many seconds a writer waits for another before :class:`~db.errors.StoreBusy`.
    Safe to share between threads; a forked child must make its own.
    """

    def __init__(self, path: Path | str, *, busy_timeout: float = 5.0, readers: int = 8) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{self.path.parent}: {error.strerror}") from error
        self._busy_timeout = busy_timeout
        self._version: sqlite3.Connection | None = None
        self._version_lock = threading.Lock()
        self._at_once = threading.local()
        self._shared = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writer = self._engine("BEGIN IMMEDIATE", read_only=False, pool_size=1, max_overflow=0)
        self._reader = self._engine("BEGIN", read_only=True, pool_size=readers, max_overflow=4 * readers)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One write transaction: all of it is stored when the block ends, or none of it."""
        shared: _Shared | None = getattr(self._shared, "now", None)
        if shared is not None:
            yield shared.session
            return
        with self._scope(self._writer) as session:
            yield session
            session.commit()
            session.info[STORED] = True

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the store; writing in it is an error."""
        shared: _Shared | None = getattr(self._shared, "now", None)
        if shared is not None:
            yield shared.session
            return
        with self._scope(self._reader) as session:
            yield session

    @contextmanager
    def together(self) -> Iterator[None]:
        """Whatever this thread reads and writes in the block is one transaction: all of it is stored, or none.

        An error in it must leave the block, or half of what was meant would be stored.
        """
        with self.transaction() as session:
            shared = self._shared.now = _Shared(session)
            try:
                yield
            finally:
                del self._shared.now
        for action in shared.afterwards:
            action()

    def when_stored(self, action: Callable[[], None]) -> None:
        """Do this once everybody sees what this thread has written: now, or when :meth:`together` has ended well."""
        shared: _Shared | None = getattr(self._shared, "now", None)
        if shared is None:
            action()
        else:
            shared.afterwards.append(action)

    @contextmanager
    def writing_connection(self) -> Iterator[Connection]:
        """The write transaction as a bare connection, for migrations and bulk loads."""
        with self.transaction() as session:
            yield session.connection()

    def at_once(self, statement: str, parameters: Sequence[Any], *, steps: int) -> list[Any] | None:
        """The rows of one short reading statement, or None where it would take more than ``steps`` of SQLite's machine.

        Steps are counted by the thousand.
        It runs on a connection that the calling thread keeps, so that nothing but the statement takes time.
        """
        connection: sqlite3.Connection | None = getattr(self._at_once, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
                connection.execute(f"PRAGMA cache_size = -{2 * _CACHE_KIB}")
                connection.execute("PRAGMA query_only = 1")
                with self._version_lock:
                    self._opened.append(connection)
                self._at_once.connection = connection
            strides = steps // _STRIDE

            def give_up() -> bool:  # SQLite counts on over the runs of a kept statement, so we count for ourselves
                nonlocal strides
                strides -= 1
                return strides < 0

            connection.set_progress_handler(give_up, _STRIDE)
            return connection.execute(statement, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return None
            translated = store_error(error)
            raise translated or error from error

    def version(self) -> int:
        """A number that changes with every commit to the store, from whichever process; microseconds, never waits.

        It tells apart states seen by this object only: another object counts otherwise.
        """
        with self._version_lock:
            if self._version is None:
                self._version = sqlite3.connect(self.path, check_same_thread=False)
            number: int = self._version.execute("PRAGMA data_version").fetchone()[0]
            return number

    def close(self) -> None:
        """Close every connection that is not in use. The last one out folds the write-ahead log into the file."""
        with self._version_lock:
            if self._version is not None:
                self._version.close()
                self._version = None
            while self._opened:
                self._opened.pop().close()
            self._at_once = threading.local()
        self._reader.dispose()
        self._writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _engine(self, begin: str, *, read_only: bool, pool_size: int, max_overflow: int) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": self._busy_timeout, "check_same_thread": False},
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=self._busy_timeout,
        )

        @event.listens_for(engine, "connect")
        def configure(connection: sqlite3.Connection, record: Any) -> None:
            connection.isolation_level = None  # the driver must not begin transactions of its own
            if not read_only:
                _use_write_ahead_log(connection, self._busy_timeout)
                connection.execute("PRAGMA synchronous = NORMAL")  # durable against a crash of the process in WAL
                connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_LOGGED}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute(f"PRAGMA query_only = {int(read_only)}")

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    @contextmanager
    def _scope(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                session.connection()  # begin now: who must wait, waits before any work is done
                yield session
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            translated = store_error(error)
            if translated is None:
                raise
            raise translated from error


def _use_write_ahead_log(connection: sqlite3.Connection, patience: float) -> None:
    """Turn a new file to WAL. SQLite does not wait here when another connection is doing the same, so we do."""
    for turn in range(_TURNS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or turn == _TURNS - 1:
                raise
            time.sleep(patience / _TURNS)
