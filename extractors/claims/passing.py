"""Names that a sentence tells in passing: they are measured by no other number of it, and lend no subject."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft
from extractors.claims.view import View


def by_the_way(draft: Draft, actor: Actor, people: list[Actor]) -> bool:
    """Named by the way: "among them Claude Opus", "the bigger of DeepSeek's two"; such clauses lend no subject."""
    view = draft.view
    left, right = view.clause_span(actor.start)
    if (
        actor.end <= draft.start
        and view.expression("dates_behind").match(view.text, actor.end, view.end)
        and view.expression("dates_before").search(view.between(max(view.start, actor.start - 16), actor.start))
    ):
        return True
    if left <= draft.start < right:
        return False
    if actor.kind == "named" and view.expression("of_these").match(view.text, left, actor.start):
        return True
    if left > view.start and view.expression("by_the_way").match(view.text, left, right):
        return True
    apposed = left > view.start and view.expression("apposition").match(view.text, left, right)
    if apposed and any(_heads(view, other, left) for other in people if other.id):
        return True
    return any(
        mark.start < actor.start and view.between(left, mark.start).strip() in {"", "and", "\u5373"}
        for mark in view.cues("aside", left, actor.start + 1)
    )


def no_pair(view: View, start: int, end: int, found: list[Actor]) -> bool:
    """ "The two weeks", A和B两家: two of something else, or two that are named right before."""
    if view.expression("no_pair").match(view.text, end, view.end):
        return True
    return any(
        actor.end <= start and view.between(actor.end, start) in {"", "\u7684", "\u8fd9", "\u65d7\u4e0b"}
        for actor in found
    )


def means(view: View, actor: Actor, people: list[Actor]) -> bool:
    """腾讯凭借Hy3拿下2.2万亿Token: what somebody does it with, where the somebody is named before it."""
    if actor.kind != "model" or not any(other.end <= actor.start and other.id for other in people):
        return False
    return (
        view.expression("instrument").search(view.between(max(view.start, actor.start - 12), actor.start)) is not None
    )


def _heads(view: View, actor: Actor, left: int) -> bool:
    """Whether a name, or the noun behind it, ends right before the comma of an apposition."""
    gap = left - actor.end
    return 0 <= gap <= 3 or (
        3 < gap <= 24 and bool(view.expression("antecedent").fullmatch(view.between(actor.end, left)))
    )


def inserted(other: Draft, draft: Draft) -> bool:
    """ "The Chinese group, led by M with 5.2 trillion, handled 15.8": a number told by the way passes no subject on."""
    view = draft.view
    left, right = view.clause_span(other.start)
    closed = left > view.start and right <= draft.start and view.between(right - 1, right) == ","
    return closed and view.expression("inserted").match(view.text, left, right) is not None
