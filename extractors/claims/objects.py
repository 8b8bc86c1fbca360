"""The other side: what a ratio is a multiple of, and whom a streak is against."""

from __future__ import annotations

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.pronouns import lookup
from extractors.claims.rivals import LEADS, beaten_by, compared_with

_AMOUNTS = frozenset({"level", "price", "share", "ratio", "change"})
_LONELY = frozenset({"subject.carried", "subject.none", "subject.platform", "subject.sum", "subject.new-line"})

_JUST_TOLD = 4
OF_IT = "ratio.portion-of-it"
_MEASURED = ("model:", "author:", "country:")


def ratio_object(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    """Fill a ratio's two sides where it is one between subjects."""
    view = draft.view
    found = _near(draft, people)
    left, right = view.clause_span(draft.start)
    if found is not None:
        _beside(draft, found, people, memory, done)
        return
    if _other_party(draft, people):
        return
    asked = view.has("ratio.tail", draft.start, right) or view.has("compare.lead", left, draft.start)
    asked = asked or any(mark.word in LEADS for mark in view.cues("compare.above", left, draft.start))
    asked = asked or any(part in rule for rule in draft.trail for part in ("multiple-of", "to-one"))
    if any(
        draft.end <= phrase.start
        and phrase.kind != "duration"
        and view.expression("over_time").fullmatch(view.between(draft.end, phrase.start))
        for phrase in view.times
    ):
        draft.trail.append("object.over-time")
        return
    if "ratio.multiple-of" in draft.trail:
        sides = list(dict.fromkeys(a.id for a in people if a.id and left <= a.start and a.end <= draft.start))
        before = [one for one in done if one.kind == "ratio" and "ratio.multiple-of" in one.trail and one.object]
        if len(sides) == 2 or before:
            # "The ratio of X to Y": the first over the second; and so is what it was before.
            draft.subject, draft.object = sides if len(sides) == 2 else (before[-1].subject, before[-1].object)
            draft.trail.append("object.of-x-to-y")
            return
    lonely = any(rule in _LONELY for rule in draft.trail)
    if _as_asked(draft, memory) or (lonely and not done and _as_before(draft, people, memory)):
        return
    if lonely and view.expression("sums_up").match(view.text, left, draft.start):
        told = _last_two(draft, memory.drafts[-_JUST_TOLD:])
        if told is not None:
            draft.subject, draft.object = told
            draft.trail.append("object.just-told")
            return
    if any(actor.kind == "same" and left <= actor.start <= draft.start for actor in people) and memory.pair:
        draft.subject, draft.object = memory.pair
        draft.trail.append("object.same")
    elif asked:
        if memory.pair and lonely:
            draft.subject, draft.object = memory.pair
        elif (told := _last_two(draft, done or (memory.drafts[-_JUST_TOLD:] if lonely else []))) is not None:
            draft.subject, draft.object = told
        else:
            opposite = [
                actor.id for actor in people if actor.role == "object" and actor.id and actor.id != draft.subject
            ]
            draft.object = opposite[-1] if opposite else rival(draft.subject, memory)
        draft.trail.append("object.pair")
    elif not view.has("growth", left, right) and not any(phrase.role == "base" for phrase in view.times):
        told = _last_two(draft, [other for other in done if (other.subject or "").startswith("country")])
        if told is not None:
            draft.subject, draft.object = told
            draft.trail.append("object.two-amounts")
        elif done and done[-1].kind == "ratio" and done[-1].subject == draft.subject and done[-1].object:
            # "2.1 times, from 1.8 times the week before": of the same two.
            draft.object = done[-1].object
            draft.trail.append("object.same-ratio")


def _beside(draft: Draft, found: Actor, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    """The object that stands beside a ratio, and the subject where that was the object's name."""
    view = draft.view
    draft.object = lookup(found, draft, people, memory, done)
    same = [other.subject for other in done if other.kind == "ratio" and other.object]
    _, right = view.clause_span(draft.start)
    again = view.expression("again_is").match(view.text, view.clause_begin(draft.start), right)
    if same and same[-1] != draft.object and again:
        # 是X的2.5倍，更是Y的27倍: of the same one.
        draft.subject = same[-1]
    elif draft.object == draft.subject and "subject.label" in draft.trail:
        # "3.2x - how much more Chinese models handled than in January": over time.
        draft.object = None
    elif draft.object == draft.subject:
        _other_subject(draft, people, memory, done)
    draft.trail.append("object.near")


def _as_asked(draft: Draft, memory: Memory) -> bool:
    """ "How much bigger is X's volume than Y's? About 1.4 times": the two that the question set side by side."""
    if memory.asked_against is None or draft.subject != memory.asked_of:
        return False
    draft.object = memory.asked_against
    draft.trail.append("object.asked-against")
    return True


def _as_before(draft: Draft, people: list[Actor], memory: Memory) -> bool:
    """ "1.8 times the American. A week before it was 2.1": of the same two."""
    last = memory.drafts[-1] if memory.drafts and memory.block == draft.view.sentence.block else None
    if last is None or last.kind != "ratio" or not last.object or last.measure != draft.measure:
        return False
    if any(actor.id for actor in people):
        return False
    draft.subject, draft.object = last.subject, last.object
    draft.trail.append("object.same-ratio")
    return True


def _other_party(draft: Draft, people: list[Actor]) -> bool:
    """ "A lost to B, which now does 1.2 times its volume": A's."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    if "subject.relative" not in draft.trail or not view.expression("its_volume").match(view.text, draft.end, right):
        return False
    others = [a.id for a in people if a.id not in {"", draft.subject} and a.end <= left and a.role != "source"]
    if others:
        draft.object = others[-1]
        draft.trail.append("object.other-party")
    return bool(others)


def told_before(draft: Draft, memory: Memory, done: list[Draft]) -> str | None:
    """连它的一半都没有: the last one measured before the subject."""
    told = [one.subject for one in (*memory.drafts, *done) if one.kind in _AMOUNTS and one.subject != draft.subject]
    return next((one for one in reversed(told) if one is not None and one.startswith(_MEASURED)), None)


def _near(draft: Draft, people: list[Actor]) -> Actor | None:
    """The other side of "X times the …": behind the multiple in English, before it in Chinese."""
    view = draft.view
    left, _ = view.clause_span(draft.start)
    if view.field.language == "zh":
        after = [a for a in people if draft.end < a.start <= draft.end + 4 and a.role != "source"]
        if after and view.between(draft.end, after[0].start).startswith("\u4e8e"):
            return after[0]
        opened, closed = view.bracket_before(left)
        left = view.clause_begin(draft.start)
        behind = [
            a
            for a in people
            if left <= a.start and a.end <= draft.start and a.role != "source" and a.kind != "it"
            if not opened <= a.start < closed
        ]
        if "ratio.than-rival" in draft.trail and (other := compared_with(view, draft.start, people)) is not None:
            return other
        if not behind:
            return None
        last = behind[-1].end
        gap = (
            view.between(last, min(opened, draft.start)) + view.between(closed, draft.start)
            if last <= opened < closed
            else view.between(last, draft.start)
        )
        if any(rule == "ratio.than-rival" for rule in draft.trail):
            return behind[-1]
        is_times = view.expression("is_times_before").search(view.between(left, behind[-1].start))
        return behind[-1] if len(gap) <= 16 and "\u7684" in gap and (behind[-1].role == "object" or is_times) else None
    if view.expression("verb_multiple").search(view.between(draft.start, draft.end)):
        return None
    if "ratio.than-rival" in draft.trail and (beaten := beaten_by(view, draft.start, people)) is not None:
        return beaten
    for actor in people:
        if actor.start < draft.end or actor.role == "source" or actor.kind in {"it", "same", "all"}:
            continue
        gap = view.between(draft.end, actor.start)
        blocked = any(stop in gap for stop in ",;:") or view.expression("object_stop").search(gap)
        # "as expensive on the input side as X": the side is told between the two "as".
        reached = not blocked or view.expression("as_side_as").fullmatch(gap)
        return actor if len(gap) <= 60 and reached else None
    return None


def _other_subject(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    """The subject of a ratio whose nearest name turned out to be its object."""
    sides = [actor for actor in people if actor.kind in {"former", "latter"} and actor.end <= draft.start]
    for side in reversed(sides):
        # 前者…超过后者，是后者的1.8倍: the pronoun that is not the object.
        found = lookup(side, draft, people, memory, done)
        if found != draft.object:
            draft.subject = found
            return
    others = [
        actor.id
        for actor in people
        if actor.id
        and actor.end <= draft.start
        and actor.id != draft.object
        and actor.role != "source"
        and actor.kind != "all"
    ]
    compared = {other.object for other in done if other.kind == "ratio"}
    others = [other for other in others if other not in compared] or others
    if others:
        draft.subject = others[-1]
    elif memory.subject not in {None, draft.object}:
        draft.subject = memory.subject


def _last_two(draft: Draft, done: list[Draft]) -> tuple[str, str] | None:
    """The two subjects whose amounts were told last; the larger one is the many times the other."""
    amounts: dict[str, Draft] = {}
    for other in done:
        held = amounts.get(other.subject or "")
        if other.kind == "change" and held is not None and held.kind != "change":
            # Whose amount is the larger is told by the amounts, not by how they moved.
            continue
        if other.subject and other.subject != "all" and other.kind in _AMOUNTS:
            amounts[other.subject] = other
    if len(amounts) < 2:
        return None
    (one, first), (two, second) = list(amounts.items())[-2:]
    large, small, factor = first.value.point, second.value.point, draft.value.point
    if large is None or small is None or factor is None or first.kind != second.kind:
        return one, two
    return (one, two) if (large >= small) == (factor >= 1) else (two, one)


def rival(subject: str | None, memory: Memory) -> str | None:
    """The one that a subject has been set against before in the article."""
    if subject is None:
        return None
    if memory.pair and subject in memory.pair:
        return memory.pair[1] if memory.pair[0] == subject else memory.pair[0]
    kind = subject.partition(":")[0]
    others = [other for other in reversed(memory.subjects) if other != subject and other.partition(":")[0] == kind]
    if others:
        return others[0]
    rest = [country for country in memory.countries if country != subject]
    return rest[0] if kind == "country" and len(rest) == 1 else None


def streak_object(draft: Draft, people: list[Actor], memory: Memory) -> None:
    """Whom a run of weeks ahead or behind is against."""
    objects = [actor for actor in people if actor.role == "object" and actor.id and actor.id != draft.subject]
    near = sorted(objects, key=lambda actor: min(abs(actor.start - draft.end), abs(draft.start - actor.end)))
    if near:
        draft.object = near[0].id
        draft.trail.append("object.near")
    else:
        draft.object = _opposite(draft, people) or rival(draft.subject, memory)
        draft.trail.append("object.rival")
    if draft.trail[0].endswith("n-since-last-not"):
        # "Six weeks since X was last ahead of Y": Y has been ahead.
        draft.subject, draft.object, draft.relation = draft.object, draft.subject, "above"
    view = draft.view
    before = view.between(view.clause_span(draft.start)[0], draft.start)
    named = any(actor.kind in {"former", "latter"} and 0 <= draft.start - actor.end <= 2 for actor in people)
    if not named and view.expression("ends_run").search(before) and view.expression("rival_run").search(before):
        # "…ending its rival's six weeks in front": the run was the other's.
        draft.subject, draft.object = draft.object, draft.subject
        draft.trail.append("object.rivals-run")


def _opposite(draft: Draft, people: list[Actor]) -> str | None:
    """中国…，美国…，前者连续六周领先: the other one of the two that the sentence itself names."""
    kind = (draft.subject or "").partition(":")[0]
    sides = list(dict.fromkeys(a.id for a in people if a.id.partition(":")[0] == kind and a.role != "source"))
    return (
        next(other for other in sides if other != draft.subject) if len(sides) == 2 and draft.subject in sides else None
    )


def compared(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    """Both sides of a comparison without a number."""
    if draft.object is None:
        pronoun = [actor for actor in people if actor.end <= draft.end and actor.start >= draft.start]
        draft.object = lookup(pronoun[-1], draft, people, memory, done) if pronoun else memory.subject
    if draft.subject is None:
        last = next((other.subject for other in reversed(done) if other.subject), None)
        draft.subject = last or memory.subject
        draft.trail.append("subject.carried")
    if draft.subject == "all":
        draft.subject = None
