"""Subjects that no table knows: "coding agents account for 60%", "Acme Cloud processed 3 trillion tokens".

A noun before a verb of the measure owns the amount behind that verb. Pronouns, the platform, its users and the words
for volume itself are none; nor is a noun with a known name in it.
"""

from __future__ import annotations

import re

from extractors.claims.draft import Actor, Draft

_KINDS = frozenset({"level", "share"})
_NEAR = 3


def stranger(draft: Draft, people: list[Actor]) -> str | None:
    """``named:`` and the article's own words for who does what the number tells; null where a known name does."""
    view = draft.view
    if draft.kind not in _KINDS or draft.measure != "token_usage":
        return None
    left, _ = view.clause_span(draft.start)
    for phrase in view.times:
        if phrase.start - left <= _NEAR and left < phrase.end <= draft.start:
            left = phrase.end
    found = view.expression("stranger").match(view.text, left, draft.start) or _labelled(draft)
    if found is None:
        return None
    start, end = found.span("who")
    if any(actor.id and actor.start < end and start < actor.end for actor in people):
        return None
    if any(actor.end > start and actor.start < (end if actor.role == "source" else draft.start) for actor in people):
        return None
    if view.expression("no_stranger").fullmatch(view.text, start, end):
        return None
    return f"named:{view.field.original[start:end].strip()}"


def listed_stranger(draft: Draft) -> tuple[str, str] | None:
    """ "China 34.5T / unknown 3.1T": an entry of a list that is nobody's by name."""
    view = draft.view
    if draft.kind not in _KINDS:
        return None
    found = view.expression("stranger_listed").search(view.text, view.start, draft.start)
    if found is None:
        return None
    return f"named:{view.field.original[found.start('who') : found.end('who')]}", "subject.stranger"


def on_platform(draft: Draft, clause: tuple[int, int]) -> bool:
    """ "Weekly volume on the platform at 150 trillion"."""
    return draft.view.expression("volume_on_platform").search(draft.view.text, clause[0], draft.start) is not None


def _labelled(draft: Draft) -> re.Match[str] | None:
    """ "Free models: 31% of all tokens", "Role play, once a third of the total, is down to 12%"."""
    view = draft.view
    label = view.expression("stranger_label").match(view.text, view.start, draft.start)
    if label is not None or draft.kind != "share":
        return label
    gone = view.expression("stranger_goes").match(view.text, draft.end, view.end)
    if gone is not None:
        return gone
    head = view.expression("stranger_head").match(view.text, view.start, draft.start)
    number = view.clause(draft.start)
    inside = head is not None and number > 0 and head.end() == view.clauses[0][1]
    opened = inside and view.expression("head_inserted").match(view.text, *view.clauses[1])
    return head if opened else None
