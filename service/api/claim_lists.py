"""Lists of claims and discrepancies for whoever asks: the API's pages and exports, and the tools of an assistant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from db.queries import claims, discrepancies, verdicts
from db.queries.claim_order import NEWEST, Sort
from db.queries.claims import ClaimFilter
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import After, Page, Record
from db.session import Database, Session
from service.api import wire

CHUNK = 500


def shown(session: Session, rows: Sequence[Record], expand: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Claims in wire form; ``expand`` adds ``readings`` and ``discrepancies``."""
    ids = [row.id for row in rows]
    mentions = claims.mentions_of(session, ids)
    items = [wire.claim(row, mentions.get(row.id, ())) for row in rows]
    if "readings" in expand:
        readings = verdicts.readings_of(session, ids)
        for row, item in zip(rows, items, strict=True):
            item["readings"] = readings.get(row.id, [])
    if "discrepancies" in expand:
        found = discrepancies.of_claims(session, ids)
        sides = discrepancies.claims_of(session, {one.id for each in found.values() for one in each})
        for row, item in zip(rows, items, strict=True):
            item["discrepancies"] = [wire.discrepancy(one, sides.get(one.id, ())) for one in found.get(row.id, ())]
    return items


def every(database: Database, wanted: ClaimFilter, sort: Sort = NEWEST) -> Iterator[list[dict[str, Any]]]:
    """All claims that match, in chunks, however many they are.

    Each chunk is its own view of the store, so that a slow reader does not keep the write-ahead log from shrinking. A
    claim that is there from the first to the last chunk comes exactly once; its verdict is that of its chunk's moment.
    """
    after: After | None = None
    while True:
        with database.reading() as session:
            page: Page = claims.list_claims(session, wanted, after=after, limit=CHUNK, sort=sort)
            chunk = shown(session, page.rows)
        if chunk:
            yield chunk
        if page.after is None:
            return
        after = page.after


def every_discrepancy(database: Database, wanted: DiscrepancyFilter) -> Iterator[list[dict[str, Any]]]:
    """All discrepancies that match, the last opened first, in chunks as :func:`every` gives them."""
    after: After | None = None
    while True:
        with database.reading() as session:
            page = discrepancies.list_discrepancies(session, wanted, after=after, limit=CHUNK)
            about = discrepancies.claims_of(session, [row.id for row in page.rows])
        if page.rows:
            yield [wire.discrepancy(row, about.get(row.id, ())) for row in page.rows]
        if page.after is None:
            return
        after = page.after
