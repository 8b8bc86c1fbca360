"""What an article's assessment gives subscribers to hear about: claims, verdicts, versions -> discrepancies. Pure.

A finding's id is made from what disagrees, so the same disagreement found again is the same finding, and one that is
not found any more can be resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.types import Claim
from extractors.wire import decimal_text
from service.identity import claim_slot, discrepancy_id
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.groups import Disagreement, Member
from service.reconcile.types import (
    ConsistencyRelation,
    ConsistencyResult,
    Discrepancy,
    DiscrepancyKind,
    Explanation,
    ReadingResult,
    Side,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Teller:
    """The article that tells, as a discrepancy's side names it."""

    article_id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim under its public id, with its newest verdict where it has one."""

    claim_id: str
    claim: Claim
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A discrepancy under its public id, the claims it is about, and the group it belongs to where it has one."""

    public_id: str
    discrepancy: Discrepancy
    claims: tuple[str, ...]
    group_key: str | None = None


def against_data(teller: Teller, stated: Iterable[Stated]) -> Iterator[Finding]:
    """Every claim that the data refute, or support only in a reading that its words do not say."""
    for each in stated:
        verdict = each.verdict
        if verdict is None or verdict.label not in {"refuted", "conflicting"}:
            continue
        kind: DiscrepancyKind = "refuted" if verdict.label == "refuted" else "conflicting"
        literal = next((result for result in verdict.readings if result.reading.literal), verdict.reading)
        discrepancy = Discrepancy(
            kind=kind,
            subject=each.claim.subject,
            measure=each.claim.measure,
            sides=(_side(teller, each), _data_side(verdict, literal, each.claim.unit)),
            explanation=verdict.explanation,
            period=each.claim.period,
            reading=None if verdict.reading is None else verdict.reading.reading,
            factor=_factor(each.claim.value.point, _middle(literal)),
        )
        yield Finding(discrepancy_id(kind, each.claim_id), discrepancy, (each.claim_id,))


def within(teller: Teller, stated: Sequence[Stated], results: Iterable[ConsistencyResult]) -> Iterator[Finding]:
    """Every relation among the article's own claims that no values inside their intervals satisfy."""
    for result in results:
        if result.result != "inconsistent":
            continue
        involved = [stated[position] for position in result.claims]
        judged = involved[0]
        ids = tuple(dict.fromkeys(each.claim_id for each in involved))
        discrepancy = Discrepancy(
            kind="inconsistent",
            subject=judged.claim.subject,
            measure=judged.claim.measure,
            sides=(
                _side(teller, judged),
                Side(teller.title, result.low, result.high, result.point, judged.claim.unit, teller.article_id),
            ),
            explanation=result.explanation,
            period=judged.claim.period,
            relation=result.relation,
            factor=_factor(judged.claim.value.point, result.point),
        )
        yield Finding(discrepancy_id("inconsistent", result.relation, *sorted(ids)), discrepancy, ids)


def between(
    group_key: str,
    found: Iterable[Disagreement],
    tellers: Mapping[str, Teller],
    *,
    relation: ConsistencyRelation | None = None,
) -> Iterator[Finding]:
    """Every value of a claim group (or length of a streak) that another article's excludes."""
    for each in found:
        if each.first.article_id == each.second.article_id:
            continue  # that is the article's own inconsistency
        discrepancy = Discrepancy(
            kind="disagreement",
            subject=each.first.claim.subject,
            measure=each.first.claim.measure,
            sides=(_member_side(each.first, tellers), _member_side(each.second, tellers)),
            explanation=each.explanation,
            period=each.first.claim.period,
            relation=relation,
            factor=each.factor,
        )
        public_id = disagreement_id(group_key, each.first, each.second, relation=relation)
        yield Finding(public_id, discrepancy, (each.first.claim_id, each.second.claim_id), group_key)


def disagreement_id(
    group_key: str, first: Member, second: Member, *, relation: ConsistencyRelation | None = None
) -> str:
    """Made from the two values, so that it stays when an earlier bearer of one of them turns up."""
    values = sorted(_value_text(member.claim) + _until(member.claim, relation) for member in (first, second))
    return discrepancy_id("disagreement", group_key, *values)


def revisions(teller: Teller, before: Iterable[Stated], after: Iterable[Stated]) -> Iterator[Finding]:
    """Figures that a new version gives differently: ``before`` are the article's lost claims, ``after`` its new ones.

    A slot that either side fills more than once is ambiguous and says nothing.
    """
    old, new = _by_slot(before), _by_slot(after)
    for slot, earlier in old.items():
        later = new.get(slot)
        if earlier is None or later is None or _value_text(earlier.claim) == _value_text(later.claim):
            continue
        factor = _factor(earlier.claim.value.point, later.claim.value.point)
        discrepancy = Discrepancy(
            kind="revision",
            subject=later.claim.subject,
            measure=later.claim.measure,
            sides=(_side(teller, earlier), _side(teller, later)),
            explanation=Explanation(*(_revised(earlier.claim, later.claim, lang) for lang in ("en", "zh"))),
            period=later.claim.period,
            factor=factor,
        )
        ids = earlier.claim_id, later.claim_id
        yield Finding(discrepancy_id("revision", *ids), discrepancy, ids)


def moved(stated: Stated, before: Verdict, after: Verdict, number: int) -> Finding | None:
    """The label that a new vintage gave a claim, if it is another one; ``number`` is the new verdict's.

    A verdict that had no data to read is completed when they come in: nothing moves then.
    """
    if before.label == after.label or before.reading is None:
        return None
    claim = stated.claim
    discrepancy = Discrepancy(
        kind="verdict_changed",
        subject=claim.subject,
        measure=claim.measure,
        sides=(_data_side(before, before.reading, claim.unit), _data_side(after, after.reading, claim.unit)),
        explanation=Explanation(*(_moved(claim, before, after, lang) for lang in ("en", "zh"))),
        period=claim.period,
        reading=None if after.reading is None else after.reading.reading,
    )
    return Finding(discrepancy_id("verdict_changed", stated.claim_id, str(number)), discrepancy, (stated.claim_id,))


def _by_slot(stated: Iterable[Stated]) -> dict[tuple[str, ...], Stated | None]:
    slots: dict[tuple[str, ...], Stated | None] = {}
    for each in stated:
        slot = claim_slot(each.claim)
        slots[slot] = None if slot in slots else each
    return slots


def _side(teller: Teller, stated: Stated) -> Side:
    value = stated.claim.value
    return Side(
        source=teller.title,
        low=value.low,
        high=value.high,
        point=value.point,
        unit=stated.claim.unit,
        article_id=teller.article_id,
        claim_id=stated.claim_id,
        url=teller.url,
    )


def _member_side(member: Member, tellers: Mapping[str, Teller]) -> Side:
    """A side by the name that the explanation uses too."""
    side = _side(tellers[member.article_id], Stated(member.claim_id, member.claim))
    return replace(side, source=member.name or side.source)


def _data_side(verdict: Verdict, result: ReadingResult | None, unit: str | None) -> Side:
    ends = (None, None) if result is None else (result.low, result.high)
    return Side(verdict.reference.citation, *ends, unit=unit)


def _value_text(claim: Claim) -> str:
    ends = (claim.value.point, claim.value.low, claim.value.high)
    return " ".join(decimal_text(end) or "-" for end in ends)


def _until(claim: Claim, relation: ConsistencyRelation | None) -> str:
    """A streak's length says nothing without its last day; in a group all periods are one."""
    return f" {claim.period.end}" if relation == "streak" and claim.period is not None else ""


def _middle(result: ReadingResult | None) -> Decimal | None:
    if result is None or result.low is None or result.high is None:
        return None
    return (result.low + result.high) / 2


def _factor(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if not first or second is None else second / first


def _figure(claim: Claim, language: Language) -> str:
    value = claim.value
    if value.point is not None:
        return figure(value.point, claim.unit, language)
    return span_of(value.low, value.high, claim.unit, language)


def _revised(before: Claim, after: Claim, language: str) -> str:
    lang: Language = "zh" if language == "zh" else "en"
    what, when = subject_name(after.subject, lang), period_text(after.period, lang)
    if lang == "zh":
        return f"文章发布后把{what}（{when}）的数字由{_figure(before, lang)}改为{_figure(after, lang)}。"
    return f"The article changed its figure for {what} ({when}) from {_figure(before, lang)} to {_figure(after, lang)}."


_LABELS: dict[str, dict[str, str]] = {
    "supported": {"en": "supported", "zh": "属实"},
    "refuted": {"en": "refuted", "zh": "不实"},
    "conflicting": {"en": "conflicting", "zh": "证据相互矛盾"},
    "not_enough_evidence": {"en": "not enough evidence", "zh": "证据不足"},
}


def _moved(claim: Claim, before: Verdict, after: Verdict, language: str) -> str:
    lang: Language = "zh" if language == "zh" else "en"
    what = f"{subject_name(claim.subject, lang)} ({period_text(claim.period, lang)})"
    labels = [_LABELS[verdict.label][lang] for verdict in (before, after)]
    as_of = after.reference.as_of
    if lang == "zh":
        since = "现有数据" if as_of is None else f"{as_of:%Y-%m-%d}的数据"
        return f"{what}：按{since}，判定由“{labels[0]}”变为“{labels[1]}”。{after.explanation.zh}"
    since = "the data there are now" if as_of is None else f"the data as of {as_of:%Y-%m-%d}"
    return f'{what}: with {since} the verdict moved from "{labels[0]}" to "{labels[1]}". {after.explanation.en}'
