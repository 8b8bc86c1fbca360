"""Between which two times something grew: the ends that the words told before it, or a length of time."""

from __future__ import annotations

from extractors.claims.draft import Draft, Memory
from extractors.claims.reach import Reach, rate_of
from extractors.claims.view import View
from extractors.periods import TimePhrase
from extractors.periods.calendar import move
from extractors.types import Period

_LEVELS = frozenset({"level", "price"})


def two_ends(draft: Draft, reach: Reach, ordered: list[Draft], memory: Memory) -> tuple[Period, Period] | None:
    """ "From 4 yuan in January to 0.8 yuan in May, a cut of 80%": the base and the period, where two amounts told them.

    Where only one stands in the sentence and the clause sums up, the other is the paragraph's last one.
    """
    view = draft.view
    left, right = view.clause_span(draft.start)
    times = (*reach.dated, *reach.bases)
    if draft.kind not in {"change", "ratio"} or draft.object is not None:
        return None
    lengths = [phrase for phrase in view.times if phrase.kind == "duration"]
    if any(left <= phrase.start < right for phrase in (*times, *lengths)):
        return None
    told = [other for other in ordered if _same(other, draft) and other.end <= draft.start]
    if len(told) == 1 and view.expression("summing_up").match(view.text, left, draft.start):
        before = memory.drafts[-1:] if memory.block == view.sentence.block else []
        told = [other for other in before if _same(other, draft)] + told
    periods = [other.period for other in told[-2:] if other.period is not None]
    if len(periods) < 2 or periods[0] == periods[1] or told[-1].per != told[-2].per:
        return None
    first, last = sorted(periods, key=lambda period: period.end)
    return first, last


def _same(other: Draft, draft: Draft) -> bool:
    return other.kind in _LEVELS and other.measure == draft.measure and other.subject == draft.subject


def grown_from(draft: Draft, chosen: TimePhrase, carried: Period | None, clause: tuple[int, int]) -> bool:
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


def grown_to(draft: Draft, clause: tuple[int, int]) -> Period | None:
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
