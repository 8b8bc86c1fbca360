"""Figures that are told only to be denied: "not 4.1 trillion, as first reported", 并非, "the claim is false"."""

from __future__ import annotations

import re

from extractors.claims.draft import Draft
from extractors.claims.view import View

_QUOTED = re.compile('[\u201c\u300c"\u2018]([^\u201c\u201d\u300c\u300d"]{0,120})[\u201d\u300d"\u2019]')


def undenied(drafts: list[Draft], view: View, rumours: list[Draft]) -> tuple[list[Draft], list[Draft]]:
    """The drafts a sentence itself stands behind, and those it takes back; rumours go to ``rumours`` too."""
    kept, back = [], []
    rumour = view.has("denial.rumour")
    for draft in drafts:
        reason = _denied(draft, view)
        if reason is None:
            kept.append(draft)
        else:
            view.note(
                draft.start, draft.end, reason if reason.startswith("only") else f"reported only to be denied: {reason}"
            )
            if not reason.startswith("only"):
                back.append(draft)
            if rumour:
                rumours.append(draft)
    return kept, back


def disowned(drafts: list[Draft], rumours: list[Draft]) -> list[Draft]:
    """An article's drafts without those that say again what it calls a rumour elsewhere."""
    called = {(rumour.kind, rumour.measure, rumour.value) for rumour in rumours}
    return [draft for draft in drafts if (draft.kind, draft.measure, draft.value) not in called]


def put_right(drafts: list[Draft], before: View, told: list[Draft]) -> list[Draft]:
    """The drafts without those of the sentence ``before`` that says what the article wrote and that this one corrects:
    "We wrote that M was second. It was third." """
    if not drafts or drafts[-1].view is not before:
        return drafts
    if before.expression("wrote").match(before.text, before.start, before.end) is None:
        return drafts
    now = {(draft.kind, draft.measure, draft.subject, draft.period): draft.value for draft in told}
    return [
        draft
        for draft in drafts
        if draft.view is not before
        or now.get((draft.kind, draft.measure, draft.subject, draft.period), draft.value) == draft.value
    ]


def _denied(draft: Draft, view: View) -> str | None:
    start, end = draft.start, draft.end
    if draft.kind == "comparison" and draft.relation is not None and "negated" in draft.trail:
        return None
    left, _ = view.clause_span(start)
    if view.expression("never_before").search(view.between(left, start)):
        return "what never was"
    if draft.kind == "level" and view.expression("priced_amount").match(view.text, end, view.end):
        return "only an amount that is priced"
    if (supposed := _supposed(draft, view)) is not None:
        return f"only supposed: {supposed}"
    if (trigger := _quoted(draft, view)) is not None:
        return trigger
    if told := view.expression("quoted_thing").match(view.text, end, view.end):
        return told.group().strip()
    left, right = view.clause_span(start)
    for mark in view.cues("denial.before", max(view.start, start - 30), start):
        gap = view.between(mark.end, start).strip(" \"'\u201c\u300c")
        if len(gap) <= 12 and not any(c in ",;" for c in gap):
            return mark.word
    for mark in view.cues("denial.figure"):
        if _governs(mark.start, mark.end, start, end, left, right, view):
            return mark.word
    for mark in view.cues("denial.reported", end, min(view.end, end + 60)):
        before = view.between(max(view.start, start - 24), start)
        if re.search(r"\bnot\b|n't|\u4e0d\u662f|\u5e76\u975e", before):
            return mark.word
    return None


def _supposed(draft: Draft, view: View) -> str | None:
    """What an if-clause assumes, and all that stands behind a "suppose"; what follows from it is a forecast."""
    left, _ = view.clause_span(draft.start)
    found = view.expression("if_clause").match(view.text, left, draft.start) or view.expression("supposing").match(
        view.text, view.start, draft.start
    )
    return found.group().strip() if found else None


def _quoted(draft: Draft, view: View) -> str | None:
    """What a post or an earlier version said, up to the turn, where the sentence takes it back."""
    told = view.expression("quoted_report").search(view.text, view.start, draft.start)
    if told is None or view.expression("turn").search(view.text, told.end(), draft.start):
        return None
    back = (
        view.has("denial.figure")
        or view.has("denial.word")
        or view.expression("turn").search(view.text, draft.end, view.end)
        or view.expression("retracts").search(view.text, max(0, view.start - 20), view.end)
    )
    return told.group() if back else None


def _governs(mark_start: int, mark_end: int, start: int, end: int, left: int, right: int, view: View) -> bool:
    """A word of denial reaches its own clause, and a quotation right before or behind it."""
    if left <= mark_start < right:
        # "X is wrong: it was 4.2": what comes after a denial's colon is the correction, in another clause.
        return mark_start >= end or start - mark_end <= 40
    quoted = next(
        (hit for hit in _QUOTED.finditer(view.text, view.start, view.end) if hit.start() <= start and end <= hit.end()),
        None,
    )
    if quoted is not None:
        if view.expression("called_rumour").match(view.text, quoted.end(), max(quoted.end(), mark_start)):
            return True
        return 0 <= mark_start - quoted.end() <= 12 or 0 <= quoted.start() - mark_end <= 12
    number, own = view.clause(mark_start), view.clause(start)
    if view.expression("contrast").match(view.text, mark_start, view.end):
        return False
    opened = view.clauses[number][0]
    return number == own + 1 and view.expression("denial_opens").fullmatch(view.between(opened, mark_start)) is not None
