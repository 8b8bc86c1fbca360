"""Ranks: a place in the usage ranking, or how many of its first places somebody holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.numbered import numbered
from extractors.claims.patterns import Match
from extractors.claims.swaps import HELD_BEFORE, swapped
from extractors.claims.taken import COUNT, in_subset, taken
from extractors.claims.topics import elsewhere
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Value

_NEAR = 70
_TIME = 4


def ranks(view: View, memory: Memory, rules: Rules, people: list[Actor], runs: list[Match]) -> Iterator[Draft]:
    """Single places and held places; ``runs`` are the sentence's streaks, whose own place is not given again."""
    measure = next((name for name, rule in rules.measures.items() if "rank" in rule.kinds), None)
    if measure is None:
        return
    used: list[tuple[int, int]] = [(run.start, run.end) for run in runs]
    held = list(used)
    yield from numbered(view, people, measure, used)
    yield from taken(view, people, measure, used)
    # "The first three, A, B and C, are all Chinese" gives each of them a place and China three.
    yield from _held(view, people, measure, held)
    used += held
    yield from _single(view, people, measure, used, runs, memory, rules)


def _held(view: View, people: list[Actor], measure: str, used: list[tuple[int, int]]) -> Iterator[Draft]:
    hits = sorted(
        view.shapes("places"),
        key=lambda hit: (not hit.flagged, hit.start),
    )
    everyone = [(hit.start, hit.end) for hit in view.shapes("everyone")] if hits else []
    for hit in hits:
        if not hit.of or any(start < hit.end and hit.start < end for start, end in used):
            continue
        whole = any(-40 <= start - hit.end <= _NEAR or -40 <= hit.start - end <= 24 for start, end in everyone)
        if not hit.flagged and not whole:
            continue
        holder = _holder(view, people, hit)
        if holder is None:
            view.note(hit.start, hit.end, "places of the list, but nobody to hold them")
            continue
        used.append((hit.start, hit.end))
        if hit.held is not None:
            yield from _further(view, people, measure, used, hit)
        held = hit.held if hit.held is not None else hit.number
        count = Decimal(held if held is not None else hit.of)
        # "X is the only American model of the first five": the talk goes on about X.
        of_item = ".only-" in hit.name and any(a.kind == "model" and a.end <= hit.start for a in people)
        if hit.name.endswith(".all-but-k"):
            count = hit.of - count
        yield Draft(
            view=view, start=hit.start, end=hit.end, kind="rank", measure=measure, value=Value(count, count, count),
            unit="place", of=hit.of, subject=holder.id, trail=[hit.name, "holder"], passing=of_item,
        )  # fmt: skip


def _further(
    view: View, people: list[Actor], measure: str, used: list[tuple[int, int]], first: Match
) -> Iterator[Draft]:
    """ "…; the U.S. held four": the same list's places told on."""
    for hit in view.shapes("further", first.end):
        holder = _holder(view, people, hit, 16)
        if hit.held is None or first.of is None or hit.held > first.of or holder is None:
            continue
        used.append((hit.start, hit.end))
        count = Decimal(hit.held)
        yield Draft(
            view=view, start=hit.start, end=hit.end, kind="rank", measure=measure, value=Value(count, count, count),
            unit="place", of=first.of, subject=holder.id, trail=[hit.name, "holder"],
        )  # fmt: skip


def _holder(view: View, people: list[Actor], hit: Match, reach: int = 90) -> Actor | None:
    able = [actor for actor in people if actor.kind in {"country", "author"} and actor.role != "source"]
    after = [actor for actor in able if actor.start >= hit.start and actor.start - hit.end <= reach]
    # Names behind a colon are examples of the holders: "…made by firms that do something else: A, B and C".
    after = [actor for actor in after if ":" not in view.between(hit.end + 1, actor.start)]
    before = [actor for actor in able if 0 <= hit.start - actor.end <= reach and actor.role == "subject"]
    told = [
        a
        for a in after
        if a.start >= hit.end and view.expression("predicated").fullmatch(view.between(hit.end, a.start))
    ]
    if told:
        return told[0]
    inside = [actor for actor in able if hit.start <= actor.start and actor.end <= hit.end]
    if inside:
        return inside[-1]
    if hit.name.endswith(".name-k"):
        return next((actor for actor in before if hit.start - actor.end in {0, 1}), None)
    if hit.name.endswith(".and-k"):
        return next((actor for actor in after if actor.start <= hit.end + 1), None)
    own = [actor for actor in before if view.clause(actor.start) == view.clause(hit.start)]
    if own and hit.name.endswith(".k-in-top-n"):
        # "Anthropic has two models in the top ten, Google one"
        return own[-1]
    near = sorted((*after, *before), key=lambda actor: min(abs(actor.start - hit.end), abs(hit.start - actor.end)))
    return near[0] if near else None


def _right_behind(view: View, end: int, hit: Match) -> bool:
    """ "C fifth with 1.0 trillion", "C (fifth)"; and "C, ninth a week ago," where a time follows the place."""
    gap = view.between(end, hit.start)
    return gap in {"", " ", " (", "("} or (
        gap == ", " and any(0 < phrase.start - hit.end <= _TIME for phrase in view.times if phrase.kind != "duration")
    )


def _single(
    view: View,
    people: list[Actor],
    measure: str,
    used: list[tuple[int, int]],
    runs: list[Match],
    memory: Memory,
    rules: Rules,
) -> Iterator[Draft]:
    hits = sorted(view.shapes("rank"), key=lambda hit: (hit.start, -hit.end))
    # "…and Claude Sonnet 4.6 fifth with 1.0 trillion": the place right behind a name needs no verb.
    hits += [
        hit
        for hit in view.shapes("rank_bare")
        if any(
            actor.kind in {"model", "author"} and _right_behind(view, actor.end, hit)
            for actor in people
            if actor.end <= hit.start
        )
    ]
    for hit in sorted((*hits, *_in_turn(view, hits)), key=lambda hit: (hit.start, -hit.end)):
        if hit.number is None or not 1 <= hit.number <= 999:
            continue
        if any(start < hit.end and hit.start < end for start, end in used) or _in_run(view, hit, runs):
            continue
        if in_subset(view, hit.start, hit.end) or _of_country(hit, people):
            view.note(hit.start, hit.end, "a place inside a subset of the list")
            continue
        moves = swapped(view, people, hit)
        if moves or hit.name.endswith(".off-top"):
            used.append((hit.start, hit.end))
            for actor, earlier in moves:
                draft = _place(view, measure, hit, hit.number)
                draft.subject = actor.id
                draft.trail.append(HELD_BEFORE if earlier else "rank.swapped")
                yield draft
            continue
        left, right = view.clause_span(hit.start)
        if "leads-with" in hit.name and not _is_item(people, hit):
            continue
        if "led-by" in hit.name and not any(
            actor.id
            and actor.start >= hit.end
            and view.expression("led_gap").fullmatch(view.between(hit.end, actor.start))
            for actor in people
        ):
            view.note(hit.start, hit.end, "led by somebody who is not measured")
            continue
        others = [
            mark
            for mark in view.cues("topic", left, right)
            if mark.group.split(".")[1] not in rules.measures and mark.leaf == "noun"
        ]
        # Beside a run that is about something else, "ranked" alone does not make the place the list's.
        run = any(view.clause(shape.start) == view.clause(hit.start) for shape in view.shapes("streak"))
        listed = view.has("rank.board", left, right) and not run
        if not others and not listed and (other := elsewhere(view, hit.start, rules.measures)):
            view.note(hit.start, hit.end, f"a place in something else: {other}")
            continue
        if others and not view.has("rank.board", left, right):
            view.note(hit.start, hit.end, f"a place in something else: {others[0].word}")
            continue
        if view.expression("nobody").search(view.between(left, hit.start)):
            view.note(hit.start, hit.end, "a place that nobody named here took")
            continue
        if view.expression("missed_place").search(view.between(left, hit.start)):
            view.note(hit.start, hit.end, "a place not taken")
            continue
        if not any(actor.role == "subject" for actor in people) and memory.subject is None:
            view.note(hit.start, hit.end, "a place, but nobody to take it")
            continue
        used.append((hit.start, hit.end))
        yield _place(view, measure, hit, hit.number)


def _of_country(hit: Match, people: list[Actor]) -> bool:
    """ "The most used European model": first of its country's, wherever it stands in the list."""
    return hit.name.endswith((".most-called", ".nth-most-used", ".nth-largest")) and any(
        actor.kind == "country" and 0 <= actor.start - hit.end <= 1 for actor in people
    )


def _place(view: View, measure: str, hit: Match, number: int) -> Draft:
    place = Decimal(number)
    return Draft(
        view=view, start=hit.start, end=hit.end, kind="rank", measure=measure, value=Value(place, place, place),
        unit="place", trail=[hit.name],
    )  # fmt: skip


def _in_turn(view: View, hits: list[Match]) -> Iterator[Match]:
    """ "took second, third and fifth place", 分列第二、三、五位: one place for each in the list."""
    for hit in hits:
        if not hit.name.endswith(".in-turn"):
            continue
        for count in COUNT.finditer(view.text, hit.start, hit.end):
            number = view.field.patterns.count(count.group())
            if number is not None:
                yield hit._replace(start=count.start(), end=count.end(), number=number, text=count.group())


def _is_item(people: list[Actor], hit: Match) -> bool:
    """ "M2.7 led with 1.7 trillion" is a place in the list; "China led with 13 trillion" is an order of two."""
    before = [actor for actor in people if actor.end <= hit.start and actor.id and actor.role == "subject"]
    return bool(before) and before[-1].kind in {"model", "author"}


def _in_run(view: View, hit: Match, runs: list[Match]) -> bool:
    """A first place that has been held for weeks ("number one for a third week") is the streak, not a second claim."""
    clause = view.clause(hit.start)
    return any(
        view.clause(run.start) == clause
        and (hit.number == 1 or min(abs(hit.start - run.end), abs(run.start - hit.end)) <= 12)
        for run in runs
    )
