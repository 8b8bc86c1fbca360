"""Which whole a share is of: the one beside it, the amount told last, or what 其中 refers to."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft, Memory
from extractors.entities import load_labs

_JUST_TOLD = 4
OF_TOLD = "object.of-told"


def whole_of(draft: Draft, people: list[Actor]) -> Actor | None:
    """ "40% of the Chinese models' volume", 占中国模型的近四成: a whole that is a part of the platform itself."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    number = view.clause(draft.start)
    for actor in people:
        if actor.kind not in {"country", "author", "named"} or actor.role == "source":
            continue
        if actor.start >= draft.end and actor.end <= right:
            if view.expression("whole_behind").fullmatch(view.between(draft.end, actor.start)):
                return actor
        elif left <= actor.start and actor.end <= draft.start:
            if view.expression("whole_before").search(view.between(left, actor.start)):
                return actor
        elif number and view.clause(actor.start) == number - 1:
            # "Of DeepSeek's tokens, four fifths were V4 Flash's."
            start, _ = view.clauses[number - 1]
            if view.expression("whole_clause").fullmatch(view.between(start, actor.start)):
                return actor
    return None


def share_of_told(draft: Draft, memory: Memory, done: list[Draft]) -> None:
    """ "Japan will take a third of that and India a quarter": the whole is the amount told last, and so is its time."""
    view = draft.view
    levels = [other for other in (*memory.drafts, *done) if other.kind == "level"]
    parallel = bool(done) and done[-1].kind == "share" and OF_TOLD in done[-1].trail
    if not levels or not (parallel or view.expression("of_told").match(view.text, draft.end, view.end)):
        return
    whole = levels[-1].subject
    if whole not in {"all", draft.subject}:
        draft.object = whole
    draft.trail.append(OF_TOLD)


def part_again(draft: Draft, people: list[Actor], done: list[Draft]) -> bool:
    """ "Kimi took 30% of the Chinese models' tokens, against 28% a week before": whose part it was, not whose whole."""
    last, view = done[-1] if done else None, draft.view
    if last is None or last.kind != "share" or last.object is None or draft.kind != "share":
        return False
    gap = view.between(last.end, draft.start)
    named = [one.id or "" for one in people if last.end <= one.start < draft.start and one.kind != "all"]
    others = [name for name in named if name not in {"", last.object} and not name.startswith("platform:")]
    return not others and not any(stop in gap for stop in (";", ". "))


def same_whole(draft: Draft, done: list[Draft]) -> None:
    """ "46% of the top ten's tokens, down from 51% a week earlier": one subject's shares in a row are of one whole."""
    left, right = draft.view.clause_span(draft.start)
    last = done[-1] if done else None
    if (
        last is None
        or last.kind != "share"
        or last.subject != draft.subject
        or draft.view.has("share.whole", left, right)
    ):
        return
    if last.object is not None:
        draft.object = last.object
        draft.trail.append("object.same-whole")


def part_of_told(draft: Draft, memory: Memory, done: list[Draft]) -> None:
    """其中智能体占七成: of what was measured last; what follows goes on about the whole."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    number = view.clause(draft.start)
    before = view.between(*view.clauses[number - 1]) if number else ""
    these, own = view.expression("of_these"), draft.subject or ""
    if view.has("share.whole", left, right) or own in {"", "all"}:
        return
    if these.match(view.text, left, draft.start) or these.fullmatch(before.strip(" ,")):
        levels = [other.subject for other in (*memory.drafts[-_JUST_TOLD:], *done) if other.kind == "level"]
        whole = levels[-1] if levels else None
    else:
        shares = [other for other in done if other.kind == "share" and other.object and other.subject != own]
        whole = shares[-1].object if shares and _part_of(own, shares[-1].object) else None
    draft.passing = own.startswith("named:") and these.match(view.text, left) is not None
    if whole and whole.startswith("country:") and whole != own and _part_of(own, whole):
        draft.object = whole
        draft.trail.append("object.of-these")


def _part_of(subject: str, whole: str | None) -> bool:
    """Whether a subject can be a part of a country: its labs, their models, or what is named by a noun."""
    kind, _, rest = subject.partition(":")
    country = load_labs().country_of(rest.partition("/")[0]) if kind in {"author", "model"} else None
    return kind == "named" or (country is not None and f"country:{country}" == whole)
