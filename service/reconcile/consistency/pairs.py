"""Rules that set one claim against the two levels it relates: growth, ratio, order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from extractors.types import Claim, Period
from service.reconcile.comparable import Amount, amounts, quotient
from service.reconcile.consistency.book import Book, Finding
from service.reconcile.intervals import Interval, stated
from service.reconcile.types import ConsistencyRelation

_ONE = Decimal(1)
_HUNDRED = Decimal(100)


def _quotients(
    book: Book, claim: Claim, top: tuple[str, Period | None], bottom: tuple[str, Period | None]
) -> Iterator[tuple[int, int, Amount]]:
    """Each pair of levels that could be numerator and denominator, with their quotient."""
    for upper, lower in product(book.levels(claim, *top), book.levels(claim, *bottom)):
        pair = amounts(book.claims[upper], book.claims[lower])
        if pair is not None and upper != lower:
            yield upper, lower, quotient(*pair)


def growths(book: Book) -> Iterator[Finding]:
    """A change against the level it arrived at and the level it started from."""
    for position, claim in book.of_kind("change"):
        ends = (claim.subject, claim.period), (claim.subject, claim.base_period)
        for later, earlier, factor in _quotients(book, claim, *ends):
            implied = factor.interval.plus(-_ONE).times(_HUNDRED)
            point = None if factor.point is None else (factor.point - 1) * _HUNDRED
            yield _judged("growth", (position, later, earlier), implied, point, stated(claim))


def ratios(book: Book) -> Iterator[Finding]:
    """A factor against the two levels: subject over object, or later over earlier."""
    for position, claim in book.of_kind("ratio"):
        top = claim.subject, claim.period
        bottom = (claim.object, claim.period) if claim.object else (claim.subject, claim.base_period)
        for upper, lower, factor in _quotients(book, claim, top, bottom):
            yield _judged("ratio", (position, upper, lower), factor.interval, factor.point, stated(claim))


def orders(book: Book) -> Iterator[Finding]:
    """A comparison, or the one a streak implies, against the two levels. Equal levels contradict neither order."""
    for position, claim in book.of_kind("comparison", "streak"):
        top = claim.subject, claim.period
        if claim.relation in {"above", "below"} and claim.object:
            bottom: tuple[str, Period | None] = claim.object, claim.period
        elif claim.relation in {"grows", "falls"}:
            bottom = claim.subject, claim.base_period
        else:
            continue
        expected = Interval(_ONE, None) if claim.relation in {"above", "grows"} else Interval(None, _ONE)
        for upper, lower, factor in _quotients(book, claim, top, bottom):
            yield _judged("order", (position, upper, lower), factor.interval, factor.point, expected)


def _judged(
    relation: ConsistencyRelation, claims: tuple[int, ...], implied: Interval, point: Decimal | None, expected: Interval
) -> Finding:
    return Finding(relation, claims, implied, point, implied.meets(expected))
