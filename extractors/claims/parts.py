"""What a price is for: input, output or cached tokens.

A word right beside an amount decides first, then its denominator's, then the clause's. Where two words and two amounts
stand in pairs ("input and output, $3 and $15"), the first is the first's; and so it is for a bare pair once the
article has told one in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.claims.cues import Mark
from extractors.claims.draft import Draft, Memory
from extractors.claims.view import View
from extractors.rules import Denominator
from extractors.types import PriceOf, Quantity

_BESIDE = 14
_BEHIND = 24
_PARTS: dict[str, PriceOf] = {"input": "input", "output": "output", "cached": "cached"}


def _marks(view: View, start: int, end: int, paired: Sequence[Mark]) -> list[Mark]:
    """Words of input and output in a stretch, without those of a pair; "in July" and 推出 are none."""
    return [mark for mark in view.cues("price", start, end) if mark not in paired and _whole(view, mark)]


def _whole(view: View, mark: Mark) -> bool:
    short = len(mark.word) <= (3 if mark.word.isascii() else 1)
    return not short or view.expression("short_part").match(view.text, mark.end, view.end) is not None


def pair_words(view: View) -> list[Mark]:
    """The words of input and output that stand together and are told of two amounts."""
    found: list[Mark] = []
    for one, other in pairwise(view.cues("price")):
        beside = view.expression("pair_of_parts").fullmatch(view.between(one.end, other.start))
        if beside and {one.leaf, other.leaf} == {"input", "output"}:
            found += [one, other]
    return found


def part_of(view: View, base: Denominator) -> PriceOf | None:
    """What a denominator without an amount says: "all prices per million output tokens"."""
    leaves = {mark.leaf for mark in _marks(view, base.start, min(base.end + _BESIDE, view.end), ())}
    return _PARTS.get(leaves.pop()) if len(leaves) == 1 else None


def told_as_price(view: View, quantity: Quantity, measure: str) -> bool:
    """ "0.60 to read", 输出2.2, "costs 2.20": a bare number right beside a word of prices."""
    start, end = quantity.span.start, quantity.span.end
    words = [*view.cues("price", max(view.start, start - _BESIDE), start)[-1:]]
    words += view.cues(f"topic.{measure}", max(view.start, start - _BESIDE), start)[-1:]
    if any(not view.between(mark.end, start).strip(" :()\u4e3a\u662f") for mark in words):
        return True
    behind = view.cues("price", end, min(view.end, end + _BESIDE))[:1]
    return bool(behind) and view.expression("part_behind").fullmatch(view.between(end, behind[0].start)) is not None


def own_part(
    view: View, quantity: Quantity, base: Denominator | None, limit: int, paired: Sequence[Mark]
) -> PriceOf | None:
    """What the words around one amount say that it is for."""
    start, end = quantity.span.start, quantity.span.end
    left, right = view.clause_span(start)
    beside = view.cues("price", max(view.start, start - _BESIDE), start)[-1:]
    behind = view.cues("price", end, min(limit, end + _BEHIND))[:1]
    if (
        behind
        and view.expression("part_behind").match(view.between(end, behind[0].start))
        and view.expression("part_ends").match(view.text, behind[0].end, view.end)
    ):
        return _PARTS.get(behind[0].leaf)
    phrasal = beside and view.expression("phrasal_in").search(view.between(max(left, start - _BESIDE), start))
    if beside and not phrasal and beside[0] not in paired and not view.between(beside[0].end, start).strip(" :()"):
        return _PARTS.get(beside[0].leaf)
    near: list[Mark] = []
    if base is not None and base.start >= start:
        edge = min(base.end + _BESIDE, view.clause_span(base.start)[1], limit)
        near = _marks(view, base.start, edge, paired)[:1]
    elif base is not None and base.end <= start and not _marks(view, base.end, start, paired) and _first(view, base):
        near = _marks(view, base.start, base.end, paired)[-1:]
    near = near or _marks(view, left, start, paired)[-1:] or _marks(view, end, min(limit, right), paired)[:1]
    return _PARTS.get(near[0].leaf) if near else None


def _first(view: View, base: Denominator) -> bool:
    """Whether a denominator stands before all amounts: else it is the one's before it."""
    return not any(one.span.end <= base.start and (one.unit or "")[:3].isupper() for one in view.quantities)


def joint_parts(view: View, found: Sequence[Draft], memory: Memory) -> None:
    """Fill in place what the amounts of a sentence say of each other, and what the words of the sentence leave open."""
    paired = pair_words(view)
    for one, other in pairwise(found):
        if _together(view, one, other) and one.price_of is None and other.price_of is None:
            words = _nearest(paired, one)
            order = (_PARTS[words[0].leaf], _PARTS[words[1].leaf]) if words else memory.price_pair
            rising = (one.value.point or 0) < (other.value.point or 0)
            if order and (words or rising):
                one.price_of, other.price_of = order
        if one.price_of == "input" and other.price_of == "output":
            memory.price_pair = ("input", "output")
    joined = [False, *(_together(view, one, other) for one, other in pairwise(found)), False]
    for index, draft in enumerate(found):
        alone = not joined[index] and not joined[index + 1]
        if draft.price_of is None and alone and (index == 0 or "price.per-unit" not in draft.trail):
            draft.price_of = _told(view, draft, paired) or memory.price_part


def _together(view: View, one: Draft, other: Draft) -> bool:
    """ "$3 and $15": two amounts of one owner, with no name and no time between."""
    gap = view.expression("pair_of_prices").fullmatch(view.between(one.end, other.start))
    starts = [name.start for name in view.names] + [phrase.start for phrase in view.times]
    return gap is not None and not any(one.end <= start < other.start for start in starts)


def _nearest(paired: Sequence[Mark], draft: Draft) -> tuple[Mark, Mark] | None:
    """The pair of words nearest to a pair of amounts, before or behind it."""
    pairs = list(zip(paired[::2], paired[1::2], strict=True))
    return min(pairs, key=lambda pair: abs(pair[0].start - draft.start)) if pairs else None


def _told(view: View, draft: Draft, paired: Sequence[Mark]) -> PriceOf | None:
    """ "X's output price is $0.42, while Y asks $25": what the sentence's one word before the amount says."""
    marks = _marks(view, view.start, draft.start, paired)
    leaves = {mark.leaf for mark in marks} if not view.has("price.blended") else set()
    return _PARTS.get(leaves.pop()) if len(leaves) == 1 and not paired else None
