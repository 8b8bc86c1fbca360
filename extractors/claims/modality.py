"""Whether a figure is observed or forecast, and over how long its amount runs."""

from __future__ import annotations

from extractors.claims.draft import Draft, Memory
from extractors.claims.reach import Times, rate_of


def modality(draft: Draft, memory: Memory) -> None:
    view = draft.view
    named = [(phrase.start, phrase.end) for phrase in view.times]
    left, right = view.clause_span(draft.start)
    marks = [*view.cues("forecast.strong", view.start, right), *view.cues("forecast.weak", left, right)]
    marks = [mark for mark in marks if not any(start <= mark.start < end for start, end in named)]
    # "Puts it at A and expects B": a verb told after the number, behind an "and", is the next number's.
    joined = view.expression("next_verb")
    marks = [mark for mark in marks if not joined.search(view.between(draft.end, max(mark.start, draft.end)))]
    carried = memory.forecast and memory.block == view.sentence.block
    if (
        marks
        or (carried and view.expression("forecast_goes_on").match(view.text, view.start, view.end))
        or any(shape.start < draft.end for shape in view.shapes("forecast"))
    ):
        draft.modality = "forecast"


def settle_modality(draft: Draft, times: Times) -> None:
    """What was over when the article appeared is observed, what had not begun is forecast."""
    if draft.period is None or times.today is None:
        return
    if draft.period.end < times.today:
        draft.modality = "observed"
    elif draft.period.start > times.today or draft.view.has("estimate", draft.view.start, draft.start):
        # An estimate of a year that is still running looks ahead.
        draft.modality = "forecast"


def still_ahead(draft: Draft, before: list[Draft], times: Times) -> None:
    """ "Will use 85 quadrillion this year, seven times as many as last year": the multiple is of the forecast."""
    if draft.kind not in {"ratio", "change", "share"} or draft.period is None or not before:
        return
    last = before[-1]
    same = (last.kind, last.subject, last.period) == ("level", draft.subject, draft.period)
    if same and last.modality == "forecast" and (times.today is None or draft.period.end >= times.today):
        draft.modality = "forecast"


def _still_national(draft: Draft, memory: Memory) -> bool:
    """An office's figures are of one series, whichever paragraph tells them."""
    return memory.platform == "national" and (draft.subject or "").startswith("country:")


def _coarse(draft: Draft, own: str) -> bool:
    """A time that says when a daily amount was reached, not over how long it was counted."""
    return own in {"month", "year"} or any(rule in {"zh-month-part", "en-month-part"} for rule in draft.trail)


def _same_series(draft: Draft, memory: Memory) -> bool:
    """The subject told last, or one more of a paragraph's forecasts."""
    return draft.subject == memory.subject or (draft.modality == "forecast" and memory.forecast)


def rate(draft: Draft, memory: Memory) -> None:
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
        and (memory.block == view.sentence.block or _still_national(draft, memory))
        and (
            own is None
            or "period.ahead" in draft.trail
            or (memory.per == "day" and _coarse(draft, own) and _same_series(draft, memory))
        )
    ):
        # A daily or monthly amount told once holds for the amounts set beside it.
        draft.per = memory.per
    else:
        draft.per = own or memory.per
