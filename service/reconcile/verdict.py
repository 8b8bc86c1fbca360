"""From a claim and a snapshot to a verdict: every reading evaluated, one label, and the reading that decided it.

The labels are AVeriTeC's. The literal reading rules where it is true or false; another reading can turn a false one
into ``conflicting`` and an undecided one into ``supported``; nothing else moves a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from extractors.types import Claim, Period
from service.reconcile import listing
from service.reconcile.compare import distance
from service.reconcile.evaluate import evaluate, rounded
from service.reconcile.explain import explain
from service.reconcile.explain.facts import Facts
from service.reconcile.readings import counterpart
from service.reconcile.select import Party, party, released
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Label, Match, ReadingResult, Reason, Verdict

_NOT_DECIDED: Sequence[Match] = ("not_covered", "undecided")


def verify(claim: Claim, snapshot: Snapshot) -> Verdict:
    """What the snapshot says about the claim, under every reading that its words allow. Never raises for a claim."""
    subject, other = party(snapshot, claim.subject), counterpart(claim, snapshot)
    reason = _outside(claim, snapshot, subject, other)
    if reason is not None or subject is None:
        return _without_data(claim, snapshot, reason or "subject", subject, other)
    readings, missing = evaluate(claim, snapshot, subject, other)
    label = label_from_readings(readings)
    decided = _deciding(claim, readings, label)
    reason = None
    if label == "not_enough_evidence":
        reason = "undecided" if decided is not None else "missing_days" if missing else "no_data"
    literal = [result for result in readings if result.reading.literal]
    errors = [error for result in literal if (error := distance(claim, result.low, result.high)) is not None]
    return Verdict(
        label=label,
        reading=decided,
        readings=readings,
        relative_error=rounded(min(errors, key=abs, default=None)),
        explanation=explain(
            Facts(claim, snapshot.spec, label, decided, readings, reason, missing, _respelt(claim, subject, other))
        ),
        reference=snapshot.reference(_periods(claim, readings)),
        reason=reason,
        missing=missing,
    )


def label_from_readings(readings: Iterable[ReadingResult]) -> Label:
    """The label that these readings come to; the same for a verdict's stored readings as when it was made."""
    spoken: list[Match] = []
    others: list[Match] = []
    for result in readings:
        (spoken if result.reading.literal else others).append(result.match)
    literal = literal_match(spoken)
    if literal == "true":
        return "supported"
    if literal == "not_covered":
        return "not_enough_evidence"
    elsewhere = "true" in others
    if literal == "undecided":
        return "supported" if elsewhere else "not_enough_evidence"
    return "conflicting" if elsewhere else "refuted"


def literal_match(matches: Sequence[Match]) -> Match:
    """Several literal readings are one: true if any is, false if all are."""
    if "true" in matches:
        return "true"
    return next((open_ for open_ in _NOT_DECIDED if open_ in matches), "false" if matches else "not_covered")


def _outside(claim: Claim, snapshot: Snapshot, subject: Party | None, other: Party | None) -> Reason | None:
    """Why the data set cannot speak about the claim at all."""
    spec = snapshot.spec
    if claim.modality == "forecast":
        return "forecast"
    if claim.measure != spec.measure:
        return "measure"
    if claim.platform not in spec.platforms:
        return "national" if claim.platform == "national" else "platform"
    if not _complete(claim):
        return "incomplete"
    if claim.kind == "level" and claim.unit not in {None, spec.unit}:
        return "measure"
    if subject is None or (other is None and _needs_other(claim)):
        return "subject"
    if claim.scope == "listed" and not spec.leaderboards:
        return "scope"
    if _too_early(claim, snapshot, subject, other):
        return "unreleased"
    if spec.layout == "listing":
        return listing.why_not(claim, snapshot)
    needs_base = claim.kind == "change" or (claim.kind == "ratio" and claim.object is None)
    if claim.period is None or (needs_base and claim.base_period is None):
        return "period"
    return None


def _complete(claim: Claim) -> bool:
    """Whether the claim says what its kind must say: an end of an interval, or a relation."""
    if claim.kind in {"comparison", "streak"} and claim.relation is None:
        return False
    return claim.kind == "comparison" or claim.value.low is not None or claim.value.high is not None


def _needs_other(claim: Claim) -> bool:
    if claim.kind == "share":
        return claim.object not in {None, "all", "listed"}
    if claim.kind in {"comparison", "streak"}:
        return claim.relation in {"above", "below"}
    return claim.kind == "ratio" and claim.object is not None


def _too_early(claim: Claim, snapshot: Snapshot, *parties: Party | None) -> tuple[str, date] | None:
    """A side of the claim that did not exist yet in a period that the claim speaks of, and its day of release."""
    ends = [period.end for period in (claim.period, claim.base_period) if period is not None]
    for one in parties if ends else ():
        if one is not None and (day := released(snapshot, one)) is not None and min(ends) < day:
            return one.subject, day
    return None


def _respelt(claim: Claim, *parties: Party | None) -> tuple[tuple[str, str], ...]:
    """The subjects that the data set has under another spelling than the claim, each with that one."""
    said = (claim.subject, claim.object)
    pairs = ((own, one.subject) for own, one in zip(said, parties, strict=True) if own is not None and one is not None)
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def _without_data(
    claim: Claim, snapshot: Snapshot, reason: Reason, subject: Party | None, other: Party | None
) -> Verdict:
    """The verdict of a claim that the data set cannot speak about."""
    since = _too_early(claim, snapshot, subject, other) if reason == "unreleased" else None
    facts = Facts(
        claim,
        snapshot.spec,
        "not_enough_evidence",
        reason=reason,
        respelt=_respelt(claim, subject, other),
        released=since,
    )
    return Verdict(
        label="not_enough_evidence",
        reading=None,
        readings=(),
        relative_error=None,
        explanation=explain(facts),
        reference=snapshot.reference(()),
        reason=reason,
    )


def _deciding(claim: Claim, readings: Sequence[ReadingResult], label: Label) -> ReadingResult | None:
    """The reading that the label rests on: the plainest one that is true, else the literal one nearest the claim."""
    literal = [result for result in readings if result.reading.literal]
    if label in {"supported", "conflicting"}:
        spoken = [result for result in literal if result.match == "true"]
        pool = spoken or [result for result in readings if result.match == "true"]
    elif literal_match([result.match for result in literal]) == "not_covered":
        return None
    else:
        pool = literal

    def plainness(result: ReadingResult) -> tuple[bool, bool, Decimal]:
        moved = result.reading.window != claim.period
        return moved, result.reading.attribution != "stealth_left_out", _offset(claim, result)

    return min(pool, key=plainness, default=None)


def _offset(claim: Claim, result: ReadingResult) -> Decimal:
    """How far the reading's middle lies from the claim's point, relatively; nothing where there is none to compare."""
    point = claim.value.point
    if point is None or result.low is None or result.high is None:
        return Decimal(0)
    middle = (result.low + result.high) / 2
    return abs(middle - point) / (abs(point) or Decimal(1))


def _periods(claim: Claim, readings: Sequence[ReadingResult]) -> set[Period]:
    used = {row.window for result in readings if result.reading.literal for row in result.rows}
    return used or {period for period in (claim.period, claim.base_period) if period is not None}
