"""Streaks: for how many periods in a row a condition has held."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.cues import Mark
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.patterns import Match
from extractors.claims.topics import elsewhere
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Relation, Value

_RELATIONS: tuple[tuple[str, Relation], ...] = (
    ("condition.ranks_first", "ranks_first"),
    ("compare.above", "above"),
    ("compare.below", "below"),
    ("compare.lead", "above"),
    ("growth.up", "grows"),
    ("growth.down", "falls"),
)
_ELIDED: dict[str, Relation] = {
    "\u6da8": "grows", "\u5347": "grows", "\u589e": "grows", "\u8dcc": "falls", "\u964d": "falls",
    "\u51a0": "ranks_first", "\u9738": "ranks_first",
}  # fmt: skip


_TURNED: dict[Relation, Relation] = {"above": "below", "below": "above"}


def streaks(view: View, memory: Memory, rules: Rules) -> Iterator[tuple[Draft, Match]]:
    """Every streak of the sentence with the place of its words."""
    reach = view.start
    hits = sorted(view.shapes("streak"), key=lambda hit: (hit.start, -hit.end))
    for hit in hits:
        if hit.start < reach or not hit.number or hit.number < 2:
            continue
        relation, mark = _relation(view, hit)
        if relation is None and view.expression("answers").match(view.text, view.start, view.end):
            # "Is it still ahead? Yes, for the sixth week running": the question says of what.
            relation = memory.asked_relation
        if relation is not None and hit.name.endswith("-not"):
            # "Has not trailed for six weeks" has been ahead for six.
            relation = _TURNED.get(relation, relation)
        if relation is None:
            view.note(hit.start, hit.end, "a run of periods, but nothing says of what")
            continue
        other = elsewhere(view, hit.start, rules.measures, hit.end)
        if other is not None:
            view.note(hit.start, hit.end, f"a run of something else: {other}")
            continue
        reach = hit.end
        low: Decimal | None = Decimal(hit.number)
        head = view.between(max(view.start, hit.start - 12), hit.end)
        at_least = view.expression("run_at_least").search(head) is not None
        more = not at_least and view.expression("run_more_than").search(hit.text) is not None
        measure = next(name for name, rule in rules.measures.items() if "streak" in rule.kinds)
        start = hit.start
        end = hit.end
        if mark is not None and hit.end <= mark.start <= hit.end + 4:
            end = mark.end
        yield (
            Draft(
                view=view,
                start=start,
                end=end,
                kind="streak",
                measure=measure,
                value=Value(low, low, None if at_least or more else low),
                unit=hit.unit or "week",
                modifier="at_least" if at_least else "more_than" if more else "none",
                relation=relation,
                trail=[hit.name, f"relation.{mark.group}" if mark else "relation.elided"],
                needs_object=relation in {"above", "below"},
            ),
            hit,
        )


def told_relation(view: View) -> Relation | None:
    """What a question asks about: who is ahead, what rises, who is first."""
    return next((relation for group, relation in _RELATIONS if view.has(group)), None)


def _relation(view: View, hit: Match) -> tuple[Relation | None, Mark | None]:
    for character, relation in _ELIDED.items():
        if "\u8fde" + character in hit.text:
            return relation, None
    if "lian-xu-n-elided" in hit.name:
        return None, None
    left, right = view.clause_span(hit.start)
    if view.expression("names_lead").search(hit.text):
        return "above", None
    moves = [mark for mark in view.cues("growth", hit.start, hit.end) if mark.leaf in {"up", "down"}]
    if moves:
        # "a run of ten weekly increases": the run's own noun says of what it is.
        return ("grows" if moves[-1].leaf == "up" else "falls"), moves[-1]
    if view.field.language == "zh":
        order = [
            (hit.start, hit.end, False),
            (hit.end - 1, right, False),  # 第三周|缩水, where 周缩 is a word as well
            (left, hit.start, True),
            (hit.end, view.end, False),
            (view.start, hit.start, True),
        ]
    else:
        order = [(left, hit.start, True), (hit.start, right, False), (view.start, left, True), (right, view.end, False)]
    for start, end, backwards in order:
        best: tuple[int, Mark, Relation] | None = None
        for group, relation in _RELATIONS:
            for mark in view.cues(group, start, end):
                gap = hit.start - mark.end if backwards else mark.start - hit.start
                if group.startswith("growth") and mark.word in {"extended", "up", "more"}:
                    gap += 30
                if best is None or gap < best[0]:
                    best = (gap, mark, relation)
        if best is not None and best[0] <= 90:
            return best[2], best[1]
    return None, None


def winner(draft: Draft, able: list[Actor]) -> Actor | None:
    """Whom a run was won by: "…went to China", "the sixth week in a row with China ahead"."""
    view = draft.view
    for actor in able:
        if not actor.id:
            continue
        if view.expression("winner").search(view.between(max(view.start, actor.start - 24), actor.start)):
            return actor
        gap = view.between(draft.end, actor.start) if actor.start >= draft.end else ""
        with_it = bool(gap) and view.expression("with_ahead").fullmatch(gap) is not None
        if with_it and view.expression("ahead_behind").match(view.text, actor.end, view.end):
            return actor
    return None
