"""Names and amounts told as two lists in one order: "A, B and C drew 1, 2 and 3 respectively", A、B分列第四、第五."""

from __future__ import annotations

import re

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.pronouns import author_of
from extractors.claims.view import View

_BRACKETS = re.compile(r"\([^()]{0,24}\)")
_OWNED = 3
_LISTED = 24


def respectively(drafts: list[Draft], people: list[Actor], memory: Memory) -> None:
    """Give each of some listed amounts the name that stands at its place in the list of names before."""
    marks = drafts[0].view.cues("respectively") if drafts else []
    for mark, following in zip(marks, (*marks[1:], None), strict=False):
        until = drafts[0].view.end if following is None else following.start
        chinese = drafts[0].view.field.language == "zh"
        rest = [draft for draft in drafts if not chinese or mark.start <= draft.start < until]
        for kind in ("level", "price", "change", "share", "rank"):
            amounts = _run([draft for draft in rest if draft.kind == kind], people)
            before = [
                actor
                for actor in people
                if actor.id and actor.role != "source" and amounts and actor.end <= amounts[0].start
            ]
            names = _in_turn(before, len(amounts), drafts[0].view)
            view = drafts[0].view
            if view.expression("those_two").search(view.between(view.clause_span(mark.start)[0], mark.end)):
                told = list(dict.fromkeys(actor.id for actor in before))
                names = (told if len(told) > 1 else memory.subjects)[-2:]
            if len(amounts) > 1 and len(names) == len(amounts):
                for draft, name in zip(amounts, names, strict=True):
                    draft.subject = name
                    draft.trail.append("subject.respectively")


def told_together(names: list[Actor], view: View) -> list[list[Actor]]:
    """The names, put into lists: those of one sort that are told in a row, joined by nothing but an "and"."""
    chains: list[list[Actor]] = []
    for name in names:
        last = chains[-1][-1] if chains else None
        if last is not None and last.kind == name.kind and _joined(view.between(last.end, _begin(name, view)), view):
            chains[-1].append(name)
        else:
            chains.append([name])
    return chains


def _begin(name: Actor, view: View) -> int:
    """Where a name begins with its maker's before it: "and Xiaomi MiMo-V2.5"."""
    makers = [one for one in view.names if one.kind == "author" and 0 <= name.start - one.end <= _OWNED]
    return makers[-1].start if makers and author_of(name.id) == makers[-1].id else name.start


def _joined(gap: str, view: View) -> bool:
    """Whether nothing but an "and" stands between two names, nor even that (中美); what brackets say is left out."""
    return not gap or view.expression("joined").fullmatch(_BRACKETS.sub("", gap) if "(" in gap else gap) is not None


def _run(drafts: list[Draft], people: list[Actor]) -> list[Draft]:
    """The first of some amounts and those listed with it, up to the next one's name."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    run = ordered[:1]
    for draft in ordered[1:]:
        named = any(actor.id and run[-1].end <= actor.start < draft.start for actor in people)
        if draft.start - run[-1].end > _LISTED or named:
            break
        run.append(draft)
    return run


def _in_turn(actors: list[Actor], count: int, view: View) -> list[str]:
    """The last ``count`` names told in one list, else (English) all names of one sort where they are that many."""
    for tight in (True, False):
        for chain in reversed(_chains(actors, tight, view)):
            names = list(dict.fromkeys(actor.id for actor in chain))
            if len(names) == count:
                return names
    if view.field.language == "zh":
        return []
    for group in ("model", "author", "country"):
        names = list(dict.fromkeys(actor.id for actor in actors if actor.kind == group))
        if len(names) == count:
            return names
    return []


def _chains(actors: list[Actor], tight: bool, view: View) -> list[list[Actor]]:
    """Names told one after the other; ``tight`` lists hold nothing but their owners between them."""
    chains: list[list[Actor]] = []
    for actor in actors:
        gap = _BRACKETS.sub("", view.between(chains[-1][-1].end, actor.start)) if chains else ""
        apart = (
            len(gap) > _LISTED
            or (bool(gap) and not view.expression("list_and").search(gap))
            or (tight and view.expression("list_loose").search(gap))
        )
        if chains and not apart:
            chains[-1].append(actor)
        else:
            chains.append([actor])
    return chains
