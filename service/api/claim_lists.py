"""Lists of claims and discrepancies for whoever asks: the API's pages and exports, and the tools of an assistant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from db.queries import claims, discrepancies, verdicts
from db.queries.claim_order import NEWEST, Sort
from db.queries.claims import ClaimFilter
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import After, Page, Record
from db.session import Database, Session
from service.api import wire
from service.documents import FORM, as_bytes, digest

CHUNK = 500


def documents(session: Session, rows: Sequence[Record]) -> list[tuple[bytes, bytes]]:
    """The documents of :func:`db.queries.claims.list_documents`, with digests; those that are missing are made."""
    missing = [row.id for row in rows if row.form != FORM]
    bare = claims.claims_by_row(session, missing) if missing else ()
    made = {row.id: as_bytes(item) for row, item in zip(bare, shown(session, bare), strict=True)}
    return [(made[row.id], digest(made[row.id])) if row.id in made else (row.body, row.digest) for row in rows]


def parts(
    session: Session,
    rows: Sequence[Record],
    items: Sequence[tuple[bytes, bytes]],
    fields: Sequence[str],
    expand: Sequence[str],
) -> list[dict[str, Any]]:
    """Documents with only some fields, or with more: ``readings`` and ``discrepancies``."""
    found: list[dict[str, Any]] = [orjson.loads(body) for body, _ in items]
    _expand(session, [row.id for row in rows], found, expand)
    if not fields:
        return found
    kept = {*fields, *expand}
    return [{name: value for name, value in item.items() if name in kept} for item in found]


def shown(session: Session, rows: Sequence[Record], expand: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Claims in wire form; ``expand`` adds ``readings`` and ``discrepancies``."""
    ids = [row.id for row in rows]
    mentions = claims.mentions_of(session, ids)
    items = [wire.claim(row, mentions.get(row.id, ())) for row in rows]
    _expand(session, ids, items, expand)
    return items


def _expand(session: Session, ids: Sequence[int], items: Sequence[dict[str, Any]], expand: Sequence[str]) -> None:
    if "readings" in expand:
        readings = verdicts.readings_of(session, ids)
        for row_id, item in zip(ids, items, strict=True):
            item["readings"] = readings.get(row_id, [])
    if "discrepancies" in expand:
        found = discrepancies.of_claims(session, ids)
        sides = discrepancies.claims_of(session, {one.id for each in found.values() for one in each})
        for row_id, item in zip(ids, items, strict=True):
            item["discrepancies"] = [wire.discrepancy(one, sides.get(one.id, ())) for one in found.get(row_id, ())]


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
