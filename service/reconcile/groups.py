"""The same claim in several articles: its group, the voices in it, and where they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml

from extractors.types import Claim
from service.reconcile.comparable import amounts, quotient, same_frame
from service.reconcile.copies import clusters
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.intervals import Interval, stated
from service.reconcile.types import Explanation

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """One article's claim in a group. ``name`` is what a reader knows the article by."""

    article_id: str
    claim_id: str
    claim: Claim
    name: str = ""
    published_at: datetime | None = None
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Slip:
    """A known way in which a scale word goes wrong; ``factor`` is the wrong value over the right one."""

    factor: Decimal
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two voices whose values exclude each other; ``first`` spoke earlier or for more voices.

    ``factor`` is second over first where both have a point; ``slip`` is the scale word that would explain it.
    """

    first: Member
    second: Member
    factor: Decimal | None
    slip: Slip | None
    explanation: Explanation


def group_key(claim: Claim) -> str | None:
    """What makes two claims the same one, as a stable string; null for a claim without a period.

    Two articles that say no more than "recently" may mean different weeks, so they share no group.
    """
    if claim.period is None:
        return None
    base = claim.base_period if claim.kind in {"change", "ratio"} else None
    parts = (
        claim.kind,
        claim.measure,
        claim.subject,
        claim.object,
        claim.relation,
        claim.platform,
        f"{claim.period.start}/{claim.period.end}",
        f"{base.start}/{base.end}" if base else None,
        claim.of,
        claim.price_of,
        claim.modality,
    )
    return "|".join("" if part is None else str(part) for part in parts)


def voices(members: Sequence[Member]) -> tuple[tuple[Member, ...], ...]:
    """The members by text: copies of one text are one voice, its earliest copy first; earliest voice first."""
    ordered = sorted(members, key=published)
    return tuple(tuple(ordered[at] for at in each) for each in clusters([each.fingerprint for each in ordered]))


Published = tuple[datetime, str, str]


def published(member: Member) -> Published:
    """Sort key: publication time, undated last; ids break ties so that no order depends on the input's."""
    return member.published_at or _UNDATED, member.article_id, member.claim_id


def compare(first: Member, second: Member) -> Disagreement | None:
    """How the second differs from the first, null where both can hold or are not comparable."""
    return disagreement(first, second) if excludes(first, second) else None


def excludes(one: Member, other: Member) -> bool:
    """Whether two comparable values have nothing in common."""
    if not same_frame(one.claim, other.claim):
        return False
    sides = _sides(one.claim, other.claim)
    return sides is not None and not sides[0].meets(sides[1])


def _sides(one: Claim, other: Claim) -> tuple[Interval, Interval] | None:
    if one.kind == "level" and one.per != other.per:
        pair = amounts(one, other)
        return None if pair is None else (pair[0].interval, pair[1].interval)
    if one.kind == "level":
        return stated(one), stated(other)
    return (stated(one), stated(other)) if one.unit == other.unit else None


def disagreement(first: Member, second: Member) -> Disagreement:
    """How two members disagree that exclude each other."""
    factor = _factor(first.claim, second.claim)
    slip = _slip(first.claim, second.claim)
    return Disagreement(
        first,
        second,
        factor,
        slip,
        Explanation(_sentence(first, second, factor, slip, "en"), _sentence(first, second, factor, slip, "zh")),
    )


def _factor(one: Claim, other: Claim) -> Decimal | None:
    points = (other.value.point, one.value.point)
    pair = amounts(other, one) if one.kind == "level" else None
    if pair is not None:
        points = pair[0].point, pair[1].point
    return None if points[0] is None or not points[1] else points[0] / points[1]


def _slip(one: Claim, other: Claim) -> Slip | None:
    """The scale word whose mistranslation turns one value into the other, within what the digits allow."""
    pair = amounts(other, one) if one.kind == "level" else None
    if pair is None:
        return None
    factors = quotient(*pair).interval
    return next((slip for slip in known_slips() if factors.meets(Interval(slip.factor, slip.factor))), None)


@cache
def known_slips() -> tuple[Slip, ...]:
    rows = yaml.safe_load(resources.files(__package__).joinpath("slips.yaml").read_text(encoding="utf-8"))
    return tuple(Slip(Decimal(row["factor"]), Explanation(row["en"], row["zh"])) for row in rows)


def _sentence(first: Member, second: Member, factor: Decimal | None, slip: Slip | None, lang: Language) -> str:
    values = [stated_value(member.claim, lang) for member in (first, second)]
    names = [member.name or member.article_id for member in (first, second)]
    what = subject_name(first.claim.subject, lang), period_text(first.claim.period, lang)
    times = None if factor is None else figure(factor, "times", lang)
    if lang == "zh":
        tail = (f"，相差{times}" if times else "") + (f"：{slip.explanation.zh}" if slip else "")
        return f"{what[0]}（{what[1]}）：{names[0]}称{values[0]}，{names[1]}称{values[1]}{tail}。"
    tail = (f", a factor of {times}" if times else "") + (f": {slip.explanation.en}" if slip else "")
    return f"{what[0]} ({what[1]}): {names[0]} says {values[0]}, {names[1]} says {values[1]}{tail}."


def stated_value(claim: Claim, lang: Language) -> str:
    """The claim's value as a reader writes it."""
    if claim.value.point is None:
        return span_of(claim.value.low, claim.value.high, claim.unit, lang)
    return figure(claim.value.point, claim.unit, lang)
