"""The same claim in several articles: find the groups' disagreements again after one of their claims came or went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from db.queries import claims as claim_queries
from db.queries import discrepancies
from db.queries.pages import Record
from db.session import Session
from service.pipeline.findings import Finding, Teller, between
from service.pipeline.settle import settle
from service.reconcile.groups import Member
from service.rows import claim_from_row

GROUP_LIMIT = 200
"""A group's earliest members that are compared: telling copies apart takes time with the square of their number."""


def settle_groups(session: Session, group_keys: Collection[str], now: datetime) -> tuple[int, int]:
    """How many disagreements were opened and resolved in these groups."""
    found: list[Finding] = []
    rows: dict[str, int] = {}
    for key in claim_queries.shared_groups(session, group_keys):
        members = claim_queries.claims_of_group(session, key, limit=GROUP_LIMIT)
        tellers = {row.article_id: Teller(row.article_id, row.article_title, row.article_url) for row in members}
        found += between(key, _members(members), tellers)
        rows |= {row.public_id: row.id for row in members}
    return settle(session, found, discrepancies.standing_of_groups(session, group_keys), rows, now)


def _members(rows: Sequence[Record]) -> list[Member]:
    """Members are named by their source, or by source and title where one source has several."""
    several = {row.source for row in rows if sum(row.source == other.source for other in rows) > 1}
    return [
        Member(
            article_id=row.article_id,
            claim_id=row.public_id,
            claim=claim_from_row(row),
            name=f"{row.source}: {row.article_title}" if row.source in several else row.source,
            published_at=row.published_at,
            fingerprint=row.article_fingerprint,
        )
        for row in rows
    ]
