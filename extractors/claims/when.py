"""Modality, period, base period and rate of each draft.

A number that the words set another one against ("more than the 1.46 trillion it drew in May") is a baseline and keeps
the time phrase behind it to itself. Every other number takes the nearest phrase: in English behind it in its clause or
in front of it, in Chinese in front. What a sentence does not say, its paragraph has said, or the article's dominant
period. A phrase in the role of a base is the earlier side of a change.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from extractors.claims.draft import Draft, Memory
from extractors.claims.view import View
from extractors.periods import TimePhrase, previous, publication_day, resolve
from extractors.types import Per, Period, PeriodBasis

_BASELINE = re.compile(
    r"(?:\b(?:than|times|versus|vs\.?|from|compared (?:with|to)|relative to)"
    r"(?: (?:the|its|a|an|about|roughly|just|only|nearly|some|around|under|over|last|that|their))*\s*$"
    r"|(?:\u8f83|\u6bd4|\u4e0e|\u4ece|\u7531|\u81ea|\u76f8\u6bd4|\u5bf9\u6bd4)[^,;]{0,18}\u7684?\s*$)"
)
_NEAR = 60


@dataclass(slots=True)
class Times:
    """The article's own times: publication day and the period that most of it is about."""

    today: date | None
    dominant: Period | None = None
    basis: PeriodBasis | None = None


@dataclass(slots=True)
class Reach:
    """The time phrases that may date one draft, nearest first, and those that may be its base."""

    dated: list[TimePhrase] = field(default_factory=list)
    bases: list[TimePhrase] = field(default_factory=list)
    vague: bool = False


def publication(view: View) -> date | None:
    return publication_day(view.field.published_at, view.field.language)


def rate_of(period: Period | None) -> Per | None:
    """The calendar unit that a period is."""
    if period is None:
        return None
    days = (period.end - period.start).days + 1
    rates: dict[int, Per] = {
        1: "day",
        7: "week",
        28: "month",
        29: "month",
        30: "month",
        31: "month",
        365: "year",
        366: "year",
    }
    return rates.get(days)


def month_of(day: date) -> Period:
    """The calendar month that holds a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def usable(phrase: TimePhrase) -> bool:
    """A phrase that can be a figure's window: reporting days, lengths, limits and vague times cannot."""
    if phrase.kind in {"duration", "vague", "day"} or phrase.role in {"until", "since"}:
        return phrase.kind == "end_point"
    return True


def when(drafts: list[Draft], memory: Memory, times: Times) -> None:
    """Fill times and modality in place, in text order."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    owned = _baselines(ordered)
    for index, draft in enumerate(ordered):
        _modality(draft, memory)
        _period(draft, _reach(draft, ordered, index, owned), owned, memory, times)
        _rate(draft, memory)
    _risen_from(ordered)


def _risen_from(ordered: list[Draft]) -> None:
    """ "Fell from 3.1 to 0.6 trillion": where only one time is told it is the second amount's."""
    for draft, following in zip(ordered, ordered[1:], strict=False):
        view = draft.view
        pair = draft.kind == following.kind and draft.kind in {"level", "share"} and draft.subject == following.subject
        if not pair or draft.period is None or draft.period != following.period or draft.value == following.value:
            continue
        if view.expression("from_amount").search(view.between(max(view.start, draft.start - 12), draft.start)):
            draft.period, draft.modality = previous(draft.period), "observed"
            draft.trail.append("period.risen-from")


def _baselines(ordered: list[Draft]) -> dict[int, tuple[Draft, TimePhrase]]:
    """Time phrases that belong to a baseline alone, by the place where they start."""
    owned: dict[int, tuple[Draft, TimePhrase]] = {}
    for draft in ordered:
        view = draft.view
        if draft.kind not in {"level", "price", "share"}:
            continue
        if not _BASELINE.search(view.between(max(view.start, draft.start - 30), draft.start)):
            continue
        draft.baseline = True
        later = min((other.start for other in ordered if other.start > draft.start), default=view.end)
        clause = view.clause_span(draft.start)
        for phrase in view.times:
            behind = draft.end <= phrase.start < min(later, clause[1]) and phrase.start - draft.end <= _NEAR
            before = phrase.end <= draft.start and draft.start - phrase.end <= 3 and view.field.language == "zh"
            if (behind or before) and phrase.kind not in {"duration", "day"}:
                owned[phrase.start] = (draft, phrase)
                break
    return owned


def _modality(draft: Draft, memory: Memory) -> None:
    view = draft.view
    named = [(phrase.start, phrase.end) for phrase in view.times]
    left, right = view.clause_span(draft.start)
    marks = [*view.cues("forecast.strong", view.start, right), *view.cues("forecast.weak", left, right)]
    marks = [mark for mark in marks if not any(start <= mark.start < end for start, end in named)]
    carried = (
        memory.forecast and memory.block == view.sentence.block and not view.has("source", view.start, draft.start)
    )
    shapes = any(start < draft.end for start, _, _ in view.patterns("forecast"))
    if marks or carried or shapes:
        draft.modality = "forecast"


def _reach(draft: Draft, ordered: list[Draft], index: int, owned: dict[int, tuple[Draft, TimePhrase]]) -> Reach:
    view = draft.view
    clause = view.clause(draft.start)
    left, right = view.clauses[clause]
    earlier = max((other.end for other in ordered[:index]), default=view.start)
    later = min((other.start for other in ordered[index + 1 :] if other.start > draft.start), default=view.end)
    reach = Reach()
    for phrase in view.times:
        mine = left <= phrase.start < right
        if phrase.kind == "vague" and mine and draft.kind == "level" and phrase.start - draft.end <= 8:
            reach.vague = True
        if phrase.kind in {"duration", "vague"}:
            continue
        owner = owned.get(phrase.start)
        if owner is not None and owner[0] is not draft:
            if owner[0].start > draft.start or phrase.end <= draft.start:
                reach.bases.append(phrase)
            continue
        base = (
            phrase.role == "base"
            or _against(view, phrase)
            or (
                phrase.kind == "anaphor"
                and phrase.shift in {"previous", "year_before"}
                and draft.kind in {"change", "ratio"}
            )
        )
        adjacent = phrase.end <= draft.start <= phrase.end + 3 or draft.end <= phrase.start <= draft.end + 5
        if (
            owner is None
            and base
            and not (draft.kind in {"level", "price"} and mine and adjacent and phrase.kind != "anaphor")
        ):
            near = draft.end <= phrase.start <= draft.end + 80 or phrase.end <= draft.start
            if near and abs(view.clause(phrase.start) - clause) <= 1:
                reach.bases.append(phrase)
            continue
        if phrase.kind == "anaphor" and phrase.shift != "same" and not mine:
            continue
        if usable(phrase):
            reach.dated.append(phrase)

    def distance(phrase: TimePhrase) -> tuple[int, int]:
        mine = left <= phrase.start < right
        if phrase.start in owned:
            return (-1, 0)
        if phrase.start >= draft.end:
            crosses = phrase.start >= later
            if view.field.language == "zh":
                return (3 if mine and not crosses else 6, phrase.start - draft.end)
            return ((4 if crosses else 0) if mine else 5, phrase.start - draft.end)
        crosses = phrase.end <= earlier and earlier > left
        return ((2 if crosses else 1) if mine else 3, draft.start - phrase.end)

    reach.dated.sort(key=distance)
    return reach


def _against(view: View, phrase: TimePhrase) -> bool:
    """ "half of what it had been in February": the time of what something is measured against."""
    left, _ = view.clause_span(phrase.start)
    near = max(left, phrase.start - 32)
    return view.expression("base_of").search(view.between(near, phrase.start)) is not None


def _counted_by_day(view: View, memory: Memory) -> bool:
    rates = [rate.per for rate in view.rates]
    return "day" in rates or (not rates and memory.per == "day" and memory.block == view.sentence.block)


def _days(phrase: TimePhrase, draft: Draft, carried: Period | None, memory: Memory) -> Period | None:
    """A phrase's days: an anaphor leans on the sentence's earlier phrase or the paragraph, a forecast looks ahead."""
    view = draft.view
    if phrase.kind == "anaphor":
        before = [
            other.period
            for other in view.times
            if other.end <= phrase.start and other.period is not None and usable(other)
        ]
        return resolve(phrase, before[-1] if before else carried, view.field.published_at)
    period = phrase.period
    if phrase.kind == "month_part" and period is not None and _counted_by_day(view, memory):
        # 到6月底 of a daily count is June, as 去年底 is December.
        period = month_of(period.end) if view.expression("month_end").search(phrase.quote) else period
    today = publication(view)
    if (
        draft.modality == "forecast"
        and phrase.ahead is not None
        and period is not None
        and today is not None
        and period.end < today
    ):
        period = phrase.ahead
    if (
        period is not None
        and phrase.kind == "range"
        and phrase.grain == "year"
        and period.start.year != period.end.year
    ):
        # "between 2026 and 2030": a growth runs from the first year to the last, and a level is the last one's.
        if draft.kind in {"change", "ratio"}:
            draft.base_period = Period(date(period.start.year, 1, 1), date(period.start.year, 12, 31))
        period = Period(date(period.end.year, 1, 1), period.end)
    if period is not None and phrase.kind == "range" and phrase.grain == "month" and draft.kind in {"change", "ratio"}:
        first, last = month_of(period.start), month_of(period.end)
        if first != last:
            draft.base_period, period = first, last
    return period


def _period(
    draft: Draft, reach: Reach, owned: dict[int, tuple[Draft, TimePhrase]], memory: Memory, times: Times
) -> None:
    view = draft.view
    carried = memory.period or times.dominant
    basis = memory.period_basis if memory.period else times.basis
    left, right = view.clause_span(draft.start)
    if (draft.kind == "price" or draft.measure != "token_usage") and draft.subject != "all":
        own = [phrase for phrase in reach.dated if left <= phrase.start < right and phrase.role != "start"]
        own = own or [phrase for phrase in reach.dated if phrase.end <= draft.start and draft.kind == "change"]
        if own:
            draft.period, draft.period_basis = _days(own[0], draft, carried, memory), own[0].basis
        _settle_modality(draft, times)
        return
    if reach.vague:
        _settle_modality(draft, times)
        return
    chosen = _chosen(draft, reach)
    relative = _relative(draft)
    if relative is not None:
        draft.period, draft.period_basis = resolve(relative, carried, view.field.published_at), relative.basis
        draft.trail.append("period.relative")
    elif chosen is not None:
        draft.period, draft.period_basis = _days(chosen, draft, carried, memory), chosen.basis
        draft.anaphoric = chosen.kind == "anaphor" and chosen.shift != "same"
        draft.trail.append(chosen.rule)
        if _grown_from(draft, chosen, carried, (left, right)):
            draft.base_period, draft.period, draft.period_basis = draft.period, carried, basis
    elif draft.modality == "forecast":
        # A forecast without a time of its own goes on about the one before it, never about the past week.
        ahead = memory.drafts[-1] if memory.drafts and memory.block == view.sentence.block else None
        if ahead is not None and ahead.modality == "forecast":
            draft.period, draft.period_basis, draft.base_period = ahead.period, ahead.period_basis, ahead.base_period
        draft.trail.append("period.ahead")
    else:
        draft.period, draft.period_basis = carried, basis
        draft.trail.append("period.carried")
    if draft.kind == "streak" and draft.period is not None and view.expression("ends_run").search(
        view.between(left, draft.start)
    ):
        # "…ending a run of six weeks": the run's last week is the one before.
        draft.period = previous(draft.period)
    if draft.kind in {"change", "ratio"} and draft.base_period is None and draft.object is None:
        _base(draft, reach, memory)
    _settle_modality(draft, times)


def _chosen(draft: Draft, reach: Reach) -> TimePhrase | None:
    starts = [phrase for phrase in reach.dated if phrase.role == "start"]
    if draft.kind == "rank" and starts:
        if "from-nth" in draft.trail[0]:
            return starts[0]
        # "fell from third in June to tenth": the second place is today's, so is its time.
        rest = [phrase for phrase in reach.dated if phrase.start < starts[0].start]
        return rest[0] if rest else None
    if draft.kind in {"ratio", "change", "streak"}:
        rest = [phrase for phrase in reach.dated if phrase.role != "start"]
        return rest[0] if rest else None
    return reach.dated[0] if reach.dated else None


def _grown_from(draft: Draft, chosen: TimePhrase, carried: Period | None, clause: tuple[int, int]) -> bool:
    """ "It stood at 100 in December, so three months added 40%": the level's time is the growth's base."""
    return (
        draft.kind in {"change", "ratio"}
        and draft.object is None
        and not clause[0] <= chosen.start < clause[1]
        and _lasting(draft.view, clause)
        and draft.period is not None
        and carried is not None
        and draft.period.end < carried.start
        and draft.modality == "observed"
        and draft.base_period is None
    )


def _lasting(view: View, clause: tuple[int, int]) -> bool:
    """A clause that says over how long something grew ("three months added 40%")."""
    spans = [(phrase.start, phrase.kind == "duration") for phrase in view.times]
    spans += [(one.span.start, one.unit in {"day", "week", "month", "year"}) for one in view.quantities]
    return any(lasting and clause[0] <= start < clause[1] for start, lasting in spans)


def _relative(draft: Draft) -> TimePhrase | None:
    """ "…than in the week before, which had been the second in a row": the clause is about the time before it."""
    view = draft.view
    left, _ = view.clause_span(draft.start)
    opening = view.between(left, left + 8).lstrip()
    if draft.kind not in {"streak", "rank", "level"} or not opening.startswith(("which", "when")):
        return None
    before = [phrase for phrase in view.times if 0 <= left - phrase.end <= 3 and phrase.kind != "duration"]
    return before[-1] if before else None


def _base(draft: Draft, reach: Reach, memory: Memory) -> None:
    moment = draft.view.field.published_at
    starts = [phrase for phrase in reach.dated if phrase.role == "start"]
    clause = draft.view.clause(draft.start)
    bases = sorted(
        reach.bases,
        key=lambda phrase: (
            draft.view.clause(phrase.start) != clause,
            min(abs(phrase.start - draft.end), abs(draft.start - phrase.end)),
        ),
    )
    for phrase in (*bases, *starts):
        found = resolve(phrase, draft.period, moment) if phrase.kind == "anaphor" else phrase.period
        if found is not None and found != draft.period:
            draft.base_period = found
            draft.trail.append("base." + phrase.rule)
            return
    if draft.kind == "change" and draft.period is not None:
        draft.base_period = previous(draft.period)
    elif draft.kind == "ratio" and draft.period is not None:
        for other in reversed(memory.drafts):
            if other.kind == "level" and other.subject == draft.subject and other.period is not None:
                if other.period.end < draft.period.start and rate_of(other.period) == rate_of(draft.period):
                    draft.base_period = other.period
                    return


def _settle_modality(draft: Draft, times: Times) -> None:
    """What was over when the article appeared is observed, what had not begun is forecast."""
    if draft.period is None or times.today is None:
        return
    if draft.period.end < times.today:
        draft.modality = "observed"
    elif draft.period.start > times.today:
        draft.modality = "forecast"


def _rate(draft: Draft, memory: Memory) -> None:
    """``per`` of a level: the nearest word of rate, else the period's own length."""
    if draft.kind != "level":
        return
    view = draft.view
    left, right = view.clause_span(draft.start)
    near = [rate for rate in view.rates if left <= rate.start and rate.end <= right]
    behind = [rate for rate in near if 0 <= rate.start - draft.end <= 24]
    before = [rate for rate in view.rates if rate.end <= draft.start]
    own = rate_of(draft.period)
    if behind:
        draft.per = behind[0].per
    elif before:
        draft.per = before[-1].per
    elif (
        memory.per is not None
        and memory.block == view.sentence.block
        and (own is None or ((own, memory.per) == ("month", "day") and draft.subject == memory.subject))
    ):
        # A daily or monthly amount told once holds for the amounts set beside it.
        draft.per = memory.per
    else:
        draft.per = own or memory.per
