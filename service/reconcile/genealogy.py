"""How a figure travelled: who carried it first, who took it from whom, and where it changed on the way.

Only what the texts show counts as descent: a copy of an earlier text, or a text that names the outlet of an earlier
one. Two articles that merely agree stand side by side, since both may have read the same press release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.reconcile.copies import are_copies
from service.reconcile.groups import Disagreement, Member, compare, published

Evidence = Literal["copy", "cites"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A member of a claim group with what its text shows about its origins.

    ``outlet`` is who published it; ``cites`` the outlets its text names, in the order of the text.
    """

    member: Member
    outlet: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One article's place in the line. ``origin`` is null where no earlier article is shown to be its source.

    ``change`` compares it with its origin, or with the first carrier where it has none; null where the figures agree.
    """

    carrier: Carrier
    origin: Carrier | None
    evidence: Evidence | None
    change: Disagreement | None


def genealogy(carriers: Sequence[Carrier]) -> tuple[Step, ...]:
    """The carriers in the order of publication, each with its origin; undated ones come last and father nothing."""
    ordered = sorted(carriers, key=lambda carrier: published(carrier.member))
    steps: list[Step] = []
    for position, carrier in enumerate(ordered):
        earlier = [each for each in ordered[:position] if each.member.published_at is not None]
        origin, evidence = _origin(carrier, earlier)
        against = origin or (ordered[0] if position else None)
        change = compare(against.member, carrier.member) if against else None
        steps.append(Step(carrier, origin, evidence, change))
    return tuple(steps)


def cited_outlets(text: str, outlets: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Outlets whose names stand in the text, first named first. ``outlets`` maps each to the names it goes by."""
    folded = text.casefold()
    places = {
        outlet: min((at for name in names if name and (at := folded.find(name.casefold())) >= 0), default=-1)
        for outlet, names in outlets.items()
    }
    return tuple(sorted((outlet for outlet, at in places.items() if at >= 0), key=lambda outlet: places[outlet]))


def _origin(carrier: Carrier, earlier: Sequence[Carrier]) -> tuple[Carrier | None, Evidence | None]:
    """A copy's original is the nearest text before it; a citation points at the outlet's latest article before it."""
    if carrier.member.published_at is None:
        return None, None
    for other in reversed(earlier):
        if are_copies(carrier.member.fingerprint, other.member.fingerprint):
            return other, "copy"
    for outlet in carrier.cites:
        for other in reversed(earlier):
            if other.outlet == outlet != carrier.outlet:
                return other, "cites"
    return None, None
