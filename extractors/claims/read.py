"""One sentence to drafts: the order in which the readers look, and what a sentence leaves in memory."""

from __future__ import annotations

from extractors.claims.actors import actors
from extractors.claims.amounts import RELATIVE, is_money, levels
from extractors.claims.answers import answered, ask, forget
from extractors.claims.comparisons import comparisons
from extractors.claims.denial import undenied
from extractors.claims.draft import Draft, Memory
from extractors.claims.origin import context, origin
from extractors.claims.places import ranks
from extractors.claims.prices import denominators, preface, prices
from extractors.claims.proportions import proportions
from extractors.claims.reach import Times
from extractors.claims.relations import relations
from extractors.claims.remember import remember
from extractors.claims.settle import settle
from extractors.claims.streaks import streaks
from extractors.claims.toone import to_one
from extractors.claims.topics import unit_mark
from extractors.claims.view import View
from extractors.claims.when import when
from extractors.rules import Rules
from extractors.types import Quantity


def read(view: View, memory: Memory, times: Times, rules: Rules, dominant: str | None) -> list[Draft]:
    """The claims that one sentence makes; updates ``memory`` for the next."""
    if memory.block != view.sentence.block:
        memory.period = memory.asked
    people = actors(view, memory)
    told = context(view, people, memory.house)
    question = view.between(max(view.start, view.end - 5), view.end).rstrip(' *_"\u201d)').endswith("?")
    dashes = list(view.expression("question_dash").finditer(view.text, view.start, view.end)) if question else []
    preface(view, memory, rules)
    # "…, 3x the US – is your stack ready?": only what stands behind the last dash is asked.
    asserted = dashes[-1].start() if dashes else view.end
    asks = question and not dashes
    answers = (
        list(answered(view, people, memory, rules)) if (memory.asked_place or memory.asked_long) and not asks else []
    )
    if asks or not (view.read or answers):
        remember(view, [], people, memory, told)
        if question or any(actor.id and actor.role != "source" for actor in people):
            # "A lot." answers nothing yet: the question lasts.
            forget(memory)
        if question:
            ask(view, people, memory)
        return []
    runs = list(streaks(view, memory, rules))
    hits = [hit for _, hit in runs]
    drafts = [draft for draft, _ in runs]
    places = list(ranks(view, memory, rules, people, [hit for draft, hit in runs if draft.relation == "ranks_first"]))
    drafts += [*places, *answers]
    pairs = list(to_one(view, rules, people))
    drafts += [draft for draft, _ in pairs]
    blocked = [(hit.start, hit.end) for hit in hits] + [(draft.start, draft.end) for draft in places]
    counted = list(proportions(view, rules, people))
    drafts += [draft for draft, _ in counted]
    blocked += [(hit.start, hit.end) for _, hit in (*pairs, *counted)]
    quantities = _free(view, blocked, rules)
    taken = {
        (mark.start, mark.end)
        for quantity in quantities
        if not is_money(quantity.unit)
        and quantity.unit not in RELATIVE
        and (mark := unit_mark(view, quantity)) is not None
    }
    drafts += prices(view, quantities, taken, memory, rules)
    drafts += levels(view, quantities, taken, memory, rules)
    drafts += relations(view, quantities, taken, memory, rules, people, list(drafts))
    numbers = [(quantity.span.start, quantity.span.end) for quantity in quantities if quantity.unit in RELATIVE]
    numbers += [(hit.start, hit.end) for _, hit in pairs]
    drafts += comparisons(view, memory, rules, people, hits, numbers, sorted(drafts, key=lambda draft: draft.start))
    drafts = [draft for draft in drafts if draft.end <= asserted]
    drafts, taken_back = undenied(drafts, view, memory.denied)
    spoken = drafts or taken_back
    settle(spoken, people, memory)
    when(spoken, memory, times)
    origin(spoken, people, memory, dominant, told)
    whole = [draft for draft in spoken if _complete(draft) and _priced(draft, spoken, memory, rules)]
    remember(view, whole, people, memory, told)
    if not drafts:
        # "The correct figure is …" goes on about whom and when the figure taken back was told of.
        del memory.drafts[len(memory.drafts) - len(whole) :]
        return []
    if whole:
        forget(memory)
    return whole


def _free(view: View, blocked: list[tuple[int, int]], rules: Rules) -> list[Quantity]:
    """Quantities that are no place, no streak and no denominator of a price."""
    bases = [
        (base.start, base.end)
        for measure in rules.measures.values()
        if measure.per_unit
        for base in denominators(view, measure)
    ]
    free = []
    for quantity in view.quantities:
        start, end = quantity.span.start, quantity.span.end
        if any(left < end and start < right for left, right in blocked):
            continue
        if any(left <= start and end <= right for left, right in bases):
            continue
        free.append(quantity)
    return free


def _complete(draft: Draft) -> bool:
    if draft.subject is None:
        draft.view.note(draft.start, draft.end, f"a {draft.kind} of nobody")
        return False
    if draft.kind == "rank" and draft.subject == "all":
        draft.view.note(draft.start, draft.end, "the whole platform has no place in its own list")
        return False
    if draft.view.expression("indefinite").match(draft.view.text, *draft.view.clause_span(draft.start)):
        draft.view.note(draft.start, draft.end, "said of somebody who is not named")
        return False
    placed = draft.kind in {"rank", "share"} or draft.relation in {"above", "below", "ranks_first"}
    listed = draft.kind == "share" and draft.scope == "listed" and draft.object is None
    if draft.subject == "all" and placed and not listed:
        draft.view.note(draft.start, draft.end, f"a {draft.kind} of the platform itself")
        return False
    if draft.kind == "comparison" and draft.object is None:
        draft.view.note(draft.start, draft.end, "a comparison with nobody")
        return False
    return True


def _priced(draft: Draft, drafts: list[Draft], memory: Memory, rules: Rules) -> bool:
    """A discount or a "cheaper" without a price beside it is no claim; set against another subject it is."""
    if (
        rules.measures[draft.measure].per_unit is None
        or draft.kind not in {"change", "ratio"}
        or draft.object is not None
    ):
        return True
    view = draft.view
    sums_up = view.expression("sums_up").match(view.text, view.clause_span(draft.start)[0], draft.start)
    told = [*drafts, *(memory.drafts[-2:] if sums_up else ())]
    if any(other.kind == "price" and other.subject == draft.subject for other in told):
        return True
    draft.view.note(draft.start, draft.end, "a discount without a price")
    return False
