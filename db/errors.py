"""What can go wrong with the store, as one small tree.

A class's docstring is its default message. Nothing here knows HTTP or the command line: callers that serve people
translate. Every one of these leaves the store as it was before the transaction began.
"""

from __future__ import annotations

import inspect
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StoreError(Exception):
    """The store could not do that."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        title = (inspect.getdoc(type(self)) or "").splitlines()[0]
        super().__init__(f"{title} ({detail})" if detail else title)


class StoreBusy(StoreError):
    """Another writer holds the store; try again in a moment."""


class StoreFull(StoreError):
    """There is no room left for the store; free some disk space, nothing stored was lost."""


class StoreUnavailable(StoreError):
    """The store cannot be opened, read or written where it is."""


class StoreCorrupt(StoreError):
    """The store's file is damaged or is not a Tallywire store."""


class StoreConflict(StoreError):
    """The change contradicts what is stored."""


_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_CANTOPEN: StoreUnavailable,
    sqlite3.SQLITE_IOERR: StoreUnavailable,
    sqlite3.SQLITE_READONLY: StoreUnavailable,
    sqlite3.SQLITE_PERM: StoreUnavailable,
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_CONSTRAINT: StoreConflict,
}


def store_error(error: DBAPIError | PoolTimeout | sqlite3.Error) -> StoreError | None:
    """The store's own error for a driver's; None for a mistake in our code (wrong SQL, wrong binding)."""
    if isinstance(error, PoolTimeout):
        return StoreBusy("waited too long for the one writing connection")
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = _BY_CODE.get(code & 0xFF)  # the low byte is the primary code of SQLite's extended ones
    return None if kind is None else kind(str(origin))
