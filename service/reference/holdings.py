"""What reference data the store holds, as a running service needs to know it: all snapshots, and whether news came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.queries import reference as queries
from db.queries.pages import Record
from db.session import Database, Session
from service.reconcile.snapshot import Snapshot
from service.reference.catalogue import DEFAULT, datasets
from service.reference.store import load_snapshot

Mark = tuple[tuple[int, int], ...]
"""Stored vintages, each with how many days it put differently."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The stored reference data of one moment.

    ``snapshots`` are of every data set that has rows, after the main one, which is there even without. ``mark``
    differs whenever stored vintages differ; ``unjudged`` are those of it by which stored claims are still to be judged.
    """

    snapshots: tuple[Snapshot, ...]
    mark: Mark
    unjudged: Mark


def load_holdings(database: Database) -> Holdings:
    """Everything there is, from one view of the store. Blocking."""
    with database.reading() as session:
        others = [name for name in datasets() if name != DEFAULT and queries.has_observations(session, name)]
        snapshots = tuple(load_snapshot(session, name) for name in (DEFAULT, *others))
        rows = _vintages(session)
    unjudged = tuple((int(row.id), int(row.days_changed)) for row in rows if row.judged_at is None)
    return Holdings(snapshots, _mark(rows), unjudged)


def stored_mark(database: Database) -> Mark:
    """The mark that :func:`load_holdings` would give now."""
    with database.reading() as session:
        return _mark(row for name in datasets() for row in queries.vintage_marks(session, name))


def _vintages(session: Session) -> list[Record]:
    return [row for name in datasets() for row in queries.vintages(session, name)]


def _mark(rows: Iterable[Record]) -> Mark:
    return tuple((int(row.id), int(row.days_changed)) for row in rows)
