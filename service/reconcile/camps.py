"""Who can be right together: the members of a claim group in camps, and which camp each is held against.

A camp is begun by the first member that no earlier camp can agree with; its voices are its texts, copies counted once.
A camp disagrees with the one that most voices stand for of those that exclude it. Members come one at a time for ever,
so :meth:`Camps.add` places one more without asking everybody again, wherever that gives what :class:`Camps` of all of
them would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.types import Claim
from service.reconcile.copies import are_copies
from service.reconcile.groups import Disagreement, Member, Published, disagreement, excludes, published, voices

Relation = Callable[[Member, Member], bool]


def agrees(one: Member, other: Member) -> bool:
    return not excludes(one, other)


@dataclass(slots=True, eq=False)
class Camp:
    """``since`` is where its first member stands among all members, the voice's place before its own."""

    members: list[Member]
    voices: int
    since: tuple[Published, Published]

    @property
    def head(self) -> Member:
        return self.members[0]


class Camps:
    """The camps of some members. ``joins`` says whether a camp's first member takes in another one."""

    def __init__(self, members: Sequence[Member], *, joins: Relation = agrees, excludes: Relation = excludes) -> None:
        self._joins = joins
        self._excludes = excludes
        self._sketches = [each.fingerprint for each in members]
        self._camps: list[Camp] = []  # in the order in which they began
        self._met: dict[Claim, Camp] = {}  # many say the very same: they need not be compared again
        told = voices(members)
        alone = {id(voice[0]) for voice in told if len(voice) == 1}
        for voice in told:
            for member in voice:
                said = _said(member)
                camp = self._met.get(said) or self._first(self._camps, member)
                since = published(voice[0]), published(member)
                self._place(member, said, camp, since, len(self._camps))
        for camp in self._camps:  # whoever has no copy anywhere is a voice; others may have theirs in another camp
            shared = [member for member in camp.members if id(member) not in alone]
            camp.voices = len(camp.members) - len(shared) + len(voices(shared))
        self._ranked = self._rank()
        self._pairs = self._against()

    def add(self, member: Member) -> bool:
        """Place one more member; False, and nothing is changed, where that might move another one."""
        if any(are_copies(sketch, member.fingerprint) for sketch in self._sketches):
            return False
        said, since = _said(member), (published(member), published(member))
        earlier = [camp for camp in self._camps if camp.since < since]
        camp = self._first(earlier, member)
        later = self._camps[len(earlier) :]
        if camp is None and any(self._joins(member, each) for other in later for each in other.members):
            return False
        self._sketches.append(member.fingerprint)
        self._place(member, said, camp, since, len(earlier))
        ranked = self._rank()
        if ranked != self._ranked:
            self._ranked = ranked
            self._pairs = self._against()
        return True

    def pairs(self) -> Sequence[tuple[Member, Member]]:
        """For each camp that another one excludes: that one's first member, and its own; the best supported first."""
        return self._pairs

    def _first(self, camps: Sequence[Camp], member: Member) -> Camp | None:
        return next((camp for camp in camps if self._joins(camp.head, member)), None)

    def _place(
        self, member: Member, said: Claim, camp: Camp | None, since: tuple[Published, Published], position: int
    ) -> None:
        if camp is None:
            camp = Camp([member], 1, since)
            self._camps.insert(position, camp)
        else:
            camp.members.append(member)
            camp.voices += 1
        self._met[said] = camp

    def _rank(self) -> list[Camp]:
        return sorted(self._camps, key=lambda camp: (-camp.voices, published(camp.head)))

    def _against(self) -> list[tuple[Member, Member]]:
        found = []
        for position, camp in enumerate(self._ranked):
            above = (other.head for other in self._ranked[:position])
            against = next((head for head in above if self._excludes(head, camp.head)), None)
            if against is not None:
                found.append((against, camp.head))
        return found


def disagreements(members: Sequence[Member]) -> tuple[Disagreement, ...]:
    """Every value in the group that the best-supported one excludes, each once, by its earliest bearer.

    Values of different scopes, or of different named sources away from a platform's own data, are not compared.
    A copy that changed its original's figure disagrees with it like any other article.
    """
    return tuple(disagreement(first, second) for first, second in Camps(members).pairs())


def _said(member: Member) -> Claim:
    claim = member.claim
    return replace(claim, mentions=(), rule="") if claim.rule or claim.mentions else claim
