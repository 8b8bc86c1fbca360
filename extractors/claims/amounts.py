"""Levels: an amount in a measure's unit, or a bare large number where the measure governs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.claims.draft import Draft, Memory
from extractors.claims.topics import TOKENS_TOO, Topic, governor, name_of, of_somebody, unit_mark
from extractors.claims.view import View
from extractors.quantities import interval
from extractors.rules import Measure, Rules
from extractors.types import Quantity, Value

_LARGE = 1_000_000
_SCALES = frozenset("\u767e\u5343\u4e07\u842c\u4ebf\u5104\u5146")
_ENGLISH_SCALES = ("million", "billion", "trillion", "quadrillion")
RELATIVE = frozenset({"percent", "times", "fraction"})


def magnitude(value: Value) -> Decimal:
    """The largest end of a value, for plausibility only."""
    return max((abs(end) for end in (value.point, value.low, value.high) if end is not None), default=Decimal(0))


def is_money(unit: str | None) -> bool:
    """Currencies are the only upper-case units."""
    return unit is not None and unit[:3].isupper()


def hedged_pairs(view: View, quantities: list[Quantity]) -> list[Quantity]:
    """ "From about 10 to 3,900 quadrillion", 从约A增至B: the hedge on the first end holds for the second as well."""
    hedged = list(quantities)
    for index, (first, second) in enumerate(pairwise(quantities)):
        start, end = first.span.start, first.span.end
        plain = second.modifier == "none" and second.value.low is not None and second.value.high is not None
        if first.modifier != "about" or not plain or first.unit != second.unit or second.value.point is None:
            continue
        opened = view.expression("from_hedged").search(view.between(max(view.start, start - 24), start))
        if opened and view.expression("to_end").search(view.between(end, second.span.start)):
            digit = second.value.high - second.value.low  # type: ignore[operator]
            value = interval(second.value.point, digit, "about")
            hedged[index + 1] = replace(second, value=value, modifier="about", rule=f"{second.rule}+hedge-over-pair")
    return hedged


def levels(
    view: View, quantities: list[Quantity], taken: set[tuple[int, int]], memory: Memory, rules: Rules
) -> Iterator[Draft]:
    """The levels among a sentence's quantities; a note says why another number is none."""
    by_unit = {measure.unit: measure for measure in rules.measures.values() if "level" in measure.kinds}
    differences = [end for _, end, *_ in view.shapes("difference")]
    for quantity in hedged_pairs(view, quantities):
        if quantity.unit in RELATIVE or is_money(quantity.unit):
            continue
        if any(
            quantity.span.start <= end <= quantity.span.end or 0 < quantity.span.start - end <= 1 for end in differences
        ) or view.expression("difference_behind").match(view.text, quantity.span.end, view.end):
            view.note(quantity.span.start, quantity.span.end, "by how much two amounts differ, no amount itself")
            continue
        before = view.between(max(view.start, quantity.span.start - 30), quantity.span.start)
        if view.expression("threshold").search(before) and quantity.modifier in {"at_least", "more_than", "less_than"}:
            view.note(quantity.span.start, quantity.span.end, "a threshold")
            continue
        if (
            quantity.modifier == "none"
            and (quantity.span.quote[0] in _SCALES or quantity.span.quote.lower().startswith(_ENGLISH_SCALES))
            and view.expression("unit_only").search(before)
        ):
            view.note(quantity.span.start, quantity.span.end, "a unit that others are told in")
            continue
        found = _measure(view, quantity, taken, memory, rules, by_unit)
        if isinstance(found, str):
            view.note(quantity.span.start, quantity.span.end, found)
            continue
        measure, how = found
        yield Draft(
            view=view,
            start=quantity.span.start,
            end=quantity.span.end,
            kind="level",
            measure=measure.name,
            value=quantity.value,
            unit=measure.unit,
            modifier=quantity.modifier,
            trail=[quantity.rule, how],
        )


def _measure(
    view: View,
    quantity: Quantity,
    taken: set[tuple[int, int]],
    memory: Memory,
    rules: Rules,
    by_unit: dict[str, Measure],
) -> tuple[Measure, str] | str:
    mark = unit_mark(view, quantity)
    size = magnitude(quantity.value)
    if mark is not None and name_of(mark) not in rules.measures:
        return f"its unit is another topic's: {mark.word} ({name_of(mark)})"
    measure = rules.measures.get(name_of(mark)) if mark is not None else None
    if measure is None and quantity.unit is not None:
        measure = by_unit.get(quantity.unit)
        if measure is None:
            return f"its unit is {quantity.unit}"
    if measure is None and (other := _gapped(view, quantity, rules)) is not None:
        return f"as the number before it: {other}"
    if view.expression("tariff").search(view.text, quantity.span.end, view.clause_span(quantity.span.end)[1]):
        return "where a tariff begins or ends"
    topic = governor(view, quantity, taken, rules.measures)
    if measure is not None and "level" in measure.kinds:
        if _vetoed(view, quantity, topic, measure):
            return f"{topic.mark.word if topic and topic.mark else 'one user, one task'} makes it no volume"
        if size < measure.smallest_level:
            return f"too small for a {measure.title} level"
        return measure, f"level.unit-{measure.unit}"
    if quantity.unit is not None or (mark is not None):
        return "its unit is not this measure's"
    name = topic.name if topic is not None else memory.topic
    measure = rules.measures.get(name or "")
    elsewhere = topic is None or topic.how == "earlier-clause"
    if measure is not None and "level" not in measure.kinds and elsewhere and memory.platform is not None:
        # A price told before does not make an amount of trillions one.
        measure = by_unit.get("token")
    if measure is None or "level" not in measure.kinds:
        return f"governed by {name}" if name else "nothing says what it measures"
    if size < measure.bare_level_from or not measure.bare_level_from:
        return "a bare number too small to stand for the unit"
    return measure, f"level.bare-{topic.how if topic else 'topic'}"


def _gapped(view: View, quantity: Quantity, rules: Rules) -> str | None:
    """ "A has 519 billion parameters and B 236 billion": a noun told once is the parallel number's as well."""
    before = [one for one in view.quantities if one.span.end <= quantity.span.start]
    mark = unit_mark(view, before[-1]) if before and before[-1].unit is None else None
    if mark is None or name_of(mark) in rules.measures or magnitude(before[-1].value) < _LARGE:
        return None
    if view.expression("gapped_noun").match(view.between(mark.end, quantity.span.start)) is None:
        return None
    return None if view.has("topic", mark.end, quantity.span.start) else mark.word


def _vetoed(view: View, quantity: Quantity, topic: Topic | None, measure: Measure) -> bool:
    """Tokens of a window, a corpus, a speed or one person's are no volume of a model, a lab or a country."""
    if of_somebody(view, quantity.span.start):
        return True
    if topic is None or topic.name not in TOKENS_TOO or not topic.how.startswith(("before", "after-noun")):
        return False
    return not _nearer_verb(view, quantity, measure)


def _nearer_verb(view: View, quantity: Quantity, measure: Measure) -> bool:
    """A verb of the measure right before the number outweighs another topic's noun further off."""
    left, _ = view.clause_span(quantity.span.start)
    verbs = view.cues(f"topic.{measure.name}.verb", left, quantity.span.start)
    return bool(verbs) and quantity.span.start - verbs[-1].end <= 12
