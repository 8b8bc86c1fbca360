"""Percentages and multiples: a change, a share or a ratio, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.cues import Mark
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.patterns import Match
from extractors.claims.topics import elsewhere, governor
from extractors.claims.view import View
from extractors.rules import Rules
from extractors.types import Kind, Quantity, Value

_HUNDRED = Decimal(100)


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
    for index, quantity in enumerate(quantities):
        start, end = quantity.span.start, quantity.span.end
        if quantity.unit == "fraction" and view.expression("half_thing").search(
            view.between(max(view.start, start - 16), start)
        ):
            view.note(start, end, "a half as a thing, not a number")
            continue
        bare_ratio = quantity.unit is None and _multiple_of(view, quantity)
        if quantity.unit not in {"percent", "times", "fraction"} and not bare_ratio:
            continue
        limit = quantities[index + 1].span.start if index + 1 < len(quantities) else view.end
        floor = quantities[index - 1].span.end if index else view.start
        topic = governor(view, quantity, taken, rules.measures)
        if view.expression("individual").search(view.text, *view.clause_span(start)):
            view.note(start, end, "one person's or one task's")
            continue
        name = topic.name if topic is not None else memory.topic
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
                draft.end <= start and draft.start >= _number_before(view, start) for draft in drafts
            ):
                view.note(start, end, f"about the number before it: {other}")
                continue
        kind, how = _kind(view, quantity, floor, limit, people, last, memory)
        if bare_ratio:
            kind, how = "ratio", "ratio.multiple-of"
        if kind == "share" and quantity.unit == "fraction" and "share" not in rules.measures[name].kinds:
            kind, how = "ratio", "ratio.fraction"
        if kind is None:
            view.note(start, end, how)
            continue
        if kind not in rules.measures[name].kinds:
            view.note(start, end, f"{name} takes no {kind}")
            continue
        if (
            kind == "change"
            and (topic is None or topic.how == "earlier-clause")
            and _owned_elsewhere(view, start, people)
        ):
            view.note(start, end, "the clause has a subject of its own that is not measured")
            continue
        last = kind
        yield _draft(
            view, quantity, kind, name, [quantity.rule, f"topic.{topic.how if topic else 'carried'}", how],
            floor, limit, people,
        )  # fmt: skip


def to_one(view: View, memory: Memory, rules: Rules) -> Iterator[tuple[Draft, Match]]:
    """ "nearly five to one": a ratio of the two sides that the clause sets against each other."""
    measure = next((rule.name for rule in rules.measures.values() if {"ratio", "level"} <= rule.kinds), None)
    for hit in view.shapes("ratio"):
        if hit.number is None or measure is None:
            continue
        point, half = Decimal(hit.number), Decimal("0.5")
        value = Value(point, point - half, point + half)
        yield (
            Draft(
                view=view, start=hit.start, end=hit.end, kind="ratio", measure=measure, value=value, unit="times",
                trail=[hit.name, "ratio.to-one"],
            ),
            hit,
        )  # fmt: skip


def _owned_elsewhere(view: View, start: int, people: list[Actor]) -> bool:
    """ "Bitcoin rose 1.2%": the word before the verb is somebody, but nobody who is measured here."""
    left, _ = view.clause_span(start)
    if any(left <= actor.start and actor.end <= start for actor in people) or view.has("topic", left, start):
        return False
    marks = [mark for mark in view.cues("growth", left, start) if mark.leaf in {"up", "down"}]
    return bool(marks) and view.expression("own_subject").match(view.between(left, marks[-1].start)) is not None


def _number_before(view: View, start: int) -> int:
    """Where the last number before a place begins."""
    return max((one.span.start for one in view.quantities if one.span.end <= start), default=view.start)


def _multiple_of(view: View, quantity: Quantity) -> bool:
    marks = view.cues("compare.ratio_noun", max(view.start, quantity.span.start - 30), quantity.span.start)
    if re.search(r"[0-9]\s?[:\u2236]\s?$", view.between(max(view.start, quantity.span.start - 4), quantity.span.start)):
        return False
    return bool(marks) and quantity.span.start - marks[-1].end <= 12


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
        sign = _than_rival(view, quantity, people)
        if sign is not None and (quantity.unit != "times" or value.point == 1):
            value = _factor(value, sign)
    elif quantity.unit in {"fraction", "times"}:
        value = scaled(value, _HUNDRED)
    draft = Draft(
        view=view, start=quantity.span.start, end=quantity.span.end, kind=kind, measure=measure, value=value,
        unit=unit, modifier=quantity.modifier, trail=trail,
    )  # fmt: skip
    if kind == "change":
        way = direction(view, quantity, floor, limit)
        if way is not None:
            trail.append(way.group)
            if way.leaf == "down" and (value.point or value.low or value.high or 0) > 0:
                draft.value = negative(value)
    return draft


def direction(view: View, quantity: Quantity, floor: int, limit: int) -> Mark | None:
    """The nearest word of rise or fall around a percentage, not looking past its neighbours."""
    start, end = quantity.span.start, quantity.span.end
    left, right = view.clause_span(start)
    # A fall may be told one clause before its size: "volume fell, by as much as 9%".
    before = view.clauses[max(view.clause(start) - 1, 0)][0]
    low = max(floor, before)
    if not view.has("growth", low, min(limit, right)):
        low = before
    best: tuple[int, Mark] | None = None
    for mark in view.cues("growth", low, min(limit, right)):
        if mark.start < end and mark.end > start:
            continue
        gap = start - mark.end if mark.end <= start else mark.start - end + 1
        if mark.end <= left:
            gap += 40
        if mark.start >= end and gap > 60:
            continue
        if best is None or gap < best[0]:
            best = (gap, mark)
    return best[1] if best else None


def _kind(
    view: View, quantity: Quantity, floor: int, limit: int, people: list[Actor], last: Kind | None, memory: Memory
) -> tuple[Kind | None, str]:
    start, end = quantity.span.start, quantity.span.end
    left, right = view.clause_span(start)
    stop = min(limit, right)
    if _than_rival(view, quantity, people) is not None:
        return "ratio", "ratio.than-rival"
    if quantity.unit == "times":
        return "ratio", "ratio.times"
    if view.expression("points").search(quantity.span.quote.lower()):
        return None, "percentage points are no relative change"
    if quantity.unit == "percent" and _portion_object(view, quantity, people):
        return "ratio", "ratio.portion-of-object"
    if _stands_at(view, quantity, left, memory):
        return "share", "share.noun"
    owner = view.expression("of").match(view.text, end, stop)
    if quantity.unit == "fraction" and view.expression("of_what").match(view.text, end, stop):
        return "ratio", "ratio.of-what-it-was"
    if quantity.unit == "fraction" and any(mark.start <= end + 1 for mark in view.cues("ratio.as", end, stop)):
        return "ratio", "ratio.as-much"
    if quantity.unit == "fraction" or _is_fraction(quantity):
        of_actor = _fraction_object(view, quantity, floor, stop, people)
        if of_actor is not None and of_actor.kind != "all":
            return "ratio", "ratio.fraction-of-object"
    if last == "share" and (
        view.expression("stands_at").search(view.between(left, start))
        or quantity.span.quote.lower().startswith(("below", "above"))
    ):
        return "share", "share.parallel"
    bracket = view.between(max(view.start, start - 1), start) == "(" and view.between(end, end + 1) == ")"
    if bracket and quantity.span.quote[:1] not in "+-\u2212" and not view.has("growth", left, stop):
        return "share", "share.bracket"
    if view.between(max(view.start, start - 1), start) == "+" or quantity.span.quote[:1] in "+-\u2212\uff0b\uff0d":
        return "change", "change.sign"
    if view.has("window", left, stop) and not view.has("share.of", max(left, floor), start):
        return "change", "change.window"
    if view.expression("of_own").match(view.text, end, stop):
        grown = any(mark.leaf in {"up", "down"} for mark in view.cues("growth", max(left, floor), start))
        return ("change", "change.of-its-own") if grown else (None, "a part of its own, not of the platform")
    if owner and view.has("share.whole", end, min(stop, end + 24)):
        return "share", "share.of-whole"
    if owner and view.has("share.listed", end, min(stop, end + 24)):
        return "share", "share.of-list"
    if owner and view.has("topic", end, stop):
        return "share", "share.of-measure"
    shares = view.cues("share", max(left, floor), start)
    grows = [mark for mark in view.cues("growth", left, stop) if mark.leaf in {"up", "down"}]
    near_growth = min((min(abs(start - mark.end), abs(mark.start - end)) for mark in grows), default=999)
    if shares and start - shares[-1].end <= near_growth:
        return "share", "share.cue"
    if owner and grows and near_growth > 12:
        return "share", "share.of"
    if grows:
        return "change", "change.growth-word"
    if view.has("share.of", max(left, floor), min(stop, end + 24)):
        return "share", "share.cue"
    if quantity.modifier == "more_than" and quantity.unit == "fraction":
        return "share", "share.majority"
    if view.expression("goes_to").match(view.text, end, stop):
        return "share", "share.went-to"
    if last in {"share", "change"}:
        return last, f"{last}.parallel"
    low = view.clauses[max(view.clause(start) - 1, 0)][0]
    if view.has("growth", max(low, floor), start) or view.has("growth", low, left):
        return "change", "change.earlier-clause"
    if owner:
        return "share", "share.of"
    if memory.relation_kind == "share" or quantity.unit == "fraction":
        return "share", "share.carried"
    return None, "a percentage with no word of change or share"


def _stands_at(view: View, quantity: Quantity, left: int, memory: Memory) -> bool:
    """ "the share rose to 45% from 38%": where a share stands, not by how much it moved."""
    start = quantity.span.start
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


def _is_fraction(quantity: Quantity) -> bool:
    quote = quantity.span.quote
    return "\u5206\u4e4b" in quote or (
        quantity.unit == "percent" and not any(c in quote for c in "%\uff05\u6210") and "per" not in quote.lower()
    )


def _than_rival(view: View, quantity: Quantity, people: list[Actor]) -> int | None:
    """比美国多三成: more (1) or less (-1) than another subject, which is a ratio of the two and no change."""
    start = quantity.span.start
    left, _ = view.clause_span(start)
    behind = [actor for actor in people if left <= actor.start and actor.end <= start]
    if not behind or behind[-1].role != "object" or behind[-1].kind in {"all", "it"}:
        return None
    found = view.expression("than_rival").fullmatch(view.between(behind[-1].end, start))
    if found is None or not view.expression("than").search(view.between(left, behind[-1].start)):
        return None
    return -1 if view.expression("less_by").match(found.group("by")) else 1


def _factor(value: Value, sign: int) -> Value:
    """多三成 as the factor 1.3, 少三成 as 0.7."""
    point, low, high = (None if end is None else 1 + sign * end for end in (value.point, value.low, value.high))
    return Value(point, low, high) if sign > 0 else Value(point, high, low)


def _portion_object(view: View, quantity: Quantity, people: list[Actor]) -> bool:
    """不及前者的六成, 相当于美国的65%: a percentage that sets its subject against another one, not a part of it."""
    start = quantity.span.start
    left, _ = view.clause_span(start)
    behind = [actor for actor in people if left <= actor.start and actor.end <= start and actor.role != "source"]
    return bool(
        behind
        and behind[-1].kind not in {"all", "it"}
        and view.expression("portion").fullmatch(view.between(behind[-1].end, start))
        and view.expression("set_against").search(view.between(left, behind[-1].start))
    )


def _fraction_object(view: View, quantity: Quantity, floor: int, stop: int, people: list[Actor]) -> Actor | None:
    """ "a fourteenth of the Chinese volume", 不到中国模型的十分之一: the other side of a fraction."""
    start, end = quantity.span.start, quantity.span.end
    for actor in people:
        if (
            actor.start >= end
            and actor.end <= stop
            and actor.id
            and view.expression("direct").fullmatch(view.between(end, actor.start))
        ):
            return actor
    left, _ = view.clause_span(start)
    behind = [actor for actor in people if left <= actor.start and actor.end <= start and actor.kind != "it"]
    if behind and view.expression("whole_before").search(view.between(left, behind[-1].start)):
        return None
    if behind and re.fullmatch(r"[^,;]{0,12}\u7684\s*", view.between(behind[-1].end, start)):
        return behind[-1] if behind[-1].role == "object" or len(behind) > 1 or view.clause(start) > 0 else None
    return None
