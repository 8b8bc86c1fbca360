"""Which part a name plays in its sentence, by the words right before it: what stands behind "than" is set against."""

from __future__ import annotations

from extractors.claims.draft import ActorRole
from extractors.claims.view import View
from extractors.entities import EntityMention

EDGE = 48
"""How far before a name the words that decide its role may stand."""


def is_object(view: View, at: int) -> bool:
    return bool(view.expression("object_before").search(view.between(max(view.start, at - EDGE), at)))


def set_against(view: View, at: int) -> bool:
    return is_object(view, at) or _close(view, "compare.above", at) or _close(view, "compare.below", at)


def role_of(view: View, name: EntityMention) -> ActorRole:
    if set_against(view, name.start):
        return "object"
    if name.kind == "country" and view.expression("predicate").search(
        view.between(max(view.start, name.start - EDGE), name.start)
    ):
        return "object"
    return "subject"


def _close(view: View, group: str, at: int) -> bool:
    """A comparing word stands right before a name, with at most an article or an adjective between."""
    marks = view.cues(group, max(view.start, at - EDGE), at)
    if not marks:
        return False
    gap = view.between(marks[-1].end, at).strip()
    if view.expression("turns").search(gap):
        # "tops the list as Chinese usage soars": what follows is told of its own.
        return False
    if any(character in ",;:.(" for character in gap) or gap.startswith(("by", "through", "\u7684")):
        # 最便宜的X: an adjective of the name, and no order of two.
        return False
    if any(marks[-1].end <= name.start and name.end < at and view.between(name.end, at).strip() for name in view.names):
        # "Tops OpenRouter as Chinese labs …": what is topped stands before.
        return False
    return len(gap) <= 14 and len(gap.split()) <= 2 and not any(character.isdigit() for character in gap)
