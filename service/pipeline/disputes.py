"""The same claim in several articles: find the disagreements again after one of the claims came or went.

Figures are compared in their group (one claim, one period), streaks also across the weeks that they count up to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from db.queries import claims as claim_queries
from db.queries import discrepancies
from db.queries.pages import Record
from db.session import Session
from extractors.types import Claim
from service.pipeline.findings import Finding, Teller, between
from service.pipeline.settle import settle
from service.reconcile.groups import Member, disagreements
from service.reconcile.streaks import STREAK_FIELDS, streak_disagreements, streak_key
from service.rows import claim_from_row

AROUND = timedelta(days=182)
"""How far apart two streaks' last days may be to be compared: after half a year one has mostly begun anew."""

GROUP_LIMIT = 200
"""A group's earliest members that are compared: telling copies apart takes time with the square of their number."""


def settle_groups(session: Session, group_keys: Collection[str], now: datetime) -> tuple[int, int]:
    """How many disagreements were opened and resolved in these groups."""
    found: list[Finding] = []
    rows: dict[str, int] = {}
    for key in claim_queries.shared_groups(session, group_keys):
        members = claim_queries.claims_of_group(session, key, limit=GROUP_LIMIT)
        tellers = {row.article_id: Teller(row.article_id, row.article_title, row.article_url) for row in members}
        found += between(key, disagreements(_members(members)), tellers)
        rows |= {row.public_id: row.id for row in members}
    return settle(session, found, discrepancies.standing_of_groups(session, group_keys), rows, now)


def settle_streaks(session: Session, changed: Mapping[str, Claim], now: datetime) -> tuple[int, int]:
    """The same for streaks. ``changed`` are the claims that came or went, by public id; what is no streak is ignored.

    Only claims of about the same time are looked at again, and what stands between others is left alone.
    """
    opened = resolved = 0
    by_streak: dict[str, list[str]] = defaultdict(list)
    for public_id, claim in changed.items():
        if (key := streak_key(claim)) is not None:
            by_streak[key].append(public_id)
    for key, ids in by_streak.items():
        ends = [period.end for period in (changed[each].period for each in ids) if period is not None]
        like = {name: getattr(changed[ids[0]], name) for name in STREAK_FIELDS}
        rows = claim_queries.streaks_like(session, like, min(ends) - AROUND, max(ends) + AROUND)
        tellers = {row.article_id: Teller(row.article_id, row.article_title, row.article_url) for row in rows}
        found = list(between(key, streak_disagreements(_members(rows)), tellers, relation="streak"))
        known = {row.public_id: int(row.id) for row in rows}
        standing = discrepancies.standing_of_groups(session, [key])
        about = discrepancies.claims_of(session, [row.id for row in standing])
        again = [row for row in standing if {*about.get(row.id, ())} <= {*known, *ids}]
        one, other = settle(session, found, again, known, now)
        opened, resolved = opened + one, resolved + other
    return opened, resolved


def _members(rows: Sequence[Record]) -> list[Member]:
    """Members are named by their source, or by source and title where one source has several."""
    several = {source for source, count in Counter(row.source for row in rows).items() if count > 1}
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
