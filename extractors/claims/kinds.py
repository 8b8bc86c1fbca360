"""Which kind a relative number is: a share of a whole, a change against a time before, or a ratio of two sides."""

from __future__ import annotations

import re

from extractors.claims.cues import Mark
from extractors.claims.cues import mark as cue
from extractors.claims.draft import Actor, Memory
from extractors.claims.rivals import than_rival
from extractors.claims.standing import part_of_amount, rate_stands, stands_at, stood_at
from extractors.claims.then import joined_number, portion_of_then, than_then
from extractors.claims.topics import LENGTHS
from extractors.claims.view import View
from extractors.types import Kind, Quantity

_MOVE = 12
AS_MUCH_AGAIN = "ratio.as-much-again"


def kind_of(
    view: View, quantity: Quantity, floor: int, limit: int, people: list[Actor], last: Kind | None, memory: Memory
) -> tuple[Kind | None, str]:
    start, end = quantity.span.start, quantity.span.end
    left, right = view.clause_span(start)
    stop = min(limit, right)
    if than_rival(view, quantity, people) is not None:
        return "ratio", "ratio.than-rival"
    if quantity.unit == "times":
        return "ratio", "ratio.times"
    if view.expression("points").search(quantity.span.quote.lower()):
        return None, "percentage points are no relative change"
    before = view.between(left, start)
    if quantity.unit == "percent" and view.expression("lead_margin").search(before):
        return "ratio", "ratio.lead-margin"
    then = view.expression("then_before").search(before)
    if quantity.unit in {"percent", "fraction"} and (then or portion_of_then(view, quantity)):
        return "ratio", "ratio.portion-of-then"
    if (outright := _outright_change(view, quantity, stop)) is not None:
        return "change", outright
    if quantity.unit == "percent" and _portion_object(view, quantity, people):
        return "ratio", "ratio.portion-of-object"
    if quantity.unit in {"percent", "fraction"} and view.expression("portion_of_it").search(before):
        return "ratio", "ratio.portion-of-it"
    if stands_at(view, quantity, left, memory):
        return "share", "share.noun"
    if quantity.unit in {"percent", "fraction"} and part_of_amount(view, quantity) is not None:
        return "share", "share.of-amount"
    owner = view.expression("of").match(view.text, end, stop)
    if quantity.unit == "fraction" and (told := _fraction_kind(view, quantity, max(left, floor), stop)) is not None:
        return told
    if quantity.unit == "fraction" or _is_fraction(quantity):
        of_actor = _fraction_object(view, quantity, floor, stop, people)
        if of_actor is not None and of_actor.kind != "all":
            if view.expression("portion_goes").match(view.text, of_actor.end, stop):
                return "share", "share.of-subject"
            return "ratio", "ratio.fraction-of-object"
    signed = view.between(max(view.start, start - 1), start) == "+" or quantity.span.quote[:1] in "+-\u2212\uff0b\uff0d"
    if signed and last == "share":
        return "change", "change.sign"
    if last == "share" and view.has("share.noun", left, start) and not view.has("growth", floor, start):
        return "share", "share.parallel"
    if last == "share" and (
        joined_number(view, floor, start)
        or view.expression("stands_at").search(view.between(left, start))
        or quantity.span.quote.lower().startswith(("below", "above"))
    ):
        return "share", "share.parallel"
    levels = [one.span.end for one in view.quantities if one.span.end <= start and one.unit in {None, "token"}]
    if levels and view.expression("amount_or").fullmatch(view.between(levels[-1], start)):
        return "share", "share.amount-or"
    bracket = view.between(max(view.start, start - 1), start) == "(" and view.between(end, end + 1) == ")"
    if bracket and not signed and not view.has("growth", left, stop):
        return "share", "share.bracket"
    if signed:
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
    grows, near_growth = _grows(view, quantity, left, stop)
    if shares and start - shares[-1].end <= near_growth:
        return "share", "share.cue"
    if owner and grows and near_growth > 12:
        return "share", "share.of"
    if quantity.unit == "percent" and (standing := stood_at(view, quantity, left, stop, people)) is not None:
        return "share", standing
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


def _grows(view: View, quantity: Quantity, left: int, stop: int) -> tuple[list[Mark], int]:
    """The words of rise and fall around a percentage, and how near the nearest is."""
    start, end = quantity.span.start, quantity.span.end
    grows = [mark for mark in view.cues("growth", left, stop) if mark.leaf in {"up", "down"}]
    if (bare := _bare_move(view, quantity)) is not None:
        grows.append(bare)
    return grows, min((min(abs(start - mark.end), abs(mark.start - end)) for mark in grows), default=999)


def _fraction_kind(view: View, quantity: Quantity, low: int, stop: int) -> tuple[Kind, str] | None:
    """What the words right around a fraction say that it is; null where they do not."""
    start, end = quantity.span.start, quantity.span.end
    if view.expression("of_what").match(view.text, end, stop):
        return "ratio", "ratio.of-what-it-was"
    if view.expression("again").match(view.text, end, stop):
        return "ratio", AS_MUCH_AGAIN
    if any(mark.start <= end + 1 for mark in view.cues("ratio.as", end, stop)):
        return "ratio", "ratio.as-much"
    if view.expression("by_amount").search(view.between(low, start)) and view.has("growth", low, start):
        return "change", "change.by-fraction"
    return None


def _outright_change(view: View, quantity: Quantity, stop: int) -> str | None:
    """ "0.8% growth", "12% fewer than a week ago": what says by itself that it is a change."""
    if quantity.unit == "percent" and view.expression("growth_behind").match(view.text, quantity.span.end, stop):
        return "change.growth-noun"
    return than_then(view, quantity)


def _is_fraction(quantity: Quantity) -> bool:
    quote = quantity.span.quote
    return "\u5206\u4e4b" in quote or (
        quantity.unit == "percent" and not any(c in quote for c in "%\uff05\u6210") and "per" not in quote.lower()
    )


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


def direction(view: View, quantity: Quantity, floor: int, limit: int) -> Mark | None:
    """The nearest word of rise or fall around a percentage, not looking past its neighbours."""
    bare = _bare_move(view, quantity)
    if bare is not None:
        return bare
    if (rate := rate_stands(view, quantity)) is not None:
        return rate
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


def _bare_move(view: View, quantity: Quantity) -> Mark | None:
    """比上周少2%, 环比缩一成: one character right before a number says its way."""
    start = quantity.span.start
    found = view.expression("bare_move").search(view.between(max(view.clause_span(start)[0], start - _MOVE), start))
    if found is None:
        return None
    at = start - len(found.group())
    return cue(at, start, "growth.down" if found.group("down") else "growth.up", found.group())


def multiple_of(view: View, quantity: Quantity) -> bool:
    left, _ = view.clause_span(quantity.span.start)
    marks = view.cues("compare.ratio_noun", left, quantity.span.start)
    if re.search(
        r"[0-9]\s?[:\u2236\u6bd4]\s?$", view.between(max(view.start, quantity.span.start - 4), quantity.span.start)
    ):
        return False
    if not marks:
        return False
    gap = view.between(marks[-1].end, quantity.span.start)
    return len(gap) <= 12 or view.expression("ratio_of").fullmatch(gap) is not None


def owned_elsewhere(view: View, start: int, people: list[Actor]) -> bool:
    """ "Bitcoin rose 1.2%": the word before the verb is somebody, but nobody who is measured here."""
    left, _ = view.clause_span(start)
    if any(left <= actor.start and actor.end <= start for actor in people) or view.has("topic", left, start):
        return False
    if apposed_change(view, start):
        return False
    marks = [mark for mark in view.cues("growth", left, start) if mark.leaf in {"up", "down"}]
    return bool(marks) and view.expression("own_subject").match(view.between(left, marks[-1].start)) is not None


def apposed_change(view: View, start: int) -> bool:
    """ "…, a week-on-week increase of 6%": a clause that is only the change of the amount before it."""
    left, _ = view.clause_span(start)
    return left > view.start and view.expression("apposed_change").fullmatch(view.between(left, start)) is not None


def number_before(view: View, start: int, quantities: list[Quantity]) -> int:
    """Where the last of some numbers before a place begins; lengths of time are no numbers of anything."""
    return max(
        (one.span.start for one in quantities if one.span.end <= start and one.unit not in LENGTHS),
        default=view.start,
    )
