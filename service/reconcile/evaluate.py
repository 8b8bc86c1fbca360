"""Every reading of a claim with its arithmetic and its match.

What the data come to does not depend on the value that a claim states. Many articles ask the same question of the same
week, so the arithmetic of a question is kept with the snapshot, and only the match is made anew.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.types import Claim, Period
from service.reconcile import listing, orders
from service.reconcile.arithmetic import Outcome, outcome
from service.reconcile.compare import match
from service.reconcile.readings import choices
from service.reconcile.select import Party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Reading, ReadingResult

_LARGE = Decimal(1_000_000)
_EXACT = 18  # powers of ten; what is larger keeps the digits it has
_WHOLE, _BILLIONTH = Decimal(1), Decimal("1e-9")

Answers = tuple[tuple[Reading, Outcome], ...]


def evaluate(
    claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None
) -> tuple[tuple[ReadingResult, ...], tuple[Period, ...]]:
    """The readings that the words allow, literal ones first, and the periods that a literal one lacked."""
    if snapshot.spec.layout == "listing":
        return tuple(listing.readings(claim, snapshot, subject, other)), ()
    answers: Answers = snapshot.memo(_question(claim), lambda: _answers(claim, snapshot, subject, other))
    results: list[ReadingResult] = []
    missing: set[Period] = set()
    for reading, found in answers:
        lacking = _lacking(claim, found)
        matched = match(claim, found.low, found.high, snapshot.spec.restated)
        if matched == "undecided" and lacking:
            matched = "not_covered"
        if reading.literal:
            missing.update(lacking)
        results.append(ReadingResult(reading, found.low, found.high, matched, found.rows))
    return tuple(results), tuple(sorted(missing))


def _question(claim: Claim) -> tuple[object, ...]:
    """Everything that the answers depend on."""
    return (
        "question",
        claim.kind,
        claim.subject,
        claim.object,
        claim.relation,
        claim.of,
        claim.unit,
        claim.per,
        claim.scope,
        claim.scope_n,
        claim.period,
        claim.period_basis,
        claim.base_period,
    )


def _answers(claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None) -> Answers:
    compute = orders.KINDS.get(claim.kind, outcome)
    answers = []
    for choice in choices(claim, snapshot, subject, other):
        found = compute(claim, choice, snapshot)
        reading = Reading(
            selection=choice.selection,
            window=choice.window,
            attribution=choice.attribution,
            literal=choice.literal,
            share_of=choice.share_of,
            series=choice.series,
        )
        exact = Outcome(rounded(found.low), rounded(found.high), found.rows, found.missing, found.seen)
        answers.append((reading, exact))
    return tuple(answers)


def _lacking(claim: Claim, found: Outcome) -> tuple[Period, ...]:
    """The missing periods that this claim needs: a streak needs its own length and the one that breaks it."""
    if found.low is None or not found.missing:
        return found.missing
    needed = claim.value.low if claim.value.high is None else claim.value.high + 1
    return found.missing if needed is not None and found.seen < needed else ()


def rounded(value: Decimal | None) -> Decimal | None:
    """A bound as it is written down, so that a stored one is the same: whole above a million, else nine decimals."""
    if value is None or value.adjusted() > _EXACT:
        return value
    return value.quantize(_WHOLE if abs(value) >= _LARGE else _BILLIONTH)
