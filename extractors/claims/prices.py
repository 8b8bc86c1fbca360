"""Prices: a money amount told for a number of units, brought to the measure's base (one million tokens)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.claims.amounts import is_money, magnitude
from extractors.claims.draft import Draft, Memory
from extractors.claims.parts import joint_parts, own_part, pair_words, part_of, told_as_price
from extractors.claims.relations import scaled
from extractors.claims.topics import governor
from extractors.claims.view import View
from extractors.rules import Denominator, Measure, Rules
from extractors.types import Quantity, Value

_CENT = {
    "USD cent": ("USD", Decimal("0.01")),
    "CNY fen": ("CNY", Decimal("0.01")),
    "CNY li": ("CNY", Decimal("0.001")),
    "EUR cent": ("EUR", Decimal("0.01")),
}
_HIGHEST = Decimal(100_000)
_AFTER = 14


def prices(
    view: View, quantities: list[Quantity], taken: set[tuple[int, int]], memory: Memory, rules: Rules
) -> Iterator[Draft]:
    """The prices among a sentence's quantities."""
    for measure in rules.measures.values():
        if measure.per_unit is not None:
            found = list(_ranges(view, list(_prices(view, quantities, taken, memory, rules, measure))))
            joint_parts(view, found, memory)
            yield from found


def denominators(view: View, measure: Measure) -> list[Denominator]:
    """The sentence's denominators; the field is looked through for them once."""
    known = view.field.denominators
    if measure.name not in known:
        known[measure.name] = measure.denominators(view.field.language, view.text)
    found = known[measure.name]
    if not found:
        return []
    start, end = (bisect_left(found, (place,)) for place in (view.start, view.end))
    return [base for base in found[start:end] if base.end <= view.end]


def _prices(
    view: View, quantities: list[Quantity], taken: set[tuple[int, int]], memory: Memory, rules: Rules, measure: Measure
) -> Iterator[Draft]:
    bases = denominators(view, measure)
    base = measure.per_unit or Decimal(1)
    carried: Denominator | None = None
    money: str | None = None
    paired = pair_words(view)
    for index, quantity in enumerate(quantities):
        if quantity.unit is None and memory.price_money and told_as_price(view, quantity, measure.name):
            quantity = replace(quantity, unit=memory.price_money)  # noqa: PLW2901
        if not is_money(quantity.unit):
            continue
        start, end = quantity.span.start, quantity.span.end
        limit = next((other.span.start for other in quantities[index + 1 :] if is_money(other.unit)), view.end)
        if (
            view.expression("price_gap").match(view.text, end, view.end)
            or view.between(max(view.start, start - 3), start) == "by "
        ):
            view.note(start, end, "a difference of prices")
            continue
        if view.expression("every_money").search(view.text, max(view.start, start - 12), start):
            view.note(start, end, "money that other money is counted by")
            continue
        money_before = max((other.span.end for other in quantities[:index] if is_money(other.unit)), default=view.start)
        found = _own(bases, start, end, limit, money_before, view) or _pairs(bases, quantities[index:], view)
        how = "price.per-unit"
        if found is None:
            reason = _foreign(view, quantity, taken, memory, rules)
            if reason:
                view.note(start, end, reason)
                continue
            ahead = [base for base in bases if base.start > end and _serves(view, base.start, start)]
            if ahead and carried is None:
                carried = ahead[0]
            told = memory.price_base and (memory.block == view.sentence.block or _speaks_of_prices(view, measure))
            if carried is None and not told and memory.price_units is None:
                view.note(start, end, "money, but for no amount of the unit")
                continue
            count, how = (carried.units if carried else memory.price_units or base), "price.carried"
        else:
            carried, count = found, found.units
            how = "price.base-before" if found.end <= start else how
        if magnitude(quantity.value) > _HIGHEST:
            view.note(start, end, "too much money for a unit price")
            continue
        if quantity.unit == "CNY" and money and quantity.span.quote.rstrip().endswith("\u5143"):
            # A bare yuan sign goes on in the currency named before it.
            quantity = replace(quantity, unit=money)  # noqa: PLW2901
        if quantity.unit == "USD cent" and money == "EUR":
            quantity = replace(quantity, unit="EUR cent")  # noqa: PLW2901
        money = quantity.unit
        currency, factor = _CENT.get(quantity.unit or "", (quantity.unit or "", Decimal(1)))
        yield Draft(
            view=view,
            start=start,
            end=end,
            kind="price",
            measure=measure.name,
            value=scaled(quantity.value, factor * base / count),
            unit=measure.unit.replace("{currency}", currency),
            modifier=quantity.modifier,
            price_of=own_part(view, quantity, found, limit, paired),
            trail=[quantity.rule, how],
        )


def _speaks_of_prices(view: View, measure: Measure) -> bool:
    """Whether a sentence says that its money is a price: a cue of the measure, or a word of input or output."""
    return view.has(f"topic.{measure.name}") or view.has("price")


def _ranges(view: View, found: list[Draft]) -> Iterator[Draft]:
    """ "Prices range from $0.04 to $75" is one price with a low and a high end."""
    while found:
        draft, *found = found
        following = found[0] if found else None
        before = view.between(max(view.start, draft.start - 40), draft.start)
        if (
            following is not None
            and draft.unit == following.unit
            and view.expression("range_before").search(before)
            and view.expression("range_to").fullmatch(view.between(draft.end, following.start))
            and view.expression("range_end").match(view.text, following.end, view.end)
        ):
            ends = [end for end in (draft.value.point, following.value.point) if end is not None]
            value = Value(None, min(ends), max(ends)) if len(ends) == 2 else draft.value
            draft = replace(draft, end=following.end, value=value, modifier="range", price_of=following.price_of)
            found = found[1:]
        yield draft


def preface(view: View, memory: Memory, rules: Rules) -> None:
    """A unit without an amount holds for what follows.

    "All prices per million tokens", 价格单位均为美元/百万Token, "What does a million tokens cost?"
    """
    for measure in rules.measures.values():
        bases = denominators(view, measure) if measure.per_unit is not None else ()
        # "The price per token": of any number of them.
        bases = [base for base in bases if base.units > 1]
        if not bases or any(is_money(quantity.unit) for quantity in view.quantities):
            continue
        told = view.expression("price_preface").search(view.between(view.start, bases[-1].start))
        asked = view.text[view.start : view.end].rstrip(' *_"').endswith("?") and view.has(f"topic.{measure.name}")
        if told or asked or view.expression("price_preface_end").match(view.text, bases[-1].end, view.end):
            memory.price_units = bases[-1].units
            memory.topic = measure.name
            memory.price_part = part_of(view, bases[-1])
            money = view.expression("preface_money").search(view.text, view.start, view.end)
            memory.price_money = money.lastgroup if money else None


def _serves(view: View, base: int, start: int) -> bool:
    """A denominator further on in an amount's clause, or in brackets right behind that clause."""
    clause = view.clause(start)
    return view.clause(base) == clause or (
        view.clause(base) == clause + 1 and view.between(view.clauses[clause][1] - 1, base).strip() == "("
    )


def _own(bases: list[Denominator], start: int, end: int, limit: int, floor: int, view: View) -> Denominator | None:
    """The denominator that belongs to one amount: right behind it, else before it with no other amount between."""
    for base in bases:
        if (
            start <= base.start <= end + _AFTER
            and base.start < limit
            and not any(c in ",;.\u3002" for c in view.between(end, base.start))
        ):
            return base
        if base.start <= start < base.end:
            return base
    before = [base for base in bases if base.end <= start]
    if before:
        gap = view.between(before[-1].end, start)
        if len(gap) <= 60 and before[-1].end >= floor:
            return before[-1]
    return None


def _pairs(bases: list[Denominator], quantities: list[Quantity], view: View) -> Denominator | None:
    """ "$0.60/$2.20 per million": the denominator behind the second amount of a pair is the first's as well."""
    if len(quantities) < 2 or not is_money(quantities[1].unit):
        return None
    first, second = (quantity.span for quantity in quantities[:2])
    if view.expression("pair_of_prices").fullmatch(view.between(first.end, second.start)) is None:
        return None
    return next((base for base in bases if 0 <= base.start - second.end <= 1), None)


def _foreign(view: View, quantity: Quantity, taken: set[tuple[int, int]], memory: Memory, rules: Rules) -> str | None:
    topic = governor(view, quantity, taken, rules.measures)
    left, right = view.clause_span(quantity.span.start)
    paid = topic is not None and topic.name == "people" and view.has("topic.token_price", left, quantity.span.start)
    # "the price that customers pay" is a price all the same.
    if topic is not None and topic.name not in rules.measures and topic.how != "earlier-clause" and not paid:
        return f"money of {topic.name}: {topic.mark.word if topic.mark else ''}"
    if topic is not None and topic.name == "money" and not view.has("topic.token_price"):
        return f"money of {topic.name}: {topic.mark.word if topic.mark else ''}"
    if view.expression("individual").search(view.text, view.start, right):
        return "one person's or one task's"
    if view.expression("money_thing").match(view.text, quantity.span.end, right):
        return "money of a plan or a bill"
    if any(not view.expression("then").match(view.text, mark.end, right) for mark in view.cues("per", left, right)):
        return "money for a stretch of time"
    return None
