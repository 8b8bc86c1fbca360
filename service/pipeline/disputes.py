"""The same claim in several articles: find the disagreements again after one of the claims came or went.

Figures are compared in their group (one claim, one period), streaks also across the weeks that they count up to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from db.queries import discrepancies, groups
from db.queries.pages import Record
from db.session import Session
from extractors.types import Claim
from service.pipeline.findings import Finding, between
from service.pipeline.known_groups import Acquaintance, Seen, seen
from service.pipeline.settle import settle
from service.reconcile.groups import Member, disagreement
from service.reconcile.streaks import STREAK_FIELDS, streak_disagreements, streak_key

AROUND = timedelta(days=182)
"""How far apart two streaks' last days may be to be compared: after half a year one has mostly begun anew."""


def settle_groups(session: Session, group_keys: Collection[str], now: datetime) -> tuple[int, int]:
    """How many disagreements were opened and resolved in these groups.

    Of a group that is known, only what became different since the last look is settled.
    """
    known = Acquaintance.of(session)
    found: list[Finding] = []
    rows: dict[str, int] = {}
    over: list[str] = []
    unsettled = set(group_keys)
    shared = groups.shared_groups(session, group_keys)
    for key in unsettled.difference(shared):
        known.forget(key)
    for key in shared:
        group = known.take(key)
        before = group.pairs if group.settled else {}
        group.look(session)
        changed = [pair for each, pair in group.pairs.items() if not _is(before.get(each), pair)]
        tellers = {member.article_id: group.seen[member.claim_id].teller for pair in changed for member in pair}
        found += between(key, (disagreement(*pair) for pair in changed), tellers)
        rows |= {member.claim_id: group.seen[member.claim_id].row for pair in changed for member in pair}
        if group.settled:
            over += before.keys() - group.pairs.keys()
            unsettled.discard(key)
        group.settled = True
    standing = [*discrepancies.standing_of_groups(session, unsettled)]
    standing += [row for row in discrepancies.find_discrepancies(session, over).values() if row.resolved_at is None]
    standing.sort(key=lambda row: int(row.id))
    return settle(session, found, standing, rows, now)


def _is(before: tuple[Member, Member] | None, pair: tuple[Member, Member]) -> bool:
    return before is not None and before[0] is pair[0] and before[1] is pair[1]


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
        rows = groups.streaks_like(session, like, min(ends) - AROUND, max(ends) + AROUND)
        members = _named(rows)
        tellers = {each.teller.article_id: each.teller for each in members}
        told = streak_disagreements([each.member for each in members])
        found = list(between(key, told, tellers, relation="streak"))
        known = {row.public_id: int(row.id) for row in rows}
        standing = discrepancies.standing_of_groups(session, [key])
        about = discrepancies.claims_of(session, [row.id for row in standing])
        again = [row for row in standing if {*about.get(row.id, ())} <= {*known, *ids}]
        one, other = settle(session, found, again, known, now)
        opened, resolved = opened + one, resolved + other
    return opened, resolved


def _named(rows: Sequence[Record]) -> list[Seen]:
    several = {source for source, count in Counter(row.source for row in rows).items() if count > 1}
    return [seen(row).named(several) for row in rows]
