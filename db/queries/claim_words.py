"""Claims that hold common words: the list without the words is walked in stretches, and each is held against the index.

Asked claim by claim, the full-text index takes a search each time; asked for a stretch of row ids, it takes one. Claims
next to each other in time were mostly stored next to each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.queries import search
from db.queries.claim_filter import Selected, claim, older_than
from db.queries.pages import After, Page, Query

LONGEST = 10_000


def common_words(session: Session, query: Query, chosen: Selected, after: After | None, limit: int) -> Page:
    """A page of a query over claims, newest first, of those that ``chosen`` lets through."""
    ids: list[int] = []
    for some in _stretches(session, chosen, after, 4 * limit):
        ids += some
        if len(ids) > limit:
            break
    rows = session.execute(
        query.where(claim.c.id.in_(ids[:limit])).order_by(claim.c.sorted_at.desc(), claim.c.id.desc())
    ).all()
    if len(ids) <= limit:
        return Page(rows, None)
    last = rows[-1]._mapping
    return Page(rows, After(last[claim.c.sorted_at], last[claim.c.id]))


def newest_with_words(session: Session, chosen: Selected, limit: int) -> list[int]:
    """The row ids of the newest so many that ``chosen`` lets through."""
    ids: list[int] = []
    for some in _stretches(session, chosen, None, limit):
        ids += some
        if len(ids) >= limit:
            break
    return ids[:limit]


def _stretches(session: Session, chosen: Selected, after: After | None, size: int) -> Iterator[list[int]]:
    """Row ids of matching claims in order, a stretch of the walk at a time; stretches grow while little is found."""
    while True:
        query = select(claim.c.id, claim.c.sorted_at).where(*chosen.others)
        if after is not None:
            query = query.where(older_than(after))
        query = query.order_by(claim.c.sorted_at.desc(), claim.c.id.desc()).limit(size)
        rows = session.execute(query).all()
        hits = search.holding(session, chosen.phrase, [row.id for row in rows])
        yield [row.id for row in rows if row.id in hits]
        if len(rows) < size:
            return
        after = After(rows[-1].sorted_at, rows[-1].id)
        size = min(4 * size, LONGEST)
