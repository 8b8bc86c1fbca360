"""Comparisons: one subject above or below another, without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.claims.cues import Mark
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.objects import rival
from extractors.claims.patterns import Match
from extractors.claims.rivals import LEADS
from extractors.claims.topics import elsewhere
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Relation, Value

_GAP = 30


def comparisons(
    view: View,
    memory: Memory,
    rules: Rules,
    people: list[Actor],
    runs: list[Match],
    numbers: list[tuple[int, int]],
    drafts: list[Draft],
) -> Iterator[Draft]:
    """Each comparing word with a subject and an object beside it; a streak's own comparison is not given again."""
    for mark in (*view.cues("compare.above"), *view.cues("compare.below")):
        clause = view.clause(mark.start)
        if any(_belongs(view, run, mark, clause) for run in runs):
            continue
        if mark.group == "compare.above" and view.between(mark.end, mark.end + 4) == " by ":
            continue
        ahead = view.between(view.clause_span(mark.start)[0], mark.start)
        if view.expression("since_last").search(ahead) and view.expression("last_ahead").search(ahead):
            # "Six weeks since X was last ahead of Y": it is not any more.
            continue
        agent = _agent(view, mark, people)
        target = _object(view, mark, people) if agent is None else agent
        if target is None and (leader := _leader(view, mark, people, memory)) is not None:
            yield from _leads(view, mark, leader, memory, rules, drafts)
        if target is None or target.id == "all":
            continue
        if any(
            mark.end <= start < target.start
            or (0 <= mark.start - end <= 2 and view.clause(start) == clause)
            or 0 <= start - target.end <= (4 if view.between(target.end, start) == " by " else 3)
            or (mark.word in LEADS and start > target.end and view.clause(start) == clause)
            or (start > target.end and view.expression("by_how_much").fullmatch(view.between(target.end, start)))
            for start, end in numbers
        ):
            continue
        if view.expression("lead_noun").match(view.text, target.end, view.end):
            # "its lead over the US": a thing to be measured, no order told.
            continue
        measure = _measure(view, mark, memory, rules, drafts)
        if measure is None:
            continue
        relation: Relation = "above" if mark.group == "compare.above" and agent is None else "below"
        subject = _fronted(people, target, view) or _subject([a for a in people if a is not agent], mark, view)
        trail = [f"comparison.{mark.leaf}"]
        left, _ = view.clause_span(mark.start)
        behind = view.between(left, mark.start)
        draft = Draft(
            view=view, start=min(mark.start, target.start), end=max(mark.end, target.end),
            kind="comparison", measure=measure, value=Value(),
            object=target.id or None, trail=trail, needs_object=True,
        )  # fmt: skip
        if view.expression("nobody").search(behind) and subject is not None:
            draft.subject, draft.object = target.id or memory.subject, subject.id
            trail.append("nobody")
        else:
            draft.subject = subject.id or None if subject is not None else None
            if view.has("negation", max(left, mark.start - 14), mark.start):
                relation = "below" if relation == "above" else "above"
                trail.append("negated")
        draft.relation = relation
        yield draft
        yield from _also(draft, people, target)


def _leader(view: View, mark: Mark, people: list[Actor], memory: Memory) -> Actor | None:
    """领先的还是美国: the country behind the verb leads, of two that the article sets against each other."""
    for actor in people:
        if actor.start >= mark.end and actor.kind == "country":
            told = mark.group == "compare.above" and view.expression("who_leads").fullmatch(
                view.between(mark.end, actor.start)
            )
            return actor if told and rival(actor.id, memory) is not None else None
    return None


def _leads(view: View, mark: Mark, leader: Actor, memory: Memory, rules: Rules, drafts: list[Draft]) -> Iterator[Draft]:
    measure = _measure(view, mark, memory, rules, drafts)
    if measure is not None:
        yield Draft(
            view=view, start=mark.start, end=leader.end, kind="comparison", measure=measure, value=Value(),
            subject=leader.id, object=rival(leader.id, memory), relation="above", trail=["comparison.who-leads"],
        )  # fmt: skip


def _agent(view: View, mark: Mark, people: list[Actor]) -> Actor | None:
    """ "overtaken by A", 被A反超: who does what the comparing word says to the subject before it."""
    left, _ = view.clause_span(mark.start)
    for actor in people:
        gap = view.between(actor.end, mark.start) if actor.end <= mark.start else None
        near = gap is not None and (len(gap) <= 3 or bool(view.expression("passive_gap").fullmatch(gap)))
        near = near and mark.group == "compare.above"
        if not near or not actor.id or actor.role == "source":
            continue
        if view.expression("passive").search(view.between(left, actor.start)):
            return actor
    return None


def _also(draft: Draft, people: list[Actor], target: Actor) -> Iterator[Draft]:
    """ "ahead of A and B": the same order against each one named."""
    view, last = draft.view, target
    for actor in people:
        if actor.start < last.end or actor.kind != target.kind or draft.object is None or "nobody" in draft.trail:
            continue
        if not view.expression("listed_with").fullmatch(view.between(last.end, actor.start)):
            return
        last = actor
        yield replace(draft, end=actor.end, object=actor.id, trail=[*draft.trail, "listed"])


def _belongs(view: View, run: Match, mark: Mark, clause: int) -> bool:
    """Whether a comparing word is a streak's own; what ended a streak is told beside it."""
    if view.clause(run.start) == clause:
        return True
    left, _ = view.clause_span(run.start)
    ended = view.expression("ends_run").search(view.between(left, run.start))
    return abs(run.start - mark.end) < _GAP and ended is None


def _object(view: View, mark: Mark, people: list[Actor]) -> Actor | None:
    for actor in people:
        if actor.start >= mark.end and (actor.role == "source" or view.clause(actor.start) != view.clause(mark.start)):
            return None
        if actor.start < mark.end:
            continue
        gap = view.between(mark.end, actor.start)
        if view.expression("any_other").search(view.between(mark.start, actor.start)):
            # "more than any other Chinese model": first among some, and above nobody in particular.
            return None
        if view.expression("comes_in").search(gap):
            # "Behind those two come A and B": A is no object.
            return None
        if len(gap) > _GAP or re.search(r"^\u7684|[,;:.\u3002\d]", gap) or actor.kind in {"same", "lab"}:
            return None
        return actor
    return None


def _fronted(people: list[Actor], target: Actor, view: View) -> Actor | None:
    """ "Behind A comes B": B, told behind its verb."""
    verb = view.expression("comes_in").match(view.text, target.end, view.clause_span(target.start)[1])
    after = [actor for actor in people if verb and actor.start >= verb.end() and actor.id]
    return after[0] if after else None


def _subject(people: list[Actor], mark: Mark, view: View) -> Actor | None:
    before = [actor for actor in people if actor.end <= mark.start and actor.role == "subject"]
    clause = [actor for actor in before if view.clause(actor.start) == view.clause(mark.start)]
    chosen = clause or before
    return chosen[-1] if chosen and chosen[-1].id else None


def _measure(view: View, mark: Mark, memory: Memory, rules: Rules, drafts: list[Draft]) -> str | None:
    """The measure that the comparing word's clause is about, else the paragraph's."""
    left, right = view.clause_span(mark.start)
    marks = [topic for topic in view.cues("topic", left, right) if topic.leaf != "unit"]
    own = [topic for topic in marks if topic.start <= mark.start < topic.end]
    nearest = own or sorted(marks, key=lambda topic: min(abs(topic.end - mark.start), abs(topic.start - mark.end)))
    name = nearest[0].group.split(".")[1] if nearest else None
    if name is None and (other := elsewhere(view, mark.start, rules.measures)) is not None:
        view.note(mark.start, mark.end, f"compares {other}")
        return None
    nouns = [topic for topic in view.cues("topic", view.start, mark.start) if topic.leaf == "noun"]
    if name is None and nouns and not any(topic.group.split(".")[1] in rules.measures for topic in view.cues("topic")):
        view.note(mark.start, mark.end, f"compares {nouns[-1].word}")
        return None
    if name is None:
        before = [draft for draft in drafts if draft.end <= mark.start] or drafts
        name = before[-1].measure if before else memory.topic
    if name is None or name not in rules.measures or "comparison" not in rules.measures[name].kinds:
        if name is not None:
            view.note(mark.start, mark.end, f"compares {name}")
        return None
    return name
