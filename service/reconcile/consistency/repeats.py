"""Rules about saying one thing twice: two values for one proposition, two lengths of one streak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal
from itertools import combinations

from extractors.types import Claim, Period
from service.reconcile.comparable import amounts, same_frame, same_ground
from service.reconcile.consistency.book import Book, Finding
from service.reconcile.intervals import Interval, stated


def equal_values(book: Book) -> Iterator[Finding]:
    """Two values for one proposition, of which at most one can be true.

    Prices are compared only where it is said what they are for.
    """
    same: dict[Hashable, list[int]] = defaultdict(list)
    for position, claim in book.sure():
        key = _proposition(claim)
        if key is not None:
            same[key].append(position)
    for positions in same.values():
        for first, second in combinations(positions, 2):
            one, other = book.claims[first], book.claims[second]
            if not same_ground(one, other):
                continue
            pair = amounts(one, other) if one.kind == "level" else None
            sides = (pair[0].interval, pair[1].interval) if pair else (stated(one), stated(other))
            point = pair[1].point if pair else other.value.point
            yield Finding("equal", (first, second), sides[1], point, sides[0].meets(sides[1]))


def _proposition(claim: Claim) -> Hashable | None:
    """What the claim is about, all but its value; null where that is not fixed enough to compare."""
    relative = claim.kind == "change" or (claim.kind == "ratio" and claim.object is None)
    if (
        claim.period is None
        or claim.kind in {"comparison", "streak"}
        or (relative and claim.base_period is None)
        or (claim.kind == "price" and claim.price_of is None)
    ):
        return None
    frame = claim.platform, claim.scope, claim.scope_n, claim.modality
    what = claim.kind, claim.measure, claim.subject, claim.object, claim.of, claim.unit, claim.price_of
    return what, frame, claim.period, claim.base_period


def streak_lengths(book: Book) -> Iterator[Finding]:
    """Two lengths of one streak: the later must be the earlier plus the periods between, unless it began in between."""
    streaks = [(position, claim) for position, claim in book.of_kind("streak") if claim.period is not None]
    for (first, one), (second, other) in combinations(streaks, 2):
        if (one.subject, one.object, one.relation, one.unit) != (
            other.subject,
            other.object,
            other.relation,
            other.unit,
        ):
            continue
        if not same_frame(one, other):
            continue
        finding = streak_pair((first, one), (second, other))
        if finding is not None:
            yield finding


def _condition(streak: Claim) -> Hashable:
    return streak.measure, streak.subject, streak.object, streak.relation, streak.unit


def streak_pair(one: tuple[int, Claim], other: tuple[int, Claim]) -> Finding | None:
    """The pair judged, whichever comes first; null where their dates are not whole periods apart."""
    if one[1].period is None or other[1].period is None:
        return None
    one_first = (one[1].period, one[0]) <= (other[1].period, other[0])
    earlier, later = (one, other) if one_first else (other, one)
    apart = _units_between(min(one[1].period, other[1].period), max(one[1].period, other[1].period), later[1].unit)
    if apart is None:
        return None
    implied = stated(earlier[1]).plus(Decimal(apart))
    length = stated(later[1])
    restarted = apart > 0 and Interval(Decimal(1), Decimal(apart)).meets(length)
    point = None if earlier[1].value.point is None else earlier[1].value.point + apart
    return Finding("streak", (later[0], earlier[0]), implied, point, restarted or implied.meets(length))


def _units_between(earlier: Period, later: Period, unit: str | None) -> int | None:
    start, end = earlier.end, later.end
    if unit == "month":
        return (end.year - start.year) * 12 + end.month - start.month
    size = {"day": 1, "week": 7}.get(unit or "")
    if size is None or (end - start).days % size:
        return None
    return (end - start).days // size
