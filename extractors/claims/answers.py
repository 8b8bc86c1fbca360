"""What a question leaves open and its answer fills: who was asked about, against whom, and who has which place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.streaks import told_relation
from extractors.claims.taken import in_subset
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Relation, Value

_ABLE = frozenset({"country", "author", "model"})
_PLACED = frozenset({"author", "model"})


def ask(view: View, people: list[Actor], memory: Memory) -> None:
    """Keep what a question asks until its answer has come."""
    named = [actor for actor in people if actor.id and (actor.role == "subject" or actor.kind == "all")]
    memory.asked_of = named[0].id if named else None
    memory.asked_relation = told_relation(view) or _relation_of_last(view, memory)
    others = [actor.id for actor in people if actor.kind in _ABLE and actor.id and actor.id != memory.asked_of]
    memory.asked_against = others[0] if others and named and named[0].kind in _ABLE else None
    places = [hit.number for hit in view.shapes("rank") if hit.number and not in_subset(view, hit.start, hit.end)]
    asks_who = view.expression("who").search(view.text, view.start, view.end) is not None
    memory.asked_place = (
        places[0] if places and asks_who and not any(actor.id and actor.kind in _PLACED for actor in people) else None
    )


def _relation_of_last(view: View, memory: Memory) -> Relation | None:
    """ "For how long?", behind a multiple or a comparison of two: how long the one has been above the other."""
    last = memory.drafts[-1] if memory.drafts else None
    if (
        last is None
        or last.object is None
        or view.expression("how_long").search(view.text, view.start, view.end) is None
    ):
        return None
    return last.relation or ("above" if last.kind == "ratio" and (last.value.point or 0) > 1 else None)


def forget(memory: Memory) -> None:
    """The answer has come."""
    memory.asked_of = memory.asked_relation = memory.asked_against = None


def answered(view: View, people: list[Actor], memory: Memory, rules: Rules) -> Iterator[Draft]:
    """ "Who came first? Tencent's Hy3, with 5.9 trillion": the place of the name that the answer begins with."""
    place, memory.asked_place = memory.asked_place, None
    first = next((actor for actor in people if actor.kind in _PLACED and actor.id), None)
    measure = next((name for name, rule in rules.measures.items() if "rank" in rule.kinds), None)
    if place is None or first is None or measure is None:
        return
    opens = view.expression("answer_opens").fullmatch(view.between(view.start, first.start))
    if opens and view.expression("answer_ends").match(view.text, first.end, view.end):
        point = Decimal(place)
        yield Draft(
            view=view, start=first.start, end=first.end, kind="rank", measure=measure,
            value=Value(point, point, point), unit="place", subject=first.id, trail=["rank.answered"],
        )  # fmt: skip
