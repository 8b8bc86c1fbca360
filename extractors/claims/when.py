"""Period and base period of each draft.

What a sentence does not say, its paragraph has said, or the article's dominant period. Which phrase may date which
number is decided in :mod:`extractors.claims.reach`.
"""

from __future__ import annotations

from datetime import date

from extractors.claims.asides import fronted, respective
from extractors.claims.bases import base_of, risen_from, told_base
from extractors.claims.days import days_of
from extractors.claims.draft import Draft, Memory
from extractors.claims.growths import grown_from, grown_to, two_ends
from extractors.claims.modality import modality, rate, settle_modality, still_ahead
from extractors.claims.reach import Reach, Times, baselines, reach
from extractors.claims.wholes import OF_TOLD
from extractors.periods import TimePhrase, previous, resolve
from extractors.types import Period

_OPENING = 8


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
    if (ends := two_ends(draft, reach, ordered, memory)) is not None:
        draft.base_period, draft.period = ends
        draft.period_basis = "implied"
        draft.trail.append("period.two-ends")
        settle_modality(draft, times)
        return
    if (whole := _whole_told(draft, reach, ordered, memory)) is not None:
        draft.period, draft.period_basis, draft.modality = whole.period, whole.period_basis, whole.modality
        draft.trail.append("period.of-whole")
        return
    chosen = own or _chosen(draft, reach)
    if chosen is not None and _overshoots(chosen, draft, carried, memory, times):
        chosen = None
    relative = _relative(draft)
    if relative is not None:
        draft.period, draft.period_basis = resolve(relative, carried, view.field.published_at), relative.basis
        draft.trail.append("period.relative")
    elif chosen is not None:
        draft.period, draft.period_basis = days_of(chosen, draft, carried, memory), chosen.basis
        draft.anaphoric = chosen.kind == "anaphor" and chosen.shift != "same"
        draft.trail.append(chosen.rule)
        if _long_past(draft, carried, left):
            draft.anaphoric = True
        if grown_from(draft, chosen, carried, (left, right)):
            told = [other.period for other in ordered if other.end <= draft.start and other.subject == draft.subject]
            latest = max((period for period in told if period is not None), key=lambda each: each.end, default=carried)
            draft.base_period, draft.period, draft.period_basis = draft.period, latest, basis
            draft.period = grown_to(draft, (left, right)) or draft.period
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
    # "20 yuan in 2024" as what a price came down from, "From September it will charge $3" as when it holds.
    own = [one for one in reach.dated if left <= one.start < right or fronted(draft.view, one, draft.start)]
    dated = [one for one in own if one.role != "start" or one.start >= draft.end or one.start - left <= _OPENING]
    if draft.modality == "forecast" and draft.kind == "price" and not dated:
        dated = [phrase for phrase in reach.dated if phrase.end <= draft.start and _to_come(phrase, times)]
    dated = dated or [phrase for phrase in reach.dated if phrase.end <= draft.start and draft.kind == "change"]
    if dated:
        carried = memory.period or times.dominant
        draft.period, draft.period_basis = days_of(dated[0], draft, carried, memory), dated[0].basis
    if draft.kind in {"change", "ratio"} and draft.object is None:
        if (ends := two_ends(draft, reach, ordered, memory)) is not None:
            draft.base_period, draft.period = ends
        told = [one for one in ordered if one.kind == "price" and one.end <= draft.start and not one.baseline]
        if draft.period is None and told and told[-1].subject == draft.subject:
            draft.period, draft.period_basis = told[-1].period, told[-1].period_basis
        told_base(draft, reach, ordered)
    settle_modality(draft, times)
    return True


def _to_come(phrase: TimePhrase, times: Times) -> bool:
    return phrase.period is not None and times.today is not None and phrase.period.start > times.today


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


def _whole_told(draft: Draft, reach: Reach, ordered: list[Draft], memory: Memory) -> Draft | None:
    """ "X takes 38% of that", 其中X占六成: a part has the time of the amount that it is a part of."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if draft.kind != "share" or any(left <= phrase.start < right for phrase in reach.dated):
        return None
    if OF_TOLD not in draft.trail and view.expression("part_of_told").search(view.between(left, draft.start)) is None:
        return None
    told = [other for other in ordered if _whole(other) and other.end <= draft.start]
    # "30 in 2028, 15 times the 2 of 2025, of which X takes 60%": of the later amount.
    told.sort(key=lambda other: other.period.end if other.period else date.min)
    if not told and memory.block == view.sentence.block:
        told = [other for other in memory.drafts if _whole(other)]
    return told[-1] if told and told[-1].period is not None else None


def _whole(draft: Draft) -> bool:
    return draft.kind == "level" and not draft.baseline and not draft.anaphoric


def _long_past(draft: Draft, carried: Period | None, left: int) -> bool:
    """ "The model had managed 1.5 trillion in the week of its release": before what the talk goes on about."""
    view = draft.view
    earlier = carried is not None and draft.period is not None and draft.period.end < carried.start
    return (
        earlier
        and not view.has("source")
        and view.expression("past_perfect").search(view.between(left, draft.start)) is not None
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
    period = days_of(phrase, draft, carried, memory)
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


def _relative(draft: Draft) -> TimePhrase | None:
    """ "…than a week earlier, itself the second in a row": the clause is about the time before it."""
    view = draft.view
    left, _ = view.clause_span(draft.start)
    opening = view.between(left, left + 8).lstrip()
    if draft.kind not in {"streak", "rank", "level"} or not opening.startswith(("which", "when")):
        return None
    before = [phrase for phrase in view.times if 0 <= left - phrase.end <= 3 and phrase.kind != "duration"]
    return before[-1] if before else None
