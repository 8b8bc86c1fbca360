"""Can the claims of one article all hold? No reference data are asked.

Each relation is one rule: it picks the claims that it relates, propagates their intervals to the value that one of
them should have, and says whether that meets what is stated. ``inconsistent`` means that no values inside the stated
intervals satisfy the relation; anything short of that is ``consistent``, however odd the points look.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.entities import load_labs
from extractors.types import Claim
from service.reconcile.consistency.book import Book, CountryOf
from service.reconcile.consistency.pairs import growths, orders, ratios
from service.reconcile.consistency.repeats import equal_values, streak_lengths
from service.reconcile.consistency.sentences import explain
from service.reconcile.consistency.wholes import parts_and_wholes, shares
from service.reconcile.types import ConsistencyResult

__all__ = ["check_consistency"]

_RULES = (growths, ratios, shares, parts_and_wholes, orders, equal_values, streak_lengths)


def check_consistency(claims: Sequence[Claim], country_of: CountryOf | None = None) -> tuple[ConsistencyResult, ...]:
    """Every relation that two or more of the claims stand in, with its arithmetic.

    ``claims`` in a result are positions in the sequence, the judged claim first. The outcome does not depend on the
    order of the claims; claims without a period, or about different platforms or scopes, are not compared.
    """
    book = Book(claims, country_of or load_labs().country_of)
    return tuple(
        ConsistencyResult(
            relation=finding.relation,
            result="consistent" if finding.holds else "inconsistent",
            claims=finding.claims,
            low=finding.implied.low,
            high=finding.implied.high,
            point=finding.point,
            explanation=explain(finding, book),
        )
        for rule in _RULES
        for finding in rule(book)
    )
