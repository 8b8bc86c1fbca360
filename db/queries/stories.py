"""Articles that may tell the story of another: those that have a claim in one of its claim groups, in other languages.

The search is bounded whatever a group holds: so many groups are asked, so many of each group's claims are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from db.queries.pages import Query
from db.tables import ClaimRow, table_of
from db.types import UtcTime

PROBED = 24
"""Groups that are asked at most."""

_EACH = 50
"""Claims of each group that are looked at, the latest first."""

_FOUND = 10
"""Articles that are worth a closer look."""

_claim = table_of(ClaimRow)


def _of_group(at: int) -> Query:
    """A group's latest claims in a window of time; the group null finds nothing."""
    begin, end = (bindparam(name, type_=UtcTime()) for name in ("begin", "end"))
    claim = _claim.alias(f"claim_{at}")
    latest = (
        select(claim.c.article_id, claim.c.group_key, claim.c.language, claim.c.withdrawn_at)
        .where(claim.c.group_key == bindparam(f"group_{at}"), claim.c.sorted_at.between(begin, end))
        .order_by(claim.c.sorted_at.desc())
        .limit(_EACH)
    )
    return select(latest.subquery(f"known_{at}"))


_SAYING = union_all(*(_of_group(at) for at in range(PROBED)))


def tellers(session: Session, groups: Sequence[str], language: str, begin: datetime, end: datetime) -> list[int]:
    """Row ids of articles in other languages with a standing claim in any of the groups, those in most groups first.

    No more than :data:`PROBED` groups are asked.
    """
    asked = {f"group_{at}": groups[at] if at < len(groups) else None for at in range(PROBED)}
    found: dict[int, set[str]] = defaultdict(set)
    for row in session.execute(_SAYING, {**asked, "begin": begin, "end": end}):
        if row.language != language and row.withdrawn_at is None:
            found[row.article_id].add(row.group_key)
    return sorted(found, key=lambda article: (-len(found[article]), article))[:_FOUND]
