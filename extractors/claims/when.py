"""Modality, period, base period and rate of each draft.

The time phrase that belongs to a number is the nearest one that is not another number's: in English behind it in its
clause or in front of it, in Chinese in front. A base ("than in May", 较3月) is the earlier side. What a sentence does
not say, its paragraph has said, or the article's dominant period; an undated weekly figure of the platform is about
the last complete week before publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.claims.draft import Draft, Memory
from extractors.claims.view import View
from extractors.periods import TimePhrase, last_complete_week, previous, publication_day, resolve
from extractors.types import Per, Period, PeriodBasis

_PER_LENGTH: dict[int, Per] = {7: "week"}


@dataclass(slots=True)
class Times:
    """The article's own times: publication day and the period that most of it is about."""

    today: date | None
    dominant: Period | None = None
    basis: PeriodBasis | None = None


def publication(view: View) -> date | None:
    return publication_day(view.field.published_at, view.field.language)


def rate_of(period: Period | None) -> Per | None:
    """The calendar unit that a period is."""
    if period is None:
        return None
    days = (period.end - period.start).days + 1
    if days == 1:
        return "day"
    if days == 7:
        return "week"
    if 28 <= days <= 31:
        return "month"
    if 365 <= days <= 366:
        return "year"
    return None


def usable(phrase: TimePhrase) -> bool:
    """A phrase that can be a figure's window: reporting days, lengths and vague times cannot."""
    if phrase.kind in {"duration", "vague"}:
        return False
    return not (phrase.grain == "day" and phrase.kind == "day") and phrase.role not in {"until", "since"}


def when(drafts: list[Draft], memory: Memory, times: Times) -> None:
    """Fill times and modality in place, in text order."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    for index, draft in enumerate(ordered):
        _modality(draft, memory)
        _period(draft, ordered, index, memory, times)
        _rate(draft, memory)


def _modality(draft: Draft, memory: Memory) -> None:
    view = draft.view
    left, right = view.clause_span(draft.start)
    if (
        view.cues("forecast", view.start, draft.end)
        or view.cues("forecast", draft.end, right)
        or (
            memory.forecast and memory.block == view.sentence.block and not view.cues("source", view.start, draft.start)
        )
    ):
        draft.modality = "forecast"


def _of(phrase: TimePhrase, draft: Draft, reference: Period | None) -> Period | None:
    moment = draft.view.field.published_at
    if phrase.kind == "anaphor":
        return resolve(phrase, reference, moment)
    today = publication(draft.view)
    if draft.modality == "forecast" and phrase.ahead is not None and phrase.period is not None:
        if today is not None and phrase.period.end < today:
            return phrase.ahead
    return phrase.period


def _roles(draft: Draft, ordered: list[Draft], index: int) -> tuple[list[TimePhrase], list[TimePhrase]]:
    """The phrases that may date this draft, nearest first, and the bases within its reach."""
    view = draft.view
    clause = view.clause(draft.start)
    left, right = view.clauses[clause]
    earlier = max((other.end for other in ordered[:index]), default=view.start)
    later = min((other.start for other in ordered[index + 1 :] if other.start > draft.start), default=view.end)
    dated, bases = [], []
    for phrase in view.times:
        if phrase.kind in {"duration", "vague"}:
            continue
        mine = left <= phrase.start < right
        if phrase.role == "base":
            behind = draft.end <= phrase.start and (phrase.start < later or mine) and phrase.start - draft.end <= 80
            before = phrase.end <= draft.start and phrase.start >= min(left, earlier) - 1
            if (behind and view.clause(phrase.start) - clause <= 1) or (
                before and (mine or clause - view.clause(phrase.start) <= 1)
            ):
                bases.append(phrase)
            continue
        if not usable(phrase):
            continue
        dated.append(phrase)

    def distance(phrase: TimePhrase) -> tuple[int, int]:
        mine = left <= phrase.start < right
        if phrase.start >= draft.end:
            crosses = phrase.start >= later
            if view.field.language == "zh":
                return (3 if mine and not crosses else 6, phrase.start - draft.end)
            return ((0 if not crosses else 4) if mine else 5, phrase.start - draft.end)
        crosses = phrase.end <= earlier and earlier > left
        return ((1 if not crosses else 2) if mine else 3, draft.start - phrase.end)

    dated.sort(key=distance)
    return dated, bases


def _period(draft: Draft, ordered: list[Draft], index: int, memory: Memory, times: Times) -> None:
    view = draft.view
    dated, bases = _roles(draft, ordered, index)
    carried = memory.period or times.dominant
    left, right = view.clause_span(draft.start)
    price = draft.kind == "price" or draft.measure != "token_usage"
    if price and draft.subject != "all":
        own = [phrase for phrase in dated if left <= phrase.start < right and phrase.role not in {"start"}]
        own = own or [phrase for phrase in dated if phrase.end <= draft.start and draft.kind == "change"]
        if own:
            draft.period, draft.period_basis = _of(own[0], draft, carried), own[0].basis
        _demote(draft, times)
        return
    starts = [phrase for phrase in dated if phrase.role == "start"]
    rest = (
        [phrase for phrase in dated if phrase.role != "start"]
        if draft.kind in {"ratio", "change", "streak", "rank"}
        else dated
    )
    if draft.kind == "rank" and starts and "from-nth" in draft.trail[0]:
        rest = starts
    elif draft.kind == "rank" and starts:
        rest = [phrase for phrase in rest if phrase.start < starts[0].start] or rest
    chosen = rest[0] if rest else None
    relative = _relative(draft)
    if relative is not None:
        draft.period = resolve(relative, carried, view.field.published_at)
        draft.period_basis = relative.basis
    elif chosen is not None:
        reference = carried if chosen.kind == "anaphor" else None
        draft.period, draft.period_basis = _of(chosen, draft, reference), chosen.basis
        draft.trail.append(chosen.rule)
        if (
            draft.kind in {"ratio", "change"}
            and chosen.kind == "range"
            and chosen.grain in {"month", "year"}
            and draft.period
        ):
            _ends(draft, chosen)
    if draft.period is None and chosen is None:
        draft.period, draft.period_basis = carried, memory.period_basis if memory.period else times.basis
        draft.trail.append("period.carried")
    if draft.kind in {"change", "ratio"} and draft.base_period is None and draft.object is None:
        _base(draft, bases, starts, memory)
    _demote(draft, times)


def _relative(draft: Draft) -> TimePhrase | None:
    """ "…than in the week before, which had been the second in a row": the clause is about the time before it."""
    view = draft.view
    left, _ = view.clause_span(draft.start)
    if draft.kind not in {"streak", "rank", "level"} or not view.between(left, left + 8).lstrip().startswith(
        ("which", "when")
    ):
        return None
    before = [
        phrase for phrase in view.times if phrase.end <= left and left - phrase.end <= 3 and phrase.kind != "duration"
    ]
    return before[-1] if before else None


def _ends(draft: Draft, phrase: TimePhrase) -> None:
    """ "between 2026 and 2030": a growth runs from the first unit to the last."""
    period = draft.period
    if period is None:
        return
    whole = period
    if phrase.grain == "year":
        draft.base_period = Period(date(whole.start.year, 1, 1), date(whole.start.year, 12, 31))
        draft.period = Period(date(whole.end.year, 1, 1), whole.end)


def _base(draft: Draft, bases: list[TimePhrase], starts: list[TimePhrase], memory: Memory) -> None:
    moment = draft.view.field.published_at
    for phrase in (*bases, *starts):
        found = resolve(phrase, draft.period, moment) if phrase.kind == "anaphor" else phrase.period
        if found is not None and found != draft.period:
            draft.base_period = found
            draft.trail.append("base." + phrase.rule)
            return
    if draft.kind == "change" and draft.period is not None:
        draft.base_period = previous(draft.period)
    elif draft.kind == "ratio":
        earlier = [
            other.period
            for other in memory.drafts
            if other.kind == "level" and other.subject == draft.subject and other.period is not None
            and draft.period is not None and other.period.end < draft.period.start
        ]  # fmt: skip
        if earlier:
            draft.base_period = earlier[-1]


def _demote(draft: Draft, times: Times) -> None:
    """What was over when the article appeared is observed, what had not begun is forecast."""
    if draft.period is None or times.today is None:
        return
    if draft.period.end < times.today and draft.kind != "comparison":
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
    before = [rate for rate in near if rate.end <= draft.start]
    if behind:
        draft.per = behind[0].per
    elif before:
        draft.per = before[-1].per
    else:
        # A daily average told once holds for the amounts set beside it.
        rates = [rate for rate in view.rates if rate.end <= draft.start]
        draft.per = rates[-1].per if rates else rate_of(draft.period) or memory.per
        if (
            memory.per in {"day", "month"}
            and not rates
            and memory.block == view.sentence.block
            and rate_of(draft.period) in {None, "month"}
        ):
            draft.per = memory.per
        if draft.per == "day" and rate_of(draft.period) == "day":
            draft.per = "day"


def default_week(view: View) -> Period | None:
    """The last complete week before publication."""
    today = publication(view)
    return None if today is None else last_complete_week(today)
