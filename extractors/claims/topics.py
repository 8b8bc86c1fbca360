"""What a number measures: the unit word behind it, else the word that governs it.

A number with another topic's unit ("284 billion parameters") is nobody's. A percentage or a multiple belongs to the
nearest topic word of its clause, then of the clauses before it, then to what the paragraph was about.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from extractors.claims.cues import Mark
from extractors.claims.view import View
from extractors.types import Quantity

_ADJECTIVES = re.compile(r"[\s-]*(?:[a-z][a-z0-9.-]*\s+){0,2}|[\s-]*(?:\u4e2a|\u7684)?\s?")


LENGTHS = frozenset({"day", "week", "month", "year"})
_NO_TOPIC = LENGTHS | {"place", "percent", "times", "fraction"}


TOKENS_TOO = frozenset({"context", "training", "speed", "parameters"})
"""Topics whose numbers are told in tokens as well."""


class Topic(NamedTuple):
    """``name`` is a measure's name or another topic's; ``how`` tells which rule saw it."""

    name: str
    how: str
    mark: Mark | None


def unit_mark(view: View, quantity: Quantity) -> Mark | None:
    """The unit word that a quantity carries: the first behind its digits."""
    end = quantity.span.end
    for mark in view.cues("topic", quantity.span.start + 1, min(view.end, end + 48)):
        if mark.start > end + 26:
            break
        if mark.leaf != "unit" and mark.start > end + 1:
            continue
        if mark.start >= end:
            gap = view.between(end, mark.start)
            if not _ADJECTIVES.fullmatch(gap) or view.expression("function_word").search(gap):
                continue
            if any(end <= phrase.start <= mark.start < phrase.end for phrase in view.times):
                # "38 trillion three months ago"
                continue
        if view.expression("no_unit").match(view.text, mark.start, view.end):
            continue
        return mark
    return None


def _apposed(view: View, mark: Mark) -> bool:
    """Inside ", a system that investors had priced in,": what is said by the way governs nothing after it."""
    start, end = view.clause_span(mark.start)
    return start > view.start and bool(view.expression("aside_clause").match(view.text, start, end))


def of_somebody(view: View, start: int) -> bool:
    """One person's or one task's: "my own agents, which got through 52 million tokens"."""
    left, right = view.clause_span(start)
    if view.expression("relative").match(view.text, left, right) and left > view.start:
        left, _ = view.clause_span(left - 1)
    return view.expression("individual").search(view.text, left, right) is not None


def _foreign_before(view: View, unit: Mark, marks: list[Mark]) -> bool:
    """ "42,000 tokens a second", 每秒4.2万Token: another topic's word right before a number of our unit has it."""
    left, _ = view.clause_span(unit.start)
    before = [mark for mark in marks if left <= mark.start and mark.end <= unit.start]
    return bool(before) and name_of(before[-1]) in TOKENS_TOO


def elsewhere(view: View, start: int, ours: Container[str], end: int = 0) -> str | None:
    """The other topic that a place or a run at ``start`` is about: its clause's, else the last number's before it.

    Words of the run itself, up to ``end``, are no topic ("spent a fifth week at the top").
    """
    left, right = view.clause_span(start)
    # "a second week" holds no "a second".
    lengths = [one.span for one in view.quantities if one.unit in _NO_TOPIC]
    nouns = [
        mark
        for mark in view.cues("topic", left, right)
        if mark.leaf != "unit"
        and not start <= mark.start < end
        and not any(span.start < mark.end and mark.start < span.end for span in lengths)
    ]
    if nouns:
        return None if any(name_of(mark) in ours for mark in nouns) else nouns[-1].word
    for quantity in reversed([one for one in view.quantities if one.span.end <= left]):
        ahead = view.between(view.start, quantity.span.start)
        first, last = view.clause_span(quantity.span.start)
        apposed = first > view.start and view.expression("aside_clause").match(view.text, first, last)
        if quantity.unit in _NO_TOPIC or ahead.rfind("(") > ahead.rfind(")") or apposed:
            continue
        mark = unit_mark(view, quantity)
        if (
            mark is not None
            and view.expression("place_unit").fullmatch(mark.word)
            and (quantity.value.point or 0) <= 100
        ):
            continue
        if mark is None:
            first, _ = view.clause_span(quantity.span.start)
            before = [one for one in view.cues("topic", first, quantity.span.start) if one.leaf == "noun"]
            mark = before[-1] if before else None
        if mark is None or name_of(mark) == "things":
            continue
        if name_of(mark) not in ours:
            return mark.word
        words = [one for one in view.cues("topic", view.start, quantity.span.start) if one.leaf != "unit"]
        return words[-1].word if _foreign_before(view, mark, words) else None
    return None


def name_of(mark: Mark) -> str:
    return mark.group.split(".")[1]


def governor(view: View, quantity: Quantity, taken: set[tuple[int, int]], ours: Container[str]) -> Topic | None:
    """The topic word that governs a quantity without a unit of its own; ``taken`` are units of other quantities."""
    start, end = quantity.span.start, quantity.span.end
    left, right = view.clause_span(start)
    marks = [mark for mark in view.cues("topic") if (mark.start, mark.end) not in taken and mark.leaf != "unit"]
    owner = view.expression("portion_of").match(view.text, end, min(right, end + 16))
    if owner:
        for mark in marks:
            if owner.end() <= mark.start < right and mark.leaf == "noun":
                return Topic(name_of(mark), "of-noun", mark)
    before = [mark for mark in marks if left <= mark.start and mark.end <= start]
    if before:
        return Topic(name_of(before[-1]), f"before-{before[-1].leaf}", before[-1])
    nouns = [mark for mark in marks if end <= mark.start < right]
    if nouns:
        return Topic(name_of(nouns[0]), f"after-{nouns[0].leaf}", nouns[0])
    # Units of other numbers govern nothing further off, but a number of the measure makes the sentence about it.
    own = [
        mark
        for mark in view.cues("topic", view.start, left)
        if mark.leaf == "unit" and name_of(mark) in ours and not _foreign_before(view, mark, marks)
    ]
    earlier = [mark for mark in marks if mark.end <= left and not _apposed(view, mark)]
    for mark in sorted((*earlier, *own), key=lambda mark: -mark.start):
        return Topic(name_of(mark), "earlier-clause", mark)
    return None
