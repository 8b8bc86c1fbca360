"""Claim groups as they were when they were last looked at, so that one more claim costs one look and not everybody's.

Nothing here is taken on trust: a group is used as far as the store's marks say that its members are the same, and what
a transaction saw that was not stored is forgotten.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from db.queries import groups as queries
from db.queries.pages import Record
from db.session import STORED, Session
from service.pipeline.findings import Teller, disagreement_id
from service.reconcile.camps import Camps
from service.reconcile.groups import Member
from service.rows import claim_from_row

GROUP_LIMIT = 200
"""A group's earliest members that are compared: telling copies apart takes time with the square of their number."""

MOST_MEMBERS = 10_000
"""Members of all groups together that are kept, a few kilobytes each; the groups looked at last stay."""

_MANY = 8
"""From so many new members on, all are asked again: that takes no longer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A member with the mark of the row that it was made from. Members are named by their source, or by source and
    title where one source has several."""

    row: int
    mark: str
    source: str
    teller: Teller
    member: Member

    def named(self, several: Collection[str]) -> Seen:
        name = f"{self.source}: {self.teller.title}" if self.source in several else self.source
        return self if self.member.name == name else replace(self, member=replace(self.member, name=name))


@dataclass(slots=True)
class KnownGroup:
    """A group's members by claim id, and the pairs of them that disagree by the id of that finding.

    ``settled`` says that the store's discrepancies of the group are those of ``pairs``.
    """

    key: str
    seen: dict[str, Seen] = field(default_factory=dict)
    pairs: dict[str, tuple[Member, Member]] = field(default_factory=dict)
    settled: bool = False
    _camps: Camps | None = None

    def look(self, session: Session) -> None:
        """Bring members and pairs up to what the store has now."""
        seen = self._see(session)
        members = [each.member for each in seen.values()]
        before = {id(each.member) for each in self.seen.values()}
        new = [member for member in members if id(member) not in before]
        lost = len(before) + len(new) > len(members)
        self.seen = seen
        if not new and not lost:
            return
        if self._camps is None or lost or len(new) > _MANY or not all(map(self._camps.add, new)):
            self._camps = Camps(members)
        ids = {(id(first), id(second)): found for found, (first, second) in self.pairs.items()}
        self.pairs = {
            ids.get((id(first), id(second))) or disagreement_id(self.key, first, second): (first, second)
            for first, second in self._camps.pairs()
            if first.article_id != second.article_id  # else it is the article's own inconsistency
        }

    def _see(self, session: Session) -> dict[str, Seen]:
        """The members that stand, the earliest first; those whose mark is known as they are known."""
        marks = queries.marks_of_group(session, self.key, limit=GROUP_LIMIT)
        known = {each.row: each for each in self.seen.values()}
        found = {row: known[row] for row, mark in marks if row in known and known[row].mark == mark}
        fresh = queries.members(session, [row for row, _ in marks if row not in found])
        written = dict(marks)
        found |= {row.id: seen(row, written[row.id]) for row in fresh}
        count = Counter(each.source for each in found.values())
        several = {source for source, number in count.items() if number > 1}
        named = (found[row].named(several) for row, _ in marks)
        return {each.member.claim_id: each for each in named}


def seen(row: Record, mark: str = "") -> Seen:
    """One of :func:`db.queries.groups.members`."""
    member = Member(
        article_id=row.article_id,
        claim_id=row.public_id,
        claim=claim_from_row(row),
        name=row.source,
        published_at=row.published_at,
        fingerprint=row.article_fingerprint,
    )
    return Seen(row.id, mark, row.source, Teller(row.article_id, row.article_title, row.article_url), member)


class Acquaintance:
    """The groups that a store's one writing connection knows."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, KnownGroup] = OrderedDict()
        self._members = 0
        self._taken: dict[str, KnownGroup] = {}
        self._transaction: dict[Any, Any] = {}

    @classmethod
    def of(cls, session: Session) -> Acquaintance:
        """For a session that writes."""
        known: Acquaintance = session.connection().info.setdefault("claim groups", cls())
        known._begin(session.info)
        return known

    def take(self, key: str) -> KnownGroup:
        """A group to be looked at, and changed by that: it is known again once this transaction is stored."""
        group = self._taken.get(key) or self._kept.pop(key, None)
        if group is None:
            group = KnownGroup(key)
        elif key not in self._taken:
            self._members -= len(group.seen)
        self._taken[key] = group
        return group

    def forget(self, key: str) -> None:
        """A group that is none any more."""
        self.take(key)
        del self._taken[key]

    def _begin(self, transaction: dict[Any, Any]) -> None:
        if self._transaction is transaction:
            return
        if STORED in self._transaction:
            for key, group in self._taken.items():
                self._kept[key] = group
                self._members += len(group.seen)
        self._taken, self._transaction = {}, transaction
        while self._members > MOST_MEMBERS:
            self._members -= len(self._kept.popitem(last=False)[1].seen)
