"""Percentages that are set against an earlier time: more or less than then, or what is left of it."""

from __future__ import annotations

from extractors.claims.view import View
from extractors.types import Quantity

LESS_THAN_THEN = "change.less-than-then"


def than_then(view: View, quantity: Quantity) -> str | None:
    """比一季度多58%: more or less than an earlier time, without a verb of growth."""
    start = quantity.span.start
    left, _ = view.clause_span(start)
    own = view.expression("exceeds_by").match(view.text, start, quantity.span.end)
    for phrase in view.times:
        if not left <= phrase.start < phrase.end <= start:
            continue
        gap = view.expression("than_then").fullmatch(view.between(phrase.end, own.end() if own else start))
        if gap is not None and view.expression("than_before").search(view.between(left, phrase.start)):
            return LESS_THAN_THEN if view.expression("less_by").match(gap.group("by")) else "change.than-then"
    return None


def joined_number(view: View, floor: int, start: int) -> bool:
    """ "…, up from 56.9% a week earlier and 41% in April": a number that only its time parts from the one before it."""
    times = [phrase for phrase in view.times if floor <= phrase.start and phrase.end <= start]
    if len(times) != 1:
        return False
    gap = view.between(floor, times[0].start) + view.between(times[0].end, start)
    return view.expression("joined_number").fullmatch(gap) is not None


def portion_of_then(view: View, quantity: Quantity) -> bool:
    """不到前一周的两成: what is left of an earlier time's amount."""
    start = quantity.span.start
    left, _ = view.clause_span(start)
    if view.has("share.noun", left, start):
        # 份额升至5月的47%: where the share stood in May.
        return False
    return any(
        left <= phrase.start
        and phrase.end < start
        and phrase.kind != "duration"
        and view.expression("then_portion").fullmatch(view.between(phrase.end, start))
        and view.expression("set_against").search(view.between(left, phrase.start))
        for phrase in view.times
    )
