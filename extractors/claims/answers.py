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
_UNITS = frozenset({"day", "week", "month"})
_RUN = 2
_PLACED = frozenset({"author", "model"})


def ask(view: View, people: list[Actor], memory: Memory) -> None:
    """Keep what a question asks until its answer has come."""
    named = [actor for actor in people if actor.id and (actor.role == "subject" or actor.kind == "all")]
    memory.asked_of = named[0].id if named else None
    memory.asked_relation = told_relation(view) or _relation_of_last(view, memory)
    others = [actor.id for actor in people if actor.kind in _ABLE and actor.id and actor.id != memory.asked_of]
    memory.asked_against = others[0] if others and named and named[0].kind in _ABLE else None
    items = [actor.id for actor in people if actor.id and actor.kind in _PLACED]
    places = [hit.number for hit in view.shapes("rank") if hit.number and not in_subset(view, hit.start, hit.end)]
    whom = view.expression("who").search(view.text, view.start, view.end)
    memory.asked_place = places[0] if places and (len(items) == 1 or (whom and not items)) else None
    memory.asked_item = items[0] if memory.asked_place and items else None
    memory.asked_long = view.expression("how_long").search(view.text, view.start, view.end) is not None
    memory.asked_share = (
        view.has("share.noun") or view.expression("what_share").search(view.text, view.start, view.end) is not None
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
    memory.asked_of = memory.asked_relation = memory.asked_against = memory.asked_place = memory.asked_item = None
    memory.asked_long = memory.asked_share = False


def answered(view: View, people: list[Actor], memory: Memory, rules: Rules) -> Iterator[Draft]:
    """The claims that a sentence makes only as an answer: a place by a name or a yes, a run of weeks by its length."""
    if memory.asked_place is not None:
        measure = next((name for name, rule in rules.measures.items() if "rank" in rule.kinds), "")
        span = _confirmed(view) if memory.asked_item else _named(view, people)
        if span is not None:
            point = Decimal(memory.asked_place)
            yield Draft(
                view=view, start=span[0], end=span[1], kind="rank", measure=measure,
                value=Value(point, point, point), unit="place", subject=memory.asked_item or span[2],
                trail=["rank.answered"],
            )  # fmt: skip
    if memory.asked_long and memory.asked_relation is not None:
        measure = next((name for name, rule in rules.measures.items() if "streak" in rule.kinds), "")
        yield from _lasted(view, memory, measure)


def _named(view: View, people: list[Actor]) -> tuple[int, int, str] | None:
    """ "Who came first? Tencent's Hy3, with 5.9 trillion": the name that the answer begins with."""
    first = next((actor for actor in people if actor.kind in _PLACED and actor.id), None)
    if first is None or not view.expression("answer_opens").fullmatch(view.between(view.start, first.start)):
        return None
    return (*first[:3],) if view.expression("answer_ends").match(view.text, first.end, view.end) else None


def _confirmed(view: View) -> tuple[int, int, str] | None:
    """ "Is DeepSeek still number one? It is."."""
    found = view.expression("answer_yes").match(view.text, view.start, view.end)
    return (found.start("yes"), found.end("yes"), "") if found else None


def _lasted(view: View, memory: Memory, measure: str) -> Iterator[Draft]:
    """ "How long has it been ahead? Nine weeks now."."""
    first = next(iter(view.quantities), None)
    if first is None or first.unit not in _UNITS or not first.value.point or first.value.point < _RUN:
        return
    if view.expression("answer_long").fullmatch(view.between(view.start, first.span.start)) and not view.shapes(
        "streak"
    ):
        yield Draft(
            view=view, start=first.span.start, end=first.span.end, kind="streak", measure=measure, value=Value(
                first.value.point, first.value.point, first.value.point), unit=first.unit, modifier=first.modifier,
            subject=memory.asked_of, object=memory.asked_against, relation=memory.asked_relation,
            trail=["streak.answered"], needs_object=memory.asked_relation in {"above", "below"},
        )  # fmt: skip
