"""Where a share or a rate stands, as against by how much it moved: between two ends, beside the whole amount."""

from __future__ import annotations

from extractors.claims.cues import Mark
from extractors.claims.cues import mark as cue
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.view import View
from extractors.types import Quantity

_OWNERS = frozenset({"country", "author", "model", "named"})
_PRONOUNS = frozenset({"it", "former", "latter"})
_LIST = 2
_AMOUNTS = frozenset({None, "token"})


def stands_at(view: View, quantity: Quantity, left: int, memory: Memory) -> bool:
    """ "The share rose to 45% from 38%": where a share stands, not by how much it moved."""
    start = quantity.span.start
    if memory.asked_share and view.expression("answer_opens").fullmatch(view.between(view.start, start)):
        return True
    nouns = view.cues("share.noun", left, start)
    if not nouns:
        lasting = memory.share_topic and not view.cues("topic", left, start) and view.between(left, start).strip()
        stands = bool(lasting) and view.expression("stands_at").search(view.between(left, start)) is not None
        return stands or _goes_on_standing(view, quantity, left)
    behind = view.between(nouns[-1].end, start)
    quote = quantity.span.quote.lower()
    if view.expression("stands_at").search(behind) or quote.startswith(("below", "above", "under")):
        return True
    moved = [mark for mark in view.cues("growth", nouns[-1].end, start) if start - mark.end <= 2]
    return quantity.modifier != "none" and not moved


def _goes_on_standing(view: View, quantity: Quantity, left: int) -> bool:
    """ "Its share was 35% in May, 31% in June and slid to 28%": the topic lasts until another one is told."""
    nouns = view.cues("share.noun", view.start, left)
    if not nouns or view.has("window", left, quantity.span.start):
        return False
    topics = [mark for mark in view.cues("topic", nouns[-1].end, quantity.span.start) if mark.leaf != "unit"]
    levels = [one for one in view.quantities if nouns[-1].end <= one.span.start < left and one.unit != "percent"]
    reached = view.expression("reached").search(view.between(left, quantity.span.start))
    return not topics and not levels and reached is not None


def part_of_amount(view: View, quantity: Quantity) -> Quantity | None:
    """ "…占到全平台41万亿Token的近两成": the amount that a percentage right behind it is a part of."""
    start = quantity.span.start
    before = [one for one in view.quantities if one.span.end <= start]
    if not before or before[-1].unit not in _AMOUNTS:
        return None
    gap = view.between(before[-1].span.end, start)
    return before[-1] if view.expression("part_of_amount").fullmatch(gap) else None


def whole_of_part(draft: Draft, able: list[Actor]) -> str | None:
    """ "DeepSeek拿走平台39万亿Token里的两成": the whole is whose name stands right before it, else everybody's."""
    view = draft.view
    after = next((one for one in view.quantities if one.span.start >= draft.end), None)
    whole = part_of_amount(view, after) if after is not None and after.unit in {"percent", "fraction"} else None
    if whole is None or whole.span.start != draft.start:
        return None
    before = [actor for actor in able if actor.end <= draft.start and actor.id]
    if before and view.expression("names_number").fullmatch(view.between(before[-1].end, draft.start)):
        return before[-1].id
    return "all"


def stood_at(view: View, quantity: Quantity, left: int, stop: int, people: list[Actor]) -> str | None:
    """ "American labs fell from 61% to 35%", 中国模型升至53%: somebody's part of the whole, without the word share."""
    start, end = quantity.span.start, quantity.span.end
    named = [actor for actor in people if actor.kind in _OWNERS and actor.id and actor.end <= start]
    meant = any(actor.kind in _PRONOUNS and left <= actor.start and actor.end <= start for actor in people)
    owned = bool(named) and (meant or named[-1].start >= left)
    before = view.between(left, start)
    if _listed_part(view, quantity, people):
        return "share.listed-part"
    if not owned or view.has("window", left, stop) or view.expression("growth_noun").search(before):
        return None
    if view.expression("moved_to").search(before):
        return "share.moved-to"
    return "share.from-to" if view.expression("from_here").search(before) and _goes_to(view, end, stop) else None


def _listed_part(view: View, quantity: Quantity, people: list[Actor]) -> bool:
    """ "By country: China 46%, the US 28%": one of several names of one sort with nothing but their percentages."""
    told = [one for one in view.quantities if one.unit == "percent"]
    if len(told) < _LIST or view.has("growth") or view.has("window"):
        return False
    if view.expression("growth_noun").search(view.text, view.start, view.end):
        return False
    parts: dict[str, list[Quantity]] = {}
    for one in told:
        before = [actor for actor in people if actor.end <= one.span.start]
        if before and before[-1].id and before[-1].kind in _OWNERS:
            gap = view.between(before[-1].end, one.span.start)
            if view.expression("names_number").fullmatch(gap):
                parts.setdefault(before[-1].kind, []).append(one)
    return any(len(group) >= _LIST and quantity in group for group in parts.values())


def rate_stands(view: View, quantity: Quantity) -> Mark | None:
    """ "Growth slowed to 5%", 跌幅收窄至5%: a rate of that size, whichever way the rate itself has moved."""
    start = quantity.span.start
    left, stop = view.clause_span(start)
    before = view.between(left, start)
    nouns = list(view.expression("growth_noun").finditer(before))
    stands = view.expression("moved_to").search(before) or (
        view.expression("from_here").search(before) and _goes_to(view, quantity.span.end, stop)
    )
    if not nouns or not stands:
        return None
    noun = nouns[-1]
    way = "down" if view.expression("falling_rate").fullmatch(noun.group()) else "up"
    return cue(left + noun.start(), left + noun.end(), f"growth.{way}", noun.group())


def _goes_to(view: View, end: int, stop: int) -> bool:
    """Whether another percentage of the clause follows that this one went to."""
    after = next((one for one in view.quantities if one.span.start >= end), None)
    if after is None or after.unit != "percent":
        return False
    right = view.clause_span(end)[1]
    return (
        after.span.end <= right and view.expression("to_there").search(view.between(end, after.span.start)) is not None
    )
