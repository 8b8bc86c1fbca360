"""Reference data as they were known on a date: what the store had been told by then, whatever was restated since.

A past state never changes unless an older vintage is imported late, so the last few that were asked for are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from threading import Lock

from db.queries import reference as queries
from db.queries.pages import Record
from db.session import Database
from service.errors import NotFound
from service.reconcile.snapshot import Snapshot
from service.reference.store import load_snapshot

KEPT = 4

_Key = tuple[str, tuple[tuple[int, int], ...]]


class PastSnapshots:
    """The snapshots of past dates, made when asked for. Safe to call from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Snapshot] = OrderedDict()
        self._lock = Lock()

    def known_on(self, database: Database, now: Snapshot, moment: datetime) -> Snapshot:
        """The data set of ``now`` as it was known at ``moment``; :class:`NotFound` where nothing was known yet."""
        with database.reading() as session:
            vintages = queries.vintages(session, now.dataset)
            past = [vintage for vintage in vintages if vintage.as_of <= moment]
            if not past:
                raise nothing_known(vintages)
            if len(past) == len(vintages) and past[0].as_of == now.as_of:
                return now
            names = queries.newest_vintage(session, now.spec.list_of_names or "", moment)
            known = [*past, *([] if names is None else [names])]
            key = now.dataset, tuple((int(vintage.id), int(vintage.days_changed)) for vintage in known)
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            found = load_snapshot(session, now.dataset, moment)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def nothing_known(vintages: Sequence[Record]) -> NotFound:
    """The error of a time before all vintages, which come newest first."""
    since = f"; the oldest vintage is of {vintages[-1].as_of:%Y-%m-%dT%H:%MZ}" if vintages else ""
    return NotFound(f"as_of: nothing was known then{since}.", errors=[{"parameter": "as_of", "detail": "too early"}])


def latest_of(moment: datetime | date) -> datetime:
    """A time as it is; a day as its last moment, UTC."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.max, UTC)
