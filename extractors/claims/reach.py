"""Which time phrases can date a number, and which are its base.

A number that the words set another one against ("more than the 1.46 trillion it drew in May") is a baseline and keeps
the time phrase behind it to itself. Every other number takes the nearest phrase: in English behind it in its clause or
in front of it, in Chinese in front. A phrase in the role of a base is the earlier side of a change.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from extractors.claims.asides import against, aside, fronted
from extractors.claims.draft import Draft
from extractors.claims.view import View
from extractors.periods import TimePhrase
from extractors.types import Per, Period, PeriodBasis

_NEAR = 60
_DATED = frozenset({"level", "price", "share"})


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
    vague_base: bool = False


_RATES: dict[int, Per] = {
    1: "day", 7: "week", 28: "month", 29: "month", 30: "month", 31: "month", 365: "year", 366: "year",
}  # fmt: skip


def rate_of(period: Period | None) -> Per | None:
    """The calendar unit that a period is."""
    return None if period is None else _RATES.get((period.end - period.start).days + 1)


def month_of(day: date) -> Period:
    """The calendar month that holds a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def usable(phrase: TimePhrase) -> bool:
    """A phrase that can be a figure's window: reporting days, lengths, limits and vague times cannot."""
    if phrase.kind in {"duration", "vague", "day"} or phrase.role in {"until", "since"}:
        return phrase.kind == "end_point"
    return not (phrase.kind == "anaphor" and phrase.names_unit and phrase.grain == "day" and phrase.shift != "same")


def baselines(ordered: list[Draft]) -> dict[int, tuple[Draft, TimePhrase]]:
    """Time phrases that belong to a baseline alone, by the place where they start."""
    owned: dict[int, tuple[Draft, TimePhrase]] = {}
    for draft in ordered:
        view = draft.view
        if draft.kind not in {"level", "price", "share"} and not (draft.kind == "ratio" and draft.object):
            continue
        ahead = view.between(max(view.start, draft.start - 30), draft.start)
        multiplied = draft.kind == "level" and view.expression("times_of").match(view.text, draft.end, view.end)
        if not multiplied and not view.expression("baseline").search(ahead):
            # "2.3%, against 1.1% in May": set against another amount of the same one.
            same = [one for one in ordered if one.start < draft.start and one.kind == draft.kind]
            if not same or same[-1].subject != draft.subject or not view.expression("set_beside").search(ahead):
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


def _opens(view: View, phrase: TimePhrase, left: int) -> bool:
    """ "A year ago it was the other way round: …": the time that opens a sentence holds behind its colon."""
    first, end = view.clauses[0]
    return phrase.start <= first + 4 and end == left and view.text[end - 1] == ":"


def _of_another(draft: Draft, phrase: TimePhrase, ordered: list[Draft]) -> bool:
    """ "It takes 58%; at the end of April it was 41%": a time behind a number, in a clause with a number of its own."""
    view = draft.view
    grown = draft.kind in {"change", "ratio"} and (phrase.role in {"base", "start"} or phrase.kind == "anaphor")
    if phrase.start < draft.end or grown or draft.kind == "comparison":
        return False
    left, _ = view.clause_span(phrase.start)
    right = _told_until(view, phrase)
    return any(left <= other.start < right for other in ordered if other is not draft)


def _told_until(view: View, phrase: TimePhrase) -> int:
    """Where the clause of a time ends; "July: 138 trillion" goes on behind its colon."""
    number = view.clause(phrase.start)
    _, right = view.clauses[number]
    if view.text[right - 1] == ":" and number + 1 < len(view.clauses):
        return view.clauses[number + 1][1]
    return right


def _in_contrast(draft: Draft, phrase: TimePhrase, ordered: list[Draft]) -> bool:
    """中国模型16万亿，7月为13万亿；美国模型8万亿: a time told behind one number for the next one is of that alone.

    So is the time that a rise "from fourth in July" starts with.
    """
    view = draft.view
    apart = any(mark in view.between(phrase.end, draft.start) for mark in ";)")
    if _opens_brackets(draft) or (draft.kind not in _DATED and not (apart and draft.kind in {"change", "ratio"})):
        return False
    right = _told_until(view, phrase)
    own = any(phrase.end <= other.start < right for other in ordered if other is not draft)
    if own and phrase.role == "start":
        return True
    segment = max(view.start, view.text.rfind(";", view.start, phrase.start))
    return apart and own and any(segment <= other.start < phrase.start for other in ordered)


def _bracketed(view: View, end: int, start: int) -> bool:
    """ "60T (prior week)": a time in brackets right behind a number."""
    return view.expression("bracketed_time").fullmatch(view.between(end, start)) is not None if end <= start else False


def _gloss_of_another(draft: Draft, phrase: TimePhrase) -> bool:
    """ "China 46% (April: 44%), France 2%": a time in brackets behind a number dates what stands in brackets."""
    view = draft.view
    opened = view.text.rfind("(", view.start, phrase.start)
    closed = view.text.find(")", phrase.end, view.end)
    if opened < 0 or closed < 0 or opened < draft.start < closed:
        return False
    if phrase.start >= draft.end:
        return opened >= draft.end and any(phrase.end <= one.span.start < closed for one in view.quantities)
    glosses = any(0 <= opened - one.span.end <= 1 for one in view.quantities)
    return glosses and not _opens_brackets(draft)


def _opens_brackets(draft: Draft) -> bool:
    """ "46% (April: 44%), 33% (36%)": the second in brackets is of the time that the first names."""
    return draft.view.between(max(draft.view.start, draft.start - 2), draft.start).strip().endswith("(")


def _next_ones(draft: Draft, phrase: TimePhrase, later: int, mine: bool) -> bool:
    """ "It handles 28 trillion a day, and is to handle 82 in 2027": a time to come behind the next clause's number."""
    today = draft.view.field.today
    return (
        not mine
        and phrase.start > later
        and phrase.period is not None
        and today is not None
        and phrase.period.start > today
        and draft.modality == "observed"
    )


def reach(draft: Draft, ordered: list[Draft], index: int, owned: dict[int, tuple[Draft, TimePhrase]]) -> Reach:
    view = draft.view
    clause = view.clause(draft.start)
    left, right = view.clauses[clause]
    earlier = max((other.end for other in ordered[:index]), default=view.start)
    later = min((other.start for other in ordered[index + 1 :] if other.start > draft.start), default=view.end)
    reach = Reach()
    for phrase in view.times:
        mine = left <= phrase.start < right or fronted(view, phrase, draft.start)
        if (
            phrase.kind == "vague"
            and mine
            and draft.kind == "level"
            and phrase.start - draft.end <= 16
            and (phrase.start >= draft.end or earlier <= left)
            and not any(phrase.end <= other.start < draft.start for other in view.times)
        ):
            reach.vague = True
        if phrase.kind == "vague" and mine and (phrase.role == "base" or against(draft, phrase)):
            reach.vague_base = True
        odd = phrase.kind == "anaphor" and phrase.grain == "day" and phrase.steps > 1 and phrase.steps % 7
        if phrase.kind in {"duration", "vague"} or odd or aside(draft, phrase) or _gloss_of_another(draft, phrase):
            continue
        if _next_ones(draft, phrase, later, mine) or (not mine and _of_another(draft, phrase, ordered)):
            continue
        if not mine and phrase.end <= draft.start and _in_contrast(draft, phrase, ordered):
            continue
        if phrase.rule.endswith("ago") and not mine and phrase.start > view.start + 4:
            # "2.5 times; a month ago it was 1.8": what is set against dates its own clause only.
            continue
        owner = owned.get(phrase.start)
        if owner is not None and owner[0] is not draft:
            if owner[0].start > draft.start or phrase.end <= draft.start:
                reach.bases.append(phrase)
            continue
        base = (
            phrase.role == "base"
            or against(draft, phrase)
            or (phrase.role == "since" and phrase.kind != "day" and draft.kind in {"change", "ratio"})
            or (
                phrase.kind == "anaphor"
                and phrase.shift in {"previous", "year_before"}
                and (draft.kind == "change" or (draft.kind == "ratio" and draft.object is None))
            )
        )
        adjacent = phrase.end <= draft.start <= phrase.end + 3 or draft.end <= phrase.start <= draft.end + 5
        # 去年12月（100万亿）: an amount in brackets is of the time before them.
        glossed = phrase.end <= draft.start and view.between(phrase.end, draft.start).strip() == "("
        if (
            owner is None
            and base
            and not (draft.kind in _DATED and (mine or glossed) and adjacent and phrase.kind != "anaphor")
        ):
            near = draft.end <= phrase.start <= draft.end + 80 or phrase.end <= draft.start
            apart = abs(view.clause(phrase.start) - clause)
            bracket = phrase.end < draft.start and ")" in view.between(phrase.end, draft.start)
            if near and apart <= (2 if bracket else 1):
                reach.bases.append(phrase)
            continue
        outside = not mine and not _opens(view, phrase, left) and not _bracketed(view, draft.end, phrase.start)
        if phrase.kind == "anaphor" and phrase.shift != "same" and outside:
            continue
        alone = phrase.kind == "day" and view.expression("alone").match(view.text, phrase.end, view.end)
        if usable(phrase) or alone:
            reach.dated.append(phrase)

    def distance(phrase: TimePhrase) -> tuple[int, int]:
        mine = left <= phrase.start < right or fronted(view, phrase, draft.start)
        if phrase.start in owned or _bracketed(view, draft.end, phrase.start):
            return (-1, 0)
        if phrase.start >= draft.end:
            crosses = phrase.start >= later
            if view.field.language == "zh":
                return (3 if mine and not crosses else 6, phrase.start - draft.end)
            return ((4 if crosses else 0) if mine else 5, phrase.start - draft.end)
        crosses = phrase.end <= earlier and earlier > left
        return ((2 if crosses else 1) if mine else 3, draft.start - phrase.end)

    if len(reach.dated) > 1:
        reach.dated.sort(key=distance)
    return reach
