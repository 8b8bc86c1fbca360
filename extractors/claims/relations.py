"""Percentages and multiples: a change, a share or a ratio, by the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.kinds import (
    AS_MUCH_AGAIN,
    direction,
    kind_of,
    multiple_of,
    number_before,
    owned_elsewhere,
)
from extractors.claims.rivals import than_rival
from extractors.claims.then import LESS_THAN_THEN
from extractors.claims.topics import elsewhere, governor, of_somebody
from extractors.claims.view import View
from extractors.quantities import interval
from extractors.rules import Rules
from extractors.types import Kind, Modifier, Quantity, Value

_SURE_SHARE = frozenset({"share.noun", "share.of-whole", "share.of-list"})
_HUNDRED = Decimal(100)
_PORTIONS = {"ratio.portion-of-then", "ratio.portion-of-it", "ratio.portion-of-object", "ratio.fraction-of-object"}
_TO = 8


def scaled(value: Value, factor: Decimal) -> Value:
    return Value(*(None if end is None else end * factor for end in (value.point, value.low, value.high)))


def stated(quantity: Quantity) -> Value:
    """A fraction in words as the three digits it is worth: a fourteenth is 0.0714."""
    value = quantity.value
    if quantity.unit != "fraction" or value.point is None or len(value.point.normalize().as_tuple().digits) <= 3:
        return value
    point = value.point.quantize(Decimal(1).scaleb(value.point.adjusted() - 2))
    half = Decimal(5).scaleb(point.adjusted() - 3)
    if quantity.modifier == "none":
        return Value(point, point - half, point + half)
    return Value(point, *(None if end is None else end * point / value.point for end in (value.low, value.high)))


def negative(value: Value) -> Value:
    """A fall of that size; an interval turns round."""
    point, low, high = (None if end is None else -end for end in (value.point, value.low, value.high))
    return Value(point, high, low)


def relations(
    view: View,
    quantities: list[Quantity],
    taken: set[tuple[int, int]],
    memory: Memory,
    rules: Rules,
    people: list[Actor],
    drafts: list[Draft],
) -> Iterator[Draft]:
    """Changes, shares and ratios of a sentence; a note says why a relative number is none."""
    last: Kind | None = None
    ratios: list[int] = []
    for index, quantity in enumerate(quantities):
        start, end = quantity.span.start, quantity.span.end
        if (thing := _thing(view, quantity)) is not None:
            view.note(start, end, thing)
            continue
        bare_ratio = quantity.unit is None and (multiple_of(view, quantity) or _ratio_before(view, quantity, ratios))
        if quantity.unit not in {"percent", "times", "fraction"} and not bare_ratio:
            continue
        limit = quantities[index + 1].span.start if index + 1 < len(quantities) else view.end
        floor = quantities[index - 1].span.end if index else view.start
        topic = governor(view, quantity, taken, rules.measures)
        if (owner := _owned_by_somebody(view, start, end)) is not None:
            view.note(start, end, owner)
            continue
        name = topic.name if topic is not None else _level_behind(view, end, drafts) or memory.topic
        if topic is not None and topic.mark is not None and topic.how == "earlier-clause":
            # A number already read in that clause or a later one says best what the talk is of.
            told = [
                draft
                for draft in drafts
                if draft.end <= start and view.clause(draft.start) >= view.clause(topic.mark.start)
            ]
            if told:
                name = max(told, key=lambda draft: draft.start).measure
        if name is None or name not in rules.measures:
            view.note(
                start,
                end,
                f"governed by {name}: {topic.mark.word if topic and topic.mark else '-'}"
                if name
                else "nothing says what it measures",
            )
            continue
        if topic is None or topic.how == "earlier-clause":
            last_number = next((one for one in reversed(view.quantities) if one.span.end <= start), None)
            relative = last_number is not None and last_number.unit in {"percent", "times", "fraction"}
            other = None if relative else elsewhere(view, start, rules.measures)
            if other is not None and not any(
                draft.end <= start
                and draft.start >= number_before(view, start, quantities)
                and draft.kind not in {"rank", "streak"}
                for draft in drafts
            ):
                view.note(start, end, f"about the number before it: {other}")
                continue
        kind, how = kind_of(view, quantity, floor, limit, people, last, memory)
        if bare_ratio:
            kind, how = "ratio", "ratio.multiple-of"
            ratios.append(end)
        if kind == "share" and quantity.unit == "fraction" and "share" not in rules.measures[name].kinds:
            kind, how = "ratio", "ratio.fraction"
        # What a discount leaves to pay (八折) is no part of anything.
        if kind is None or (kind == "share" and "discount" in quantity.rule):
            view.note(start, end, how)
            continue
        if kind not in rules.measures[name].kinds and how in _SURE_SHARE and memory.platform == "openrouter":
            # A price told before does not make a share one.
            name = next((rule.name for rule in rules.measures.values() if {kind, "level"} <= rule.kinds), name)
        if kind not in rules.measures[name].kinds:
            view.note(start, end, f"{name} takes no {kind}")
            continue
        if (topic is None or topic.how == "earlier-clause") and (
            other := _of_other(view, start, floor, kind, people)
        ) is not None:
            view.note(start, end, other)
            continue
        last = kind
        yield _draft(
            view, quantity, kind, name, [quantity.rule, f"topic.{topic.how if topic else 'carried'}", how],
            floor, limit, people,
        )  # fmt: skip


def _thing(view: View, quantity: Quantity) -> str | None:
    """ "The other half", "it doubled in a quarter": a fraction that is a thing or a length of time."""
    start, end = quantity.span.start, quantity.span.end
    if quantity.unit == "times":
        over = view.expression("times_over").search(quantity.span.quote.lower())
        return "so many times over, of nobody" if over and not view.has("growth", *view.clause_span(start)) else None
    if quantity.unit != "fraction":
        return None
    if view.expression("of_normal_rate").match(view.text, end, view.end):
        return "a part of its own normal price"
    before = view.between(max(view.start, start - 16), start)
    if view.expression("half_thing").search(before):
        return "a half as a thing, not a number"
    if not quantity.span.quote.lower().endswith("quarter") or view.expression("of").match(view.text, end, view.end):
        return None
    return "a quarter of a year" if view.expression("in_a_quarter").search(before) else None


def _level_behind(view: View, end: int, drafts: list[Draft]) -> str | None:
    """ "Its total rose 18% to 9.4T": the measure of the amount that a percentage leads to."""
    clause = view.clause(end - 1)
    for draft in drafts:
        if draft.kind == "level" and 0 <= draft.start - end <= _TO and view.clause(draft.start) == clause:
            return draft.measure
    return None


def _of_other(view: View, start: int, floor: int, kind: Kind, people: list[Actor]) -> str | None:
    """ "Bitcoin rose 1.2%", 用电量增长18%: the clause tells its own subject or quantity, and it is none of ours."""
    if kind == "change" and owned_elsewhere(view, start, people):
        return "the clause has a subject of its own that is not measured"
    before = view.between(max(view.clause_span(start)[0], floor), start)
    noun = view.expression("own_noun").search(before) or view.expression("other_quantity").search(before)
    return f"of another quantity: {noun.group()}" if kind != "share" and noun is not None else None


def _owned_by_somebody(view: View, start: int, end: int) -> str | None:
    """Why a relative number is one person's, one task's or one company's and nothing that is measured."""
    if view.expression("of_normal").match(view.text, end, view.end):
        return "a part of its own list price"
    if of_somebody(view, start):
        return "one person's or one task's"
    if view.expression("ticker").search(view.between(max(view.start, start - 44), start)):
        return "a share price's"
    before = view.between(max(view.start, start - 24), start)
    if view.expression("keeps").search(before) and view.expression("kept").match(view.text, end, view.end):
        return "what somebody keeps of the money"
    return None


def _ratio_before(view: View, quantity: Quantity, ratios: list[int]) -> bool:
    """ "…stood at 2.5, up from 2.2": a bare number set against a bare ratio."""
    if not ratios or (quantity.value.point or 0) > _HUNDRED:
        return False
    return view.expression("ratio_before").fullmatch(view.between(ratios[-1], quantity.span.start)) is not None


def _draft(
    view: View,
    quantity: Quantity,
    kind: Kind,
    measure: str,
    trail: list[str],
    floor: int,
    limit: int,
    people: list[Actor],
) -> Draft:
    value, unit = stated(quantity), "percent"
    if kind == "ratio":
        unit = "times"
        if value.point == 1 and view.has("growth.up", view.clause_span(quantity.span.start)[0], quantity.span.start):
            # 增长一倍: more by one time is twice as much.
            value = Value(Decimal(2), *(None if end is None else end + 1 for end in (value.low, value.high)))
        if quantity.unit == "percent":
            value = scaled(value, Decimal("0.01"))
        sign = 1 if {"ratio.lead-margin", AS_MUCH_AGAIN} & set(trail) else than_rival(view, quantity, people)
        if sign is not None and (quantity.unit != "times" or value.point == 1):
            value = _factor(value, sign)
    elif quantity.unit in {"fraction", "times"}:
        value = scaled(value, _HUNDRED)
    modifier = quantity.modifier
    if modifier == "none" and _PORTIONS & set(trail):
        modifier, value = _of_portion(view, quantity, value)
    draft = Draft(
        view=view, start=quantity.span.start, end=quantity.span.end, kind=kind, measure=measure, value=value,
        unit=unit, modifier=modifier, trail=trail,
    )  # fmt: skip
    if LESS_THAN_THEN in trail:
        draft.value = negative(value)
    elif kind == "change":
        way = direction(view, quantity, floor, limit)
        if way is not None:
            trail.append(way.group)
            if way.leaf == "down" and (value.point or value.low or value.high or 0) > 0:
                draft.value = negative(value)
    return draft


def _of_portion(view: View, quantity: Quantity, value: Value) -> tuple[Modifier, Value]:
    """不到前一周的七成: the word that bounds a part stands before the whole, and not beside the number."""
    start = quantity.span.start
    told = view.expression("portion_modifier").search(view.between(view.clause_span(start)[0], start))
    name = told.lastgroup if told is not None else None
    if name is None or value.point is None:
        return "none", value
    modifier: Modifier = "less_than" if name == "less_than" else "nearly" if name == "nearly" else "more_than"
    return modifier, interval(value.point, Decimal(0), modifier)


def _factor(value: Value, sign: int) -> Value:
    """多三成 as the factor 1.3, 少三成 as 0.7."""
    point, low, high = (None if end is None else 1 + sign * end for end in (value.point, value.low, value.high))
    return Value(point, low, high) if sign > 0 else Value(point, high, low)
