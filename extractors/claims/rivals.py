"""By how much one subject is above or below another: 比美国多三成, "60% fewer tokens than Chinese models"."""

from __future__ import annotations

from extractors.claims.draft import Actor
from extractors.claims.view import View
from extractors.types import Quantity

LEADS = frozenset({"lead over", "upper hand over", "led over"})
"""Comparing words that are things to be measured where a number follows: "its lead over the US is now 2.5 times"."""


def than_rival(view: View, quantity: Quantity, people: list[Actor]) -> int | None:
    """比美国多三成: more (1) or less (-1) than another subject, which is a ratio of the two and no change."""
    start = quantity.span.start
    if view.field.language == "en":
        return _more_than(view, quantity, people)
    left, _ = view.clause_span(start)
    behind = [actor for actor in people if left <= actor.start and actor.end <= start]
    if not behind or behind[-1].role != "object" or behind[-1].kind in {"all", "it"}:
        if compared_with(view, start, people) is None:
            return None
        told = view.expression("by_more").search(view.between(left, start))
        return None if told is None else -1 if view.expression("less_by").match(told.group("by")) else 1
    # 高出 right before the number is part of the number's own words.
    own = view.expression("exceeds_by").match(view.text, start, quantity.span.end)
    found = view.expression("than_rival").fullmatch(view.text, behind[-1].end, own.end() if own else start)
    if found is None:
        return None
    before, by = view.between(left, behind[-1].start), found.group("by")
    if view.expression("exceeds").search(before):
        return 1
    if by is None or not view.expression("than").search(before):
        return None
    return -1 if view.expression("less_by").match(by) else 1


def compared_with(view: View, start: int, people: list[Actor]) -> Actor | None:
    """与X相比，Y便宜九成: whom a clause before the number's sets its subject against."""
    left, _ = view.clause_span(start)
    if view.field.language != "zh":
        return None
    for actor in reversed(people):
        if not actor.id or actor.kind == "all" or actor.end > left or actor.role != "object":
            continue
        first, last = view.clause_span(actor.start)
        ahead, behind = view.between(first, actor.start), view.between(actor.end, last)
        if view.expression("compared_to").search(ahead) or view.expression("compared").search(behind):
            return actor
        return None
    return None


def _more_than(view: View, quantity: Quantity, people: list[Actor]) -> int | None:
    """ "60% fewer tokens than Chinese ones", "exceeded America's by 150%"."""
    start, end = quantity.span.start, quantity.span.end
    if quantity.unit not in {"percent", "fraction"}:
        return None
    found = view.expression("more_than_whom").match(view.text, end, view.end)
    if found is not None:
        named = any(actor.id and actor.start == found.end() and actor.role != "source" for actor in people)
        return (-1 if view.expression("less_by").match(found.group("by")) else 1) if named else None
    behind = beaten_by(view, start, people)
    return None if behind is None else 1


def beaten_by(view: View, start: int, people: list[Actor]) -> Actor | None:
    """Whom "exceeded America's by" names, right before an amount at ``start``."""
    left, _ = view.clause_span(start)
    for actor in reversed(people):
        if actor.id and left <= actor.start and actor.end <= start and actor.role == "object":
            by = view.expression("by_how_much").fullmatch(view.between(actor.end, start))
            return actor if by and view.has("compare.above", left, actor.start) else None
    return None
