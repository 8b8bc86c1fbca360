"""Period and base period of each draft.

What a sentence does not say, its paragraph has said, or the article's dominant period. Which phrase may date which
number is decided in :mod:`extractors.claims.reach`.
"""

from __future__ import annotations

from extractors.claims.asides import respective
from extractors.claims.bases import base_of, growth_over, risen_from, told_base
from extractors.claims.draft import Draft, Memory
from extractors.claims.modality import modality, rate, settle_modality, still_ahead
from extractors.claims.objects import OF_TOLD
from extractors.claims.reach import Reach, Times, baselines, month_of, rate_of, reach, usable
from extractors.claims.view import View
from extractors.claims.weeks import just_begun
from extractors.periods import TimePhrase, previous, resolve
from extractors.periods.calendar import move
from extractors.types import Period


def when(drafts: list[Draft], memory: Memory, times: Times) -> None:
    """Fill times and modality in place, in text order."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    owned = baselines(ordered)
    for index, draft in enumerate(ordered):
        modality(draft, memory)
        within = reach(draft, ordered, index, owned)
        if _at_present(draft):
            within.bases += within.dated
            draft.modality, within.dated = "observed", []
            draft.trail.append("period.now")
        _period(draft, within, ordered, memory, times)
        rate(draft, memory)
        still_ahead(draft, ordered[:index], times)
    risen_from(ordered, memory)


def _at_present(draft: Draft) -> bool:
    """ "$0.90 today, will drop to …", 目前约2元: an amount of now keeps out of the times and forecasts beside it."""
    view = draft.view
    if view.expression("at_present").match(view.text, draft.end, view.end):
        return True
    return view.expression("now_before").search(view.between(view.clause_span(draft.start)[0], draft.start)) is not None


def _counted_by_day(view: View, memory: Memory) -> bool:
    rates = [rate.per for rate in view.rates]
    goes_on = memory.block == view.sentence.block or memory.platform == "national"
    return "day" in rates or (not rates and memory.per == "day" and goes_on)


def _days(phrase: TimePhrase, draft: Draft, carried: Period | None, memory: Memory) -> Period | None:
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
        if found is None and phrase.grain == "week":
            # 同一周: the week that the article named last.
            weeks = [
                other.period
                for other in view.field.times
                if other.end <= phrase.start and usable(other) and rate_of(other.period) == "week"
            ]
            found = resolve(phrase, weeks[-1], view.field.published_at) if weeks else None
        return found
    period = phrase.period
    today = view.field.today
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


def _period(draft: Draft, reach: Reach, ordered: list[Draft], memory: Memory, times: Times) -> None:
    view = draft.view
    carried = memory.period or times.dominant
    basis = memory.period_basis if memory.period else times.basis
    left, right = view.clause_span(draft.start)
    if draft.measure != "token_usage" and _price_period(draft, reach, ordered, memory, times):
        return
    own = respective(draft, ordered)
    if reach.vague or (own is not None and own.period is None):
        settle_modality(draft, times)
        return
    chosen = own or _chosen(draft, reach)
    if chosen is not None and _overshoots(chosen, draft, carried, memory, times):
        chosen = None
    relative = _relative(draft)
    if relative is not None:
        draft.period, draft.period_basis = resolve(relative, carried, view.field.published_at), relative.basis
        draft.trail.append("period.relative")
    elif chosen is not None:
        draft.period, draft.period_basis = _days(chosen, draft, carried, memory), chosen.basis
        draft.anaphoric = chosen.kind == "anaphor" and chosen.shift != "same"
        draft.trail.append(chosen.rule)
        if _grown_from(draft, chosen, carried, (left, right)):
            told = [other.period for other in ordered if other.end <= draft.start and other.subject == draft.subject]
            latest = max((period for period in told if period is not None), key=lambda each: each.end, default=carried)
            draft.base_period, draft.period, draft.period_basis = draft.period, latest, basis
            draft.period = _grown_to(draft, (left, right)) or draft.period
    elif draft.modality == "forecast":
        _ahead(draft, ordered, memory)
    elif _before_that(draft, left) and carried is not None:
        draft.period, draft.period_basis = previous(carried), "implied"
        draft.anaphoric = True
        draft.trail.append("period.before-that")
    else:
        draft.period, draft.period_basis = carried, basis
        draft.trail.append("period.carried")
    if (
        draft.kind == "streak"
        and draft.period is not None
        and (
            view.expression("ends_run").search(view.between(left, draft.start))
            or view.expression("run_over").match(view.text, draft.end, view.end)
        )
    ):
        # "…ending a run of six weeks": the run's last week is the one before.
        draft.period = previous(draft.period)
    if draft.kind in {"change", "ratio"} and draft.base_period is None and draft.object is None:
        base_of(draft, reach, ordered, memory)
    settle_modality(draft, times)


def _price_period(draft: Draft, reach: Reach, ordered: list[Draft], memory: Memory, times: Times) -> bool:
    """A price takes no time but its own words'; false for the market's, which an article may date as it dates usage."""
    if draft.subject == "all":
        # "$0.90 today": a price of now has no period that an article could have named.
        return draft.kind == "price" and _at_present(draft)
    left, right = draft.view.clause_span(draft.start)
    dated = [phrase for phrase in reach.dated if left <= phrase.start < right and phrase.role != "start"]
    dated = dated or [phrase for phrase in reach.dated if phrase.end <= draft.start and draft.kind == "change"]
    if dated:
        carried = memory.period or times.dominant
        draft.period, draft.period_basis = _days(dated[0], draft, carried, memory), dated[0].basis
    if draft.kind in {"change", "ratio"} and draft.object is None:
        told_base(draft, reach, ordered)
    settle_modality(draft, times)
    return True


def _ahead(draft: Draft, ordered: list[Draft], memory: Memory) -> None:
    """A forecast without a time of its own goes on about the one before it, never about the past week."""
    same = memory.block == draft.view.sentence.block
    ahead = memory.drafts[-1] if memory.drafts and same else None
    if draft.kind in {"ratio", "change"}:
        # "From A in 2025 to B in 2030, 370 times in five years": the growth ends where the last amount stands.
        told = [one for one in ordered if one.end <= draft.start and one.kind == "level" and one.period]
        ahead = next((one for one in reversed(told) if one.subject == draft.subject), ahead)
    if ahead is None and OF_TOLD in draft.trail:
        ahead = next((other for other in reversed(memory.drafts) if other.kind == "level"), None)
    if ahead is not None and ahead.modality == "forecast":
        draft.period, draft.period_basis = ahead.period, ahead.period_basis
        draft.base_period = ahead.base_period if draft.kind in {"ratio", "change"} else None
    elif memory.ahead is not None and same:
        draft.period, draft.period_basis = memory.ahead, "implied"
    draft.trail.append("period.ahead")


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


def _before_that(draft: Draft, left: int) -> bool:
    """ "…, which had been third, fell to fifth", 此前排第三的: what a subject was before it is what it is now."""
    if draft.kind not in {"rank", "streak", "level", "share"} or draft.modality == "forecast":
        return False
    view = draft.view
    if view.expression("had_been").match(view.text, left, draft.end):
        return True
    return view.expression("before_that").search(view.between(left, draft.start)) is not None


def _overshoots(phrase: TimePhrase, draft: Draft, carried: Period | None, memory: Memory, times: Times) -> bool:
    """ "Three months later, they still lead": observed, so counted from a time nobody was measured at."""
    if phrase.kind != "anaphor" or phrase.shift != "next" or draft.modality != "observed" or times.today is None:
        return False
    period = _days(phrase, draft, carried, memory)
    return period is not None and period.start > times.today


def _chosen(draft: Draft, reach: Reach) -> TimePhrase | None:
    starts = [phrase for phrase in reach.dated if phrase.role == "start"]
    if draft.kind == "rank" and starts:
        if "from-nth" in draft.trail[0]:
            return starts[0]
        before = draft.view.between(max(draft.view.start, draft.start - 12), draft.start)
        if draft.view.expression("from_amount").search(before):
            # "from eighth place in June to second"
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


def _grown_to(draft: Draft, clause: tuple[int, int]) -> Period | None:
    """The month that "three months" lead to from the base."""
    spans = [
        phrase for phrase in draft.view.times if phrase.kind == "duration" and clause[0] <= phrase.start < clause[1]
    ]
    if not spans or draft.base_period is None or spans[0].grain != "month" or rate_of(draft.base_period) != "month":
        return None
    return move(draft.base_period, spans[0].steps)


def _lasting(view: View, clause: tuple[int, int]) -> bool:
    """A clause that says over how long something grew ("three months added 40%")."""
    spans = [(phrase.start, phrase.kind == "duration") for phrase in view.times]
    spans += [(one.span.start, one.unit in {"day", "week", "month", "year"}) for one in view.quantities]
    return any(lasting and clause[0] <= start < clause[1] for start, lasting in spans)


def _relative(draft: Draft) -> TimePhrase | None:
    """ "…than a week earlier, itself the second in a row": the clause is about the time before it."""
    view = draft.view
    left, _ = view.clause_span(draft.start)
    opening = view.between(left, left + 8).lstrip()
    if draft.kind not in {"streak", "rank", "level"} or not opening.startswith(("which", "when")):
        return None
    before = [phrase for phrase in view.times if 0 <= left - phrase.end <= 3 and phrase.kind != "duration"]
    return before[-1] if before else None
