"""Ratios told against one: "nearly five to one", "1.7 tokens for every American one", "a ratio of 5 to 3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft
from extractors.claims.patterns import Match
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Value

_DIGITS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_AFTER = 48


def to_one(view: View, rules: Rules, people: list[Actor]) -> Iterator[tuple[Draft, Match]]:
    """Each ratio with the place of its words, and with its two sides where the words around it name both."""
    measure = next((rule.name for rule in rules.measures.values() if {"ratio", "level"} <= rule.kinds), None)
    reach = view.start
    for hit in sorted(view.shapes("ratio"), key=lambda hit: (hit.start, -hit.end)):
        value = _value(hit)
        if value is None or measure is None or hit.start < reach:
            continue
        reach = hit.end
        one, other = _sides(view, people, hit)
        priced = view.has("topic.token_price") and not view.has(f"topic.{measure}")
        if priced and (one is None or other is None):
            view.note(hit.start, hit.end, "a ratio of prices, of nobody who is named")
            continue
        yield (
            Draft(
                view=view, start=hit.start, end=hit.end, kind="ratio", measure=measure, value=value, unit="times",
                subject=one, object=other, trail=[hit.name, "ratio.to-one"],
            ),
            hit,
        )  # fmt: skip


def _value(hit: Match) -> Value | None:
    """The factor with half a unit of its last digit; a number of words is read to the nearest whole."""
    if hit.of is not None and hit.number is not None:
        point = Decimal(hit.number) / Decimal(max(hit.of, 1))
        point = point.quantize(Decimal("0.01"))
    else:
        told = _DIGITS.findall(hit.text) if hit.number is None else []
        if hit.number is None and not told:
            return None
        point = Decimal(hit.number) if hit.number is not None else Decimal(told[-1] if _turned(hit) else told[0])
    half = Decimal(1).scaleb(int(point.as_tuple().exponent)) / 2
    return Value(point, point - half, point + half)


def _turned(hit: Match) -> bool:
    return hit.name.endswith(".for-each-token")


def _sides(view: View, people: list[Actor], hit: Match) -> tuple[str | None, str | None]:
    """Whose tokens are that many, and whose are the one."""
    able = [actor for actor in people if actor.id and actor.kind not in {"all", "it"} and actor.role != "source"]
    if _turned(hit):
        inside = [actor.id for actor in able if hit.start <= actor.start and actor.end <= hit.end]
        return (inside[-1], inside[0]) if len(set(inside)) == 2 else (None, None)
    left, _ = view.clause_span(hit.start)
    before = list(dict.fromkeys(actor.id for actor in able if left <= actor.start and actor.end <= hit.start))
    behind = [actor.id for actor in able if hit.end - 24 <= actor.start <= hit.end + _AFTER and actor.start > hit.start]
    if len(before) == 2:
        return before[0], before[1]
    if len(before) == 1 and behind and behind[0] != before[0]:
        return before[0], behind[0]
    return None, None
