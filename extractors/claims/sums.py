"""Amounts of the platform as a whole: a sum, or a bare "volume" that no talk of one lab goes on in."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.view import View


def whole_platform(draft: Draft, people: list[Actor], memory: Memory, after: list[Actor], done: list[Draft]) -> bool:
    """A clause whose own subject is a sum or a bare topic, and that names nobody."""
    view = draft.view
    if draft.measure != "token_usage" or memory.platform not in {"openrouter", None} or after or memory.asked_of:
        return False
    left, right = view.clause_span(draft.start)
    clause = view.between(left, right).strip()
    bare = view.expression("bare_topic").search(clause)
    if bare is not None:
        return not _goes_on_about(view, bare.group(), memory)
    if draft.kind != "level" or done:
        return False
    if any(actor.id and actor.kind != "all" and actor.role == "subject" for actor in people):
        return False
    opening = view.between(left, draft.start)
    if view.expression("summing").match(view.text, left, right) or view.expression("summing").match(
        view.text, view.start, left
    ):
        return True
    return bool(view.expression("amount_first").fullmatch(opening)) and "token" in view.between(
        draft.start, draft.end + 10
    )


def _goes_on_about(view: View, words: str, memory: Memory) -> bool:
    """ "Anthropic had a bad week. Volume fell 6%": its own, where the sentence before was about one lab or model."""
    if view.field.language != "en" or memory.block != view.sentence.block:
        return False
    if not (memory.subject or "").startswith(("author:", "model:")):
        return False
    return memory.only is not None and memory.only == memory.subject and not view.expression("of_all").search(words)
