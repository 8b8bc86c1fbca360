"""How a figure travelled: who carried it first, who took it from whom, and where it changed on the way.

Only what the texts show counts as descent: a copy of an earlier text, or a text that names the outlet of an earlier
one. Two articles that merely agree stand side by side, since both may have read the same press release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.reconcile.copies import are_copies
from service.reconcile.figures import Language, figure
from service.reconcile.groups import Disagreement, Member, compare, published, stated_value
from service.reconcile.types import Explanation

Evidence = Literal["copy", "cites"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A member of a claim group with what its text shows about its origins.

    ``outlet`` is who published it; ``cites`` the outlets its text names, in the order of the text. The member's name
    is what a reader calls the outlet.
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
    """Outlets whose names stand in the text, first named first. ``outlets`` maps each to the names it goes by.

    A name is found in any case, as words of its own, and with or without spaces: ``Orient Ledger`` is ``OrientLedger``.
    """
    places: dict[str, int] = {}
    for outlet, names in outlets.items():
        found = (re.search(_pattern(name), text, re.IGNORECASE) for name in names if name.strip())
        at = min((match.start() for match in found if match), default=None)
        if at is not None:
            places[outlet] = at
    return tuple(sorted(places, key=lambda outlet: (places[outlet], outlet)))


def _pattern(name: str) -> str:
    letters = r"[\s-]?".join(re.escape(letter) for letter in re.sub(r"[\s-]", "", name))
    return rf"(?<![A-Za-z0-9]){letters}(?![A-Za-z0-9])"


def summary(steps: Sequence[Step]) -> Explanation:
    """The whole line in one plain sentence; of a single article, that it stands alone."""
    return Explanation(_sentence(steps, "en"), _sentence(steps, "zh"))


def _sentence(steps: Sequence[Step], lang: Language) -> str:
    first = steps[0].carrier.member
    day = "" if first.published_at is None else f"{first.published_at:%Y-%m-%d}"
    value, others = stated_value(first.claim, lang), len(steps) - 1
    copies, naming = (sum(step.evidence == evidence for step in steps) for evidence in ("copy", "cites"))
    changes = [_change(step.change, lang) for step in steps if step.change is not None]
    if lang == "zh":
        shown = [f"{copies}篇是转载"] * (copies > 0) + [f"{naming}篇注明出处"] * (naming > 0)
        begin = f"{first.name}最早{f'于{day}' if day else ''}刊出{value}"
        follow = f"，此后另有{others}篇" if others else "，没有其他文章刊出"
        return (
            begin
            + follow
            + (f"（{'，'.join(shown)}）" if shown else "")
            + "".join(f"；{each}" for each in changes)
            + "。"
        )
    shown = [f"{copies} as a copy"] * (copies > 0) + [f"{naming} naming its source"] * (naming > 0)
    begin = f"{first.name} carried {value} first{f', on {day}' if day else ''}"
    follow = f"; {others} more article{'s' * (others > 1)} followed" if others else "; no other article carries it"
    return begin + follow + (f" ({', '.join(shown)})" if shown else "") + "".join(f"; {each}" for each in changes) + "."


def _change(change: Disagreement, lang: Language) -> str:
    """Where the figure is another one, and the slip that would explain it."""
    name, value = change.second.name, stated_value(change.second.claim, lang)
    times = None if change.factor is None else figure(change.factor, "times", lang)
    if lang == "zh":
        why = "" if change.slip is None else f"，{change.slip.explanation.zh}"
        return f"{name}作{value}" + (f"（{times}{why}）" if times else "")
    why = "" if change.slip is None else f", {change.slip.explanation.en}"
    return f"{name} has {value}" + (f" ({times}{why})" if times else "")


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
