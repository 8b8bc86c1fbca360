"""Which days a time phrase means for one draft: anaphors lean on what was told, forecasts look ahead."""

from __future__ import annotations

from extractors.claims.bases import growth_over
from extractors.claims.draft import Draft, Memory
from extractors.claims.reach import month_of, rate_of, usable
from extractors.claims.view import View
from extractors.claims.weeks import just_begun
from extractors.periods import TimePhrase, previous, resolve
from extractors.periods.calendar import last_week
from extractors.types import Period


def _counted_by_day(view: View, memory: Memory) -> bool:
    rates = [rate.per for rate in view.rates]
    goes_on = memory.block == view.sentence.block or memory.platform == "national"
    return "day" in rates or (not rates and memory.per == "day" and goes_on)


def days_of(phrase: TimePhrase, draft: Draft, carried: Period | None, memory: Memory) -> Period | None:
    """A phrase's days: an anaphor leans on the sentence's earlier phrase or the paragraph, a forecast looks ahead."""
    view = draft.view
    if phrase.kind == "anaphor":
        ahead = _told_ahead(draft, phrase, memory)
        if ahead is not None:
            return ahead
        before = [
            other.period
            for other in view.times
            if other.end <= phrase.start and other.period is not None and usable(other)
        ]
        found = resolve(phrase, before[-1] if before else carried, view.field.published_at)
        if found is not None and _further_back(phrase, view):
            found = previous(found)
        if found is None and phrase.grain in {"week", "month"}:
            # 同一周, "during the month": the one that the article named last.
            named = [
                other.period
                for other in view.field.times
                if other.end <= phrase.start and usable(other) and rate_of(other.period) == phrase.grain
            ]
            found = resolve(phrase, named[-1], view.field.published_at) if named else None
        return found
    period = phrase.period
    today = view.field.today
    if (
        period is not None
        and phrase.rule.endswith("-as-of-month-edge")
        and any(rate.per == "week" for rate in view.rates)
    ):
        # "weekly volume … at the end of May" is the last week's.
        return last_week(period)
    if draft.baseline and period is not None and today is not None and period.end < today:
        # "60% by December, compared with 40% in March": what a forecast is set against has been.
        return period
    if draft.modality == "observed" and just_begun(phrase, today):
        return None if period is None else previous(period)
    if (_contrasted(phrase, view) or _told_apart(phrase, view)) and period is not None:
        return previous(period)
    if (
        draft.modality == "forecast"
        and phrase.ahead is not None
        and period is not None
        and today is not None
        and period.end < today
        and not _estimated(phrase, view)
    ):
        period = phrase.ahead
    if phrase.kind == "month_part" and period is not None and view.expression("month_end").search(phrase.quote):
        # 到6月底 of a daily count or of a forecast is June, as 去年底 is December.
        due = draft.modality == "forecast" and phrase.role == "by"
        period = month_of(period.start) if due or _counted_by_day(view, memory) else period
    if draft.modality == "forecast" and period is not None and phrase.kind in {"month", "quarter", "year"}:
        limit = view.expression("before_time").search(view.between(max(view.start, phrase.start - 8), phrase.start))
        period = previous(period) if limit else period
    if period is not None and phrase.kind == "range" and phrase.grain in {"month", "year"}:
        return growth_over(draft, phrase, period)
    return period


def _estimated(phrase: TimePhrase, view: View) -> bool:
    """ "The bank estimates that in June …": an estimate of a month that has been looks back, as a forecast cannot."""
    guesses = {mark.start for mark in view.cues("estimate", view.start, phrase.start)}
    strong = view.cues("forecast.strong", view.start, phrase.start)
    return bool(strong) and all(mark.start in guesses for mark in strong)


def _further_back(phrase: TimePhrase, view: View) -> bool:
    """ "60 the week before and 58 the week before that", 前一周…，再前一周…"""
    behind = [other for other in view.times if other.shift == "previous" and other.end <= phrase.start]
    return bool(behind) and view.expression("further_back").match(view.text, phrase.end, view.end) is not None


def _contrasted(phrase: TimePhrase, view: View) -> bool:
    """ "4.6 in the first week of April and 1.7 last week": two weeks told apart in one sentence are two weeks."""
    if not phrase.rule.endswith("-ordinal-week") or phrase.period is None:
        return False
    before = previous(phrase.period)
    touches = before is not None and before.end.month == phrase.period.end.month
    return touches and any(
        other is not phrase and other.period == phrase.period and other.rule != phrase.rule for other in view.times
    )


def _told_ahead(draft: Draft, phrase: TimePhrase, memory: Memory) -> Period | None:
    """ "By then", "in the same year" of a forecast: the time to come that was told last, with a number or without."""
    if phrase.shift != "same" or not (phrase.rule.endswith("-then") or draft.modality == "forecast"):
        return None
    told = [other.period for other in memory.drafts if other.modality == "forecast" and other.period is not None]
    period = memory.ahead or (told[-1] if told else None)
    return period if not phrase.names_unit or rate_of(period) == phrase.grain else None


def _told_apart(phrase: TimePhrase, view: View) -> bool:
    """ "7月…，上月…": a month named by its distance, beside the very month that it would be, is the one before that."""
    return phrase.rule.endswith("-side-month") and any(
        other.kind == "month" and other.end <= phrase.start and other.period == phrase.period for other in view.times
    )
