"""Subjects that no table knows: "coding agents account for 60%", "Acme Cloud processed 3 trillion tokens".

A noun before a verb of the measure owns the amount behind that verb. Pronouns, the platform, its users and the words
for volume itself are none; nor is a noun with a known name in it.
"""

from __future__ import annotations

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
    found = view.expression("stranger").match(view.text, left, draft.start)
    if found is None:
        return None
    start, end = found.span("who")
    if any(actor.end > start and actor.start < (end if actor.role == "source" else draft.start) for actor in people):
        return None
    if view.expression("no_stranger").fullmatch(view.text, start, end):
        return None
    return f"named:{view.field.original[start:end].strip()}"
