"""Mentions to propositions: what an article says twice is one claim with several mentions.

Two claims say the same when everything but their value, scope and wording agrees and their intervals overlap; the one
stated most precisely gives the value. Values that cannot both hold stay two claims. A comparison that a streak of the
same two already implies is not given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from extractors.types import Claim, Scope, Span, Value

_WIDE = Decimal("Infinity")
_BOUNDS = frozenset({"more_than", "at_least", "less_than", "at_most", "nearly"})
_ROUGH = ("tenths", "fraction", "share.counted")
_WHOLE, _HALF, _PARTS = Decimal(100), Decimal("0.5"), 20
_CLOSE = 8
_LOOKED_BACK = 200
_identity = attrgetter("kind", "measure", "object", "relation", "of", "unit", "per", "platform", "modality")


def propositions(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Merge restatements; the order is that of each proposition's first mention in the body, then the title's."""
    merged: list[Claim] = []
    mentions: list[list[Span]] = []
    last: list[tuple[Span, ...]] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for claim in claims:
        places = alike.setdefault(_identity(claim), [])
        # Nobody restates what stands hundreds of figures back; without a limit a list of numbers costs its square.
        for index in places[-_LOOKED_BACK:]:
            if _same(merged[index], claim, last[index]):
                merged[index] = _join(merged[index], claim)
                mentions[index].extend(claim.mentions)
                last[index] = claim.mentions
                break
        else:
            places.append(len(merged))
            merged.append(claim)
            mentions.append(list(claim.mentions))
            last.append(claim.mentions)
    whole = [
        claim if len(spans) == 1 else replace(claim, mentions=tuple(sorted(set(spans), key=_place)))
        for claim, spans in zip(merged, mentions, strict=True)
    ]
    streaks = {_order(claim) for claim in whole if claim.kind == "streak"}
    return tuple(claim for claim in whole if claim.kind != "comparison" or _order(claim) not in streaks)


def _order(claim: Claim) -> tuple[object, ...]:
    """Who is above or below whom in what: what a streak says beside its length."""
    return (claim.measure, claim.subject, claim.object, claim.relation)


def _same(one: Claim, other: Claim, told: Sequence[Span]) -> bool:
    return (
        _same_subject(one, other)
        and (one.period == other.period or None in {one.period, other.period})
        and (one.price_of == other.price_of or None in {one.price_of, other.price_of})
        and (
            one.kind == "comparison"
            or _in_passing(one, other)
            or (overlap(one.value, other.value) and not _set_apart(one, other, told))
        )
        and (
            one.kind not in {"change", "ratio"}
            or one.base_period == other.base_period
            or None in {one.base_period, other.base_period}
        )
    )


def _in_passing(one: Claim, other: Claim) -> bool:
    hedged = one.modifier in _BOUNDS or other.modifier in _BOUNDS
    return one.unit == "percent" and not hedged and rounds(one.value, one.rule, other.value, other.rule)


def rounds(one: Value, one_rule: str, other: Value, other_rule: str) -> bool:
    """ "17.4%, about one token in six", 掉两成 of a fall of 18.6%: an exact percentage, and the words that round it."""
    if one.point is None or other.point is None or one.point * other.point <= 0:
        return False
    first, second = _rounded(one.point, one_rule), _rounded(other.point, other_rule)
    if (first is None) == (second is None):
        return False
    spread, exact = (first, other.point) if first is not None else (second, one.point)
    return spread is not None and spread[0] <= abs(exact) < spread[1]


def _rounded(point: Decimal | None, rule: str) -> tuple[Decimal, Decimal] | None:
    """What percentages a tenth or a simple fraction in words stands for; null for one in digits."""
    if not point or not any(word in rule for word in _ROUGH):
        return None
    point = abs(point)
    if "tenths" in rule:
        return (point - 5, point + 5) if point % 10 == 0 else None
    parts = (_WHOLE / point).to_integral_value()
    plain = 2 < parts <= _PARTS and abs(_WHOLE / point - parts) < Decimal("0.05")
    return (_WHOLE / (parts + _HALF), _WHOLE / (parts - _HALF)) if plain else None


def _set_apart(one: Claim, other: Claim, told: Sequence[Span]) -> bool:
    """Two numbers of one clause ("from $3 to $2.50") are two propositions unless they are the same number.

    ``told`` is where the one was told last.
    """
    if one.value.point == other.value.point or (one.modifier in _BOUNDS) != (other.modifier in _BOUNDS):
        # "passed 50% and reached 52.8%": a bound and the number that keeps it.
        return False
    return any(
        first.field == second.field and min(abs(first.end - second.start), abs(second.end - first.start)) <= _CLOSE
        for first in told
        for second in other.mentions
    )


def _same_subject(one: Claim, other: Claim) -> bool:
    """The same name; a model and its free variant; at one place of the list, a lab and its model."""
    if one.subject == other.subject:
        return True
    if not {one.subject.partition(":")[0], other.subject.partition(":")[0]} <= {"model", "author"}:
        return False
    if one.subject.removesuffix(":free") == other.subject.removesuffix(":free"):
        return True
    if one.kind != "rank" or one.of is not None:
        return False
    return _lab(one.subject) == _lab(other.subject) and "author" in {one.subject[:6], other.subject[:6]}


def _lab(subject: str) -> str:
    return subject.partition(":")[2].partition("/")[0]


def overlap(one: Value, other: Value) -> bool:
    """Whether two closed intervals share a point; an open end reaches as far as needed."""
    low = max(_end(one.low, -_WIDE), _end(other.low, -_WIDE))
    high = min(_end(one.high, _WIDE), _end(other.high, _WIDE))
    # Rounded values that only touch (1 and 2, to the unit) are two values; an end that is stated may be met.
    return low < high or (low == high and any(low in {value.point, None} or _exact(value) for value in (one, other)))


def _exact(value: Value) -> bool:
    return value.low == value.high


def _end(end: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if end is None else end


def _join(one: Claim, other: Claim) -> Claim:
    keep, lose = (one, other) if _sharper(one) <= _sharper(other) else (other, one)
    if "none" not in {one.modifier, other.modifier} and _digits(one) != _digits(other):
        # The widths of two hedged numbers are shares of them; what was stated to more digits says more.
        keep, lose = (one, other) if _digits(one) > _digits(other) else (other, one)
    if _in_passing(one, other):
        keep, lose = (one, other) if _rounded(one.value.point, one.rule) is None else (other, one)
    listed: Scope = "listed" if "listed" in {one.scope, other.scope} else "all"
    told: dict[str, Any] = {
        "subject": max(keep.subject, lose.subject, key=lambda subject: (subject.startswith("model"), len(subject))),
        "scope": listed,
        "scope_n": keep.scope_n or lose.scope_n,
        "period": keep.period or lose.period,
        "period_basis": keep.period_basis or lose.period_basis,
        "base_period": keep.base_period or lose.base_period,
        "price_of": keep.price_of or lose.price_of,
        "attribution": keep.attribution or lose.attribution,
        "confidence": max(keep.confidence, lose.confidence),
    }
    return keep if all(getattr(keep, name) == value for name, value in told.items()) else replace(keep, **told)


def _digits(claim: Claim) -> int:
    point = claim.value.point
    return 0 if point is None else len(point.normalize().as_tuple().digits)


def _sharper(claim: Claim) -> tuple[Decimal, bool]:
    low, high = claim.value.low, claim.value.high
    return (_WIDE if low is None or high is None else high - low, claim.modifier != "none")


def _place(span: Span) -> tuple[bool, int]:
    return (span.field != "title", span.start)
