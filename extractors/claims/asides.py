"""Times that a sentence tells in passing: they date the words they stand in and nothing else.

A relative clause, a participle between commas and the words behind a "than" each have a time of their own. The figure
of the clause around them is not of that time, and neither is what the next sentence goes on about.
"""

from __future__ import annotations

from extractors.claims.draft import Draft
from extractors.claims.view import Field, View
from extractors.periods import TimePhrase

_WORDS_OF_STANDARD = 32
_SENTENCE = 90
_OPENINGS = (",", ";", ":", "(", ".", "\n")


def of_launch(field: Field, phrase: TimePhrase) -> bool:
    """ "Released in February", 2月发布: when a model came out, or how long it is free, is no time of its use."""
    near = field.lowered[max(0, phrase.start - _WORDS_OF_STANDARD) : phrase.start]
    if field.patterns.expression("launch_before").search(near):
        return True
    return field.patterns.expression("launch_after").match(field.lowered, phrase.end) is not None


def by_the_way(field: Field, phrase: TimePhrase) -> bool:
    """ "which was first in June", "after 64 trillion in May", 6月曾: a time that the words alone tell in passing."""
    if field.patterns.expression("background").match(field.lowered, phrase.end):
        return True
    near = field.lowered[max(0, phrase.start - _SENTENCE) : phrase.start]
    opened = max(near.rfind(mark) for mark in _OPENINGS) + 1
    return field.patterns.expression("insertion").match(near, opened) is not None


def aside(draft: Draft, phrase: TimePhrase) -> bool:
    """Whether a phrase stands in an insertion ("which had led in March", "free until the end of June") that the
    draft is not in."""
    view = draft.view
    if of_launch(view.field, phrase):
        return True
    left, right = view.clause_span(phrase.start)
    if left <= draft.start < right:
        return False
    if view.expression("background").match(view.text, phrase.end):
        return True
    return view.expression("insertion").match(view.text, left, phrase.start) is not None


def against(draft: Draft, phrase: TimePhrase) -> bool:
    """ "half of what it had been in February", "more than all of them did in July": the time of a standard."""
    view = draft.view
    left, _ = view.clause_span(phrase.start)
    near = view.between(max(left, phrase.start - _WORDS_OF_STANDARD), phrase.start)
    if phrase.kind == "anaphor" and view.expression("own_amount").search(near):
        return True
    if view.expression("base_of").search(near) or view.expression("standard").match(view.text, phrase.end, view.end):
        return True
    return view.expression("than_did").search(view.between(left, phrase.start)) is not None


def fronted(view: View, phrase: TimePhrase, at: int) -> bool:
    """ "The week before, it was 4.3 times": a phrase that is all of the clause in front opens the one with ``at``."""
    number = view.clause(phrase.start)
    if number + 1 != view.clause(at):
        return False
    left, right = view.clauses[number]
    if view.expression("as_before").search(view.between(max(view.start, left - 6), left)):
        # "half as many again as a week earlier, and …": a standard, no opening.
        return False
    words = view.between(left, phrase.start) + view.between(phrase.end, right)
    return view.expression("only_time").fullmatch(words) is not None


def respective(draft: Draft, ordered: list[Draft]) -> TimePhrase | None:
    """ "For May and June it was A and B respectively": the amount's own among as many times as amounts."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if not view.has("respectively", left, right):
        return None
    amounts = [other for other in ordered if other.kind == draft.kind and left <= other.start < right]
    times = [phrase for phrase in view.times if left <= phrase.start < amounts[0].start and phrase.kind != "duration"]
    if len(times) < 2 or len(times) != len(amounts):
        return None
    return times[amounts.index(draft)]
