"""What stands between a subject and its verb: relative clauses, and what else a pair of commas encloses.

"M, which overtook N, came second": inside the insertion its own grammar holds, behind it the talk is of M again.
"""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft
from extractors.claims.view import View

_MEANT = frozenset({"former", "latter", "lab", "it"})


def over_insertion(view: View, able: list[Actor], number: int) -> Actor | None:
    """ "M, which does 1.2 times the volume of N, came second": whom a verb behind an insertion goes back to."""
    if number < 2 or not view.expression("verb_first").match(view.text, *view.clauses[number]):
        return None
    at = number - 1
    while at > 0 and (
        view.text[view.clauses[at - 1][1] - 1].isalpha()
        or view.expression("inserted_open").match(view.text, *view.clauses[at])
    ):
        at -= 1
    if at == number - 1 or any(view.text[view.clauses[one][1] - 1] != "," for one in (at, number - 1)):
        return None
    heads = [
        actor
        for actor in able
        if view.clause(actor.start) == at and actor.role == "subject" and (actor.id or actor.kind in _MEANT)
    ]
    return heads[-1] if heads else None


def antecedent(draft: Draft, people: list[Actor], clause: tuple[int, int]) -> Actor | None:
    """Whom a relative clause is about: the name right before its comma."""
    view = draft.view
    if not view.expression("relative").match(view.text, *clause) or clause[0] == view.start:
        return None
    if view.expression("whose").match(view.text, *clause) and any(
        actor.id and clause[0] <= actor.start and actor.end <= draft.start and actor.role == "subject"
        for actor in people
    ):
        # "Tencent, whose Hy3 alone did 11 trillion": the clause names its own subject.
        return None
    before = [
        actor
        for actor in people
        if actor.id
        and 0 <= clause[0] - actor.end <= 40
        and (clause[0] - actor.end <= 4 or view.expression("antecedent").fullmatch(view.between(actor.end, clause[0])))
    ]
    return before[-1] if before and not before[-1].id.startswith(("platform", "organisation")) else None
