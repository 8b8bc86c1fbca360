"""One sentence to drafts: the order in which the readers look, and what a sentence leaves in memory."""

from __future__ import annotations

from extractors.claims.actors import actors
from extractors.claims.amounts import RELATIVE, is_money, levels
from extractors.claims.comparisons import comparisons
from extractors.claims.denial import undenied
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.origin import context, origin
from extractors.claims.places import ranks
from extractors.claims.prices import denominators, prices
from extractors.claims.reach import Times
from extractors.claims.relations import relations, to_one
from extractors.claims.settle import settle
from extractors.claims.streaks import streaks
from extractors.claims.subjects import author_of
from extractors.claims.topics import unit_mark
from extractors.claims.view import View
from extractors.claims.when import when
from extractors.rules import Rules
from extractors.types import Quantity

NAMED = frozenset({"country", "author", "model"})


def read(view: View, memory: Memory, times: Times, rules: Rules, dominant: str | None) -> list[Draft]:
    """The claims that one sentence makes; updates ``memory`` for the next."""
    if memory.block != view.sentence.block:
        memory.period = None
    people = actors(view, memory)
    if not view.read or view.between(view.end - 2, view.end).strip().endswith("?"):
        remember(view, [], people, memory, rules)
        return []
    runs = list(streaks(view, memory, rules))
    hits = [hit for _, hit in runs]
    drafts = [draft for draft, _ in runs]
    places = list(ranks(view, memory, rules, people, [hit for draft, hit in runs if draft.relation == "ranks_first"]))
    drafts += places
    pairs = list(to_one(view, memory, rules))
    drafts += [draft for draft, _ in pairs]
    blocked = [(hit.start, hit.end) for hit in hits] + [(draft.start, draft.end) for draft in places]
    blocked += [(hit.start, hit.end) for _, hit in pairs]
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
    drafts += comparisons(view, memory, rules, people, hits, numbers, sorted(drafts, key=lambda draft: draft.start))
    drafts = undenied(drafts, view, memory.denied)
    settle(drafts, people, memory)
    when(drafts, memory, times)
    origin(drafts, people, memory, dominant)
    whole = [draft for draft in drafts if _complete(draft) and _priced(draft, drafts, rules)]
    remember(view, whole, people, memory, rules)
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
    if draft.kind == "comparison" and draft.object is None:
        draft.view.note(draft.start, draft.end, "a comparison with nobody")
        return False
    return True


def _priced(draft: Draft, drafts: list[Draft], rules: Rules) -> bool:
    """A discount or a "cheaper" without a price beside it is no claim; set against another subject it is."""
    if (
        rules.measures[draft.measure].per_unit is None
        or draft.kind not in {"change", "ratio"}
        or draft.object is not None
    ):
        return True
    if any(other.kind == "price" and other.subject == draft.subject for other in drafts):
        return True
    draft.view.note(draft.start, draft.end, "a discount without a price")
    return False


def remember(view: View, drafts: list[Draft], people: list[Actor], memory: Memory, rules: Rules) -> None:
    """Leave in memory what the next sentence of the paragraph may lean on."""
    new_block = memory.block != view.sentence.block
    platform, known, source = context(view, people, memory)
    if known or new_block:
        if known:
            memory.platform, memory.platform_known = platform, True
    if source is not None or new_block:
        memory.source = source or (memory.source if not new_block else None)
    for actor in people:
        if not actor.id or actor.kind in {"all", "named"} or actor.role == "source":
            continue
        if actor.id in memory.subjects:
            memory.subjects.remove(actor.id)
        memory.subjects.append(actor.id)
        if actor.kind == "country" and memory.home is None:
            memory.home = actor.id
        if actor.kind == "author":
            memory.author = actor.id
        elif actor.kind == "model":
            memory.author, memory.model = author_of(actor.id), actor.id
            siblings = memory.models.setdefault(memory.author, [])
            if actor.id not in siblings:
                siblings.append(actor.id)
    if not drafts:
        first = next(
            (actor.id for actor in people if actor.role == "subject" and actor.kind in NAMED and actor.id), None
        )
        memory.subject = first or (memory.home if view.has("official") else None) or memory.subject
    for draft in sorted(drafts, key=lambda draft: draft.start):
        if draft.kind != "comparison":
            memory.subject = draft.subject
        if draft.subject is not None and draft.subject.startswith(("model:", "author:")):
            memory.item = draft.subject
        if draft.subject and draft.object and draft.object != "listed":
            memory.pair = (draft.subject, draft.object)
        if draft.kind in {"level", "change", "streak"} and draft.subject and draft.object is None:
            _pair(memory, draft.subject)
        if draft.kind in {"share", "change"}:
            memory.relation_kind = draft.kind
        if draft.kind == "level":
            memory.per = draft.per
            memory.relation_kind = None
        memory.topic = draft.measure
        memory.scope, memory.scope_n = draft.scope, draft.scope_n
        memory.price_base = memory.price_base or draft.kind == "price"
        memory.forecast = draft.modality == "forecast"
    usage = [draft for draft in drafts if draft.measure == "token_usage" and not draft.baseline and not draft.anaphoric]
    dated = [(draft.period.end, draft) for draft in usage if draft.period is not None and draft.modality == "observed"]
    if dated:
        latest = max(dated, key=lambda pair: pair[0])[1]
        memory.period, memory.period_basis = latest.period, latest.period_basis
    if new_block and not drafts:
        memory.forecast = False
    memory.drafts.extend(drafts)
    memory.block = view.sentence.block


def _pair(memory: Memory, subject: str) -> None:
    """Two countries measured one after the other are set against each other."""
    kind = subject.partition(":")[0]
    if kind != "country":
        return
    other = next(
        (
            draft.subject
            for draft in reversed(memory.drafts)
            if draft.subject and draft.subject != subject and draft.subject.startswith("country")
        ),
        None,
    )
    if other is not None and (memory.pair is None or subject not in memory.pair):
        memory.pair = (other, subject)
