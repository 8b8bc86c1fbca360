"""Lists of names in the store: what a publication says of its entries goes in, what was known on a date comes out.

An entry gets a row only from a vintage that says something new of it. So that a late import of an old list cannot reach
beyond its time, what was known at the next vintage is then written down for that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from db.queries import listings
from db.queries import reference as queries
from db.session import Session
from service.reconcile.types import Listed
from service.reference.protocol import Publication

Entry = Mapping[str, Any]
_SAID = ("name", "released", "listed")


def news(session: Session, publication: Publication) -> Sequence[Entry]:
    """The rows that the publication's list adds; none for one that says nothing new, or that is no list."""
    if publication.listed is None:
        return ()
    known = {
        row.entry: {name: getattr(row, name) for name in _SAID}
        for row in listings.known_entries(session, publication.dataset, publication.as_of)
    }
    said: dict[str, dict[str, Any]] = {
        entry: {"name": of.name, "released": of.released, "listed": True} for entry, of in publication.listed.items()
    }
    said |= {entry: {**before, "listed": False} for entry, before in known.items() if entry not in said}
    changed = {entry: now for entry, now in said.items() if known.get(entry) != now}
    rows = [_row(publication.dataset, entry, publication.as_of, now) for entry, now in changed.items()]
    following = queries.next_vintage(session, publication.dataset, publication.as_of)
    if following is not None:
        absent = {"name": None, "released": None, "listed": False}
        rows += [
            _row(publication.dataset, entry, following.as_of, known.get(entry, {**now, **absent}))
            for entry, now in changed.items()
        ]
    return rows


def _row(dataset: str, entry: str, as_of: datetime, said: Entry) -> Entry:
    return {"dataset": dataset, "entry": entry, "as_of": as_of, **said}


def load_listed(session: Session, dataset: str, as_of: datetime | None = None) -> dict[str, Listed]:
    """Every entry that was ever on the list, as it was known on a date."""
    rows = listings.known_entries(session, dataset, as_of)
    return {row.entry: Listed(row.name, row.released) for row in rows if row.name or row.released or row.listed}


def listed_in(publications: Iterable[Publication], dataset: str) -> dict[str, Listed]:
    """The same straight from publications: the newest says it."""
    lists = [one for one in publications if one.dataset == dataset and one.listed is not None]
    found: dict[str, Listed] = {}
    for one in sorted(lists, key=lambda one: one.as_of):
        found |= one.listed or {}
    return found
