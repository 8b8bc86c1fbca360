"""The earlier end of a growth: base periods of changes and ratios, and the times of "from A to B"."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from extractors.claims.asides import of_launch
from extractors.claims.draft import Draft, Memory
from extractors.claims.reach import Reach, month_of, rate_of
from extractors.claims.swaps import HELD_BEFORE
from extractors.periods import TimePhrase, previous, resolve, years_before
from extractors.periods.calendar import move
from extractors.types import Period

_MOVES = frozenset({"level", "share", "rank", "ratio"})


def risen_from(ordered: list[Draft], memory: Memory) -> None:
    """ "Fell from 3.1 to 0.6 trillion": where only one time is told it is the second amount's."""
    for draft in ordered:
        if HELD_BEFORE in draft.trail:
            draft.period = _start_of(draft, memory)
    for draft, following in pairwise(ordered):
        view = draft.view
        pair = draft.kind == following.kind and draft.kind in _MOVES and draft.subject == following.subject
        if not pair or draft.period is None or draft.period != following.period or draft.value == following.value:
            continue
        if draft.modality == "forecast" and following.modality == "forecast":
            continue
        lead = view.between(max(view.start, following.start - 12), following.start)
        left = following.kind == "rank" and view.expression("from_place").search(
            view.between(following.start, following.end)
        )
        if left or view.expression("from_amount").search(lead):
            # "Dropped to A from B": the second amount is the earlier one.
            following.period, following.modality = _start_of(following, memory), "observed"
            following.trail.append("period.risen-from")
            continue
        before = view.between(max(view.start, draft.start - 12), draft.start)
        place = draft.kind == "rank" and view.expression("from_place").search(view.between(draft.start, draft.end))
        if place or view.expression("from_amount").search(before):
            ends = month_of(draft.period.start), month_of(draft.period.end)
            if draft.period == Period(ends[0].start, ends[1].end) and rate_of(draft.period) is None:
                # "From January to March it rose from A to B": the first month's and the last's.
                draft.period, following.period = ends
            else:
                draft.period, draft.modality = _start_of(draft, memory), "observed"
            draft.trail.append("period.risen-from")
            for growth in ordered:
                if growth.kind in {"ratio", "change"} and growth.subject == draft.subject and growth.object is None:
                    growth.base_period = growth.base_period or draft.period


def _start_of(draft: Draft, memory: Memory) -> Period | None:
    """When a move began: where two dates were just set against each other, the first; else the period before.

    What moved since a launch or over some length of time, nobody dates.
    """
    if draft.period is None:
        return None
    before = previous(draft.period)
    if any(phrase.kind == "anaphor" and phrase.shift == "same" for phrase in draft.view.times):
        # Two shares told just before, of two times, say what "over the same stretch" spans.
        alike = [one.period for one in memory.drafts[-4:] if one.kind == draft.kind and one.period is not None][-2:]
        if len(alike) == 2 and draft.period in alike and alike[0] != alike[1]:
            return min(alike, key=lambda period: period.end)
    told = [one.base_period for one in memory.drafts if one.kind in {"ratio", "change"} and one.period == draft.period]
    if draft.kind != "rank" and told and told[-1] is not None and told[-1] != before:
        return told[-1]
    lasting = any(phrase.kind == "duration" or phrase.role == "since" for phrase in draft.view.times)
    # "Released in May, it rose from fifth": since when, nobody says.
    launched = draft.kind == "rank" and any(of_launch(draft.view.field, phrase) for phrase in draft.view.times)
    return None if launched or lasting else before


def base_of(draft: Draft, reach: Reach, ordered: list[Draft], memory: Memory) -> None:
    """The period that a change or a ratio over time is counted from: the one set against its own, else told before."""
    if told_base(draft, reach, ordered) or draft.period is None or reach.vague_base:
        return
    if draft.measure != "token_usage":
        # A price is cut when it is cut, not from one period to the next.
        return
    draft.base_period = _long_before(draft)
    if draft.base_period is None and not _from_now(draft, ordered):
        told = [*memory.drafts, *ordered]
        grown = draft.kind == "change" or _doubled(draft)
        draft.base_period = _told(draft, told) if draft.kind == "ratio" else None
        if draft.base_period is None and grown:
            draft.base_period = previous(draft.period)


def _from_now(draft: Draft, ordered: list[Draft]) -> bool:
    """ "9 cents in 2029, compared with 33 now, a decline of 73%": the present that it is counted from has no date."""
    told = [one for one in ordered if one.end <= draft.start and one.kind in {"level", "price", "share"}]
    return len(told) > 1 and told[-1].subject == draft.subject and "period.now" in told[-1].trail


def told_base(draft: Draft, reach: Reach, ordered: list[Draft]) -> bool:
    """Fill the base from the time phrase that is set against the draft's own period; false where there is none."""
    moment = draft.view.field.published_at
    starts = [phrase for phrase in reach.dated if phrase.role == "start"]
    own = draft.view.clause(draft.start)
    beside = {phrase.kind for phrase in draft.view.times if draft.view.clause(phrase.start) == own}
    if "vague" in beside and not any(draft.view.clause(phrase.start) == own for phrase in (*reach.bases, *starts)):
        # "1,000 times the 0.1 trillion of early 2024": set against a time that nobody can date.
        return True
    for phrase in (*sorted(reach.bases, key=lambda phrase: _distance(draft, phrase, ordered)), *starts):
        found = resolve(phrase, draft.period, moment) if phrase.kind == "anaphor" else phrase.period
        if found is not None and found != draft.period:
            draft.base_period = found
            draft.trail.append("base." + phrase.rule)
            return True
    return False


def _distance(draft: Draft, phrase: TimePhrase, ordered: list[Draft]) -> tuple[bool, bool, bool, int]:
    """Nearest first; in English what stands behind the number before what stands in front of it."""
    view = draft.view
    behind = phrase.start >= draft.end
    crossed = behind and any(draft.end <= other.start < phrase.start for other in ordered)
    chinese = view.field.language == "zh"
    return (
        view.clause(phrase.start) != view.clause(draft.start),
        behind if chinese else crossed,
        not chinese and not behind,
        min(abs(phrase.start - draft.end), abs(draft.start - phrase.end)),
    )


def _long_before(draft: Draft) -> Period | None:
    """ "A 370-fold increase over five years" to 2030 began in 2025."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    spans = [phrase for phrase in view.times if phrase.kind == "duration" and left <= phrase.start < right]
    if draft.period is None or not spans or view.expression("inexact").search(spans[0].quote):
        return None
    length, unit = spans[0], rate_of(draft.period)
    if length.grain == "year" and unit in {"month", "year"}:
        return years_before(draft.period, length.steps)
    return move(draft.period, -length.steps) if length.grain == unit and unit in {"week", "month"} else None


def _doubled(draft: Draft) -> bool:
    """ "Xiaomi tripled": against the week or the month before, where nothing else is said."""
    view = draft.view
    steady = draft.modality == "observed" and rate_of(draft.period) in {"week", "month"}
    return (
        steady
        and view.expression("doubled").search(view.between(max(view.start, draft.start - 2), draft.end)) is not None
    )


def _told(draft: Draft, drafts: list[Draft]) -> Period | None:
    """The latest earlier amount of the same subject, counted over the same length."""
    if draft.period is None:
        return None
    own = [other for other in drafts if other.kind == "level" and other.subject == draft.subject]
    rates = {other.per for other in own if other.period == draft.period} - {None}
    for other in reversed(own):
        if other.period is None or other.period.end >= draft.period.start:
            continue
        if rate_of(other.period) == rate_of(draft.period) or other.per in rates:
            return other.period
    return None


def growth_over(draft: Draft, phrase: TimePhrase, period: Period) -> Period:
    """ "Between 2026 and 2030": a growth runs from the first unit to the last, and a level is the last year's."""
    growth = draft.kind in {"change", "ratio"}
    if phrase.grain == "year" and period.start.year != period.end.year:
        if growth:
            draft.base_period = Period(date(period.start.year, 1, 1), date(period.start.year, 12, 31))
        return Period(date(period.end.year, 1, 1), period.end)
    first, last = month_of(period.start), month_of(period.end)
    if phrase.grain == "month" and growth and first != last:
        draft.base_period = first
        return last
    return period
