"""Every reading of a claim with its arithmetic and its match."""

from __future__ import annotations

from decimal import Decimal

from extractors.types import Claim, Period
from service.reconcile import listing, orders
from service.reconcile.arithmetic import Outcome, outcome
from service.reconcile.compare import match
from service.reconcile.readings import Choice, choices
from service.reconcile.select import Party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Reading, ReadingResult

_LARGE = Decimal(1_000_000)
_WHOLE, _BILLIONTH = Decimal(1), Decimal("1e-9")


def evaluate(
    claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None
) -> tuple[tuple[ReadingResult, ...], tuple[Period, ...]]:
    """The readings that the words allow, literal ones first, and the periods that a literal one lacked."""
    if snapshot.spec.layout == "listing":
        return tuple(listing.readings(claim, snapshot, subject, other)), ()
    found = [_evaluated(claim, choice, snapshot) for choice in choices(claim, snapshot, subject, other)]
    missing = {gap for result, came_to in found if result.reading.literal for gap in came_to.missing}
    return tuple(result for result, _ in found), tuple(sorted(missing))


def _evaluated(claim: Claim, choice: Choice, snapshot: Snapshot) -> tuple[ReadingResult, Outcome]:
    compute = orders.KINDS.get(claim.kind, outcome)
    came_to = compute(claim, choice, snapshot)
    low, high = rounded(came_to.low), rounded(came_to.high)
    matched = match(claim, low, high, snapshot.spec.restated)
    if matched == "undecided" and came_to.missing:
        matched = "not_covered"
    reading = Reading(
        selection=choice.selection,
        window=choice.window,
        attribution=choice.attribution,
        literal=choice.literal,
        share_of=choice.share_of,
        series=choice.series,
    )
    return ReadingResult(reading, low, high, matched, came_to.rows), came_to


def rounded(value: Decimal | None) -> Decimal | None:
    """A bound as it is written down, so that a stored one is the same: whole above a million, else nine decimals."""
    if value is None:
        return None
    return value.quantize(_WHOLE if abs(value) >= _LARGE else _BILLIONTH)
