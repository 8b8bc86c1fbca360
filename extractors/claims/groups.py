"""Actors that are several or that no table knows: "open-weight models", "A and B together", "the two front-runners"."""

from __future__ import annotations

from operator import attrgetter

from extractors.claims.draft import Actor
from extractors.claims.listed import told_together
from extractors.claims.roles import EDGE, set_against
from extractors.claims.view import View

_PART = "named.part"
_NEAR = 8
_SUMMED = frozenset({"country", "author", "model"})


def named_groups(view: View, found: list[Actor]) -> list[Actor]:
    """With the groups and products that only the article names ("open-weight models", Doubao)."""
    for start, end, rule, *_ in view.shapes("named"):
        if any(actor.kind == "model" and _made(view, actor.end, start, end) for actor in found):
            found = [actor for actor in found if not start <= actor.start < end]
            continue
        inner = [actor for actor in found if actor.start < end and start < actor.end]
        if _generic(view, start, inner) or _introduced(view, found, end) or (inner and rule.startswith(_PART)):
            continue
        if all(
            (actor.kind in {"author", "country", "it", "lab", "pair"} or actor.role == "source")
            and start <= actor.start
            and actor.end <= end
            for actor in inner
        ):
            words = view.field.original[start:end].strip()
            found = [actor for actor in found if actor not in inner or actor.role == "source"]
            found.append(
                Actor(start, end, f"named:{words}", "named", "object" if set_against(view, start) else "subject")
            )
    return found


def _introduced(view: View, found: list[Actor], end: int) -> bool:
    """ "…belong to a single model, MiMo-V2.5": the name told behind it is who is meant."""
    told = [actor for actor in found if actor.kind == "model" and 0 < actor.start - end <= _NEAR]
    return bool(told) and view.between(end, told[0].start).strip() in {",", ":", "called", "named"}


def _generic(view: View, start: int, inner: list[Actor]) -> bool:
    """ "…was processed by a Chinese model": any model of that country, and no one model."""
    made = [actor for actor in inner if actor.kind in {"country", "author"}]
    if len(made) != 1 or len(inner) != 1:
        return False
    if view.expression("generic_article").fullmatch(view.between(start, made[0].start).strip()) is None:
        return False
    return view.expression("generic_before").search(view.between(max(view.start, start - 12), start)) is not None


def summed(view: View, found: list[Actor]) -> list[Actor]:
    """With names that are told one sum ("A and B together", A、B两家合计) as one actor in the article's own words."""
    names = sorted((actor for actor in found if actor.id and actor.kind in _SUMMED), key=attrgetter("start"))
    for chain in told_together(names, view):
        first, last = chain[0], chain[-1]
        if len(chain) == 1:
            continue
        before = view.between(max(view.start, first.start - 24), first.start)
        if (
            view.expression("as_one").match(view.text, last.end, view.end)
            or view.expression("summed").search(before)
            or _between_them(view, last.end, found)
        ):
            words = view.field.original[first.start : last.end]
            inside = [actor for actor in found if first.start <= actor.start and actor.end <= last.end]
            found = [actor for actor in found if actor not in inside]
            found.append(Actor(first.start, last.end, f"named:{words}", "named", first.role))
    return found


def _between_them(view: View, behind: int, found: list[Actor]) -> bool:
    told = view.expression("as_one_behind").match(view.text, behind, view.end)
    return told is not None and not any(actor.id and behind <= actor.start < told.end() for actor in found)


def _made(view: View, behind: int, start: int, end: int) -> bool:
    """ "M, built by a start-up," as well."""
    if not 0 <= start - behind <= EDGE or view.expression("made_by").fullmatch(view.between(behind, start)) is None:
        return False
    return view.expression("made_end").match(view.text, end, view.end) is not None


def summed_up(view: View, found: list[Actor]) -> list[Actor]:
    """…，合计14.6万亿: the sum of those listed before in the sentence; of a list's first ones it is the list's."""
    for hit in view.expression("sums_list").finditer(view.text, view.start, view.end):
        before = [a for a in found if a.end <= hit.start() and a.kind in _SUMMED and a.id and a.role == "subject"]
        same = {actor.id: actor for actor in before if actor.kind == before[-1].kind}
        if len(same) < 2:
            continue
        listed = view.expression("top_n").search(view.text, view.start, before[0].end) is not None
        words = "\u3001".join(view.field.original[actor.start : actor.end] for actor in same.values())
        name = "all" if listed else f"named:{words}"
        found = [*found, Actor(hit.start(), hit.end(), name, "all" if listed else "named", "subject")]
    return found
