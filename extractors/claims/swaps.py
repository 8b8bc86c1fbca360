"""Places that change hands: "A pushed B off the top", "A lost fifth place to B", "B was knocked off first place by A".

Whoever gains the place has it now; whoever gives it away had it the period before.
"""

from __future__ import annotations

from extractors.claims.draft import Actor
from extractors.claims.patterns import Match
from extractors.claims.view import View

HELD_BEFORE = "rank.held-before"
_ABLE = frozenset({"model", "author", "country", "named"})


def swapped(view: View, people: list[Actor], hit: Match) -> list[tuple[Actor, bool]]:
    """Who has the place of ``hit`` now or (true) had it before; empty where it does not change hands."""
    able = [actor for actor in people if actor.id and actor.kind in _ABLE and actor.role != "source"]
    before = [actor for actor in able if actor.end <= hit.start]
    behind = next((actor for actor in able if actor.start >= hit.end), None)
    if not before:
        return []
    gap = view.between(before[-1].end, hit.start)
    if len(before) > 1 and view.expression("swap_off").fullmatch(gap):
        verb = view.between(before[-2].end, before[-1].start)
        if view.expression("swap_verb").fullmatch(verb):
            return [(before[-2], False)]
    if view.expression("swap_passive").fullmatch(gap):
        by = behind is not None and view.expression("by_agent").fullmatch(view.between(hit.end, behind.start))
        return [(behind, False)] if behind is not None and by else [(before[-1], True)]
    robbed = behind is not None and view.expression("swap_robbed").fullmatch(view.between(hit.end, behind.start))
    if behind is not None and robbed and view.expression("swap_away").match(view.text, behind.end, view.end):
        return [(before[-1], True), (behind, False)]
    lost = behind is not None and view.expression("swap_lost").fullmatch(gap)
    if behind is not None and lost and view.expression("swap_to").fullmatch(view.between(hit.end, behind.start)):
        return [(before[-1], True), (behind, False)]
    return []
