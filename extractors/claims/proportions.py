"""Shares told by counting tokens: "one token in eight", 每100个Token里有46个出自中国模型."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft
from extractors.claims.patterns import Match
from extractors.claims.view import View
from extractors.quantities import interval
from extractors.rules import Rules
from extractors.types import Modifier, Value

_HUNDRED = Decimal(100)
_NEAR = 32


def proportions(view: View, rules: Rules, people: list[Actor]) -> Iterator[tuple[Draft, Match]]:
    """Each counted share with the place of its words; the whole that is counted by holds for the counts after it."""
    measure = next((rule.name for rule in rules.measures.values() if {"share", "level"} <= rule.kinds), None)
    of: int | None = None
    reach = view.start
    hits = sorted(view.shapes("proportion"), key=lambda hit: (hit.start, -hit.end))
    for hit in hits:
        of = hit.of or of
        held = hit.held if hit.held is not None else hit.number
        if measure is None or of is None or held is None or not 0 < held < of or hit.start < reach:
            continue
        owner = _owner(view, people, hit)
        if owner is None or view.expression("told_again").search(
            view.between(max(view.start, hit.start - 24), hit.start)
        ):
            continue
        reach = hit.end
        modifier = _modifier(view, hit)
        yield (
            Draft(
                view=view, start=hit.start, end=hit.end, kind="share", measure=measure,
                value=_value(held, of, modifier),
                unit="percent", modifier=modifier, subject=owner.id, trail=[hit.name, "share.counted"],
            ),
            hit,
        )  # fmt: skip


def _value(held: int, of: int, modifier: Modifier) -> Value:
    """Percent points to three digits."""
    share = held * _HUNDRED / of
    unit = Decimal(1).scaleb(share.adjusted() - 2) if share % 1 else Decimal(1)
    return interval(share.quantize(unit), unit, modifier)


def _modifier(view: View, hit: Match) -> Modifier:
    return next(
        (name for name in ("less_than", "more_than", "nearly", "about") if view.expression(name).search(hit.text)),
        "none",
    )


def _owner(view: View, people: list[Actor], hit: Match) -> Actor | None:
    """Whose the counted ones are: the name right behind the count, else the last subject before it."""
    able = [actor for actor in people if actor.id and actor.kind in {"country", "author", "model", "named"}]
    behind = [actor for actor in able if 0 <= actor.start - hit.end <= 12 and not actor.id.startswith("platform")]
    if behind:
        return behind[0]
    near = [actor for actor in able if 0 <= actor.start - hit.end <= _NEAR and actor.role != "source"]
    if near and not re.search(r"[,;:0-9]", view.between(hit.end, near[0].start)):
        return near[0]
    behind = [actor for actor in able if actor.start >= hit.end and actor.role == "subject"]
    if len({actor.id for actor in behind}) == 1:
        return behind[0]
    before = [actor for actor in able if actor.end <= hit.start and actor.role == "subject"]
    return before[-1] if before else None
