"""Subject and object of each draft of a sentence, in text order: earlier drafts help the later ones."""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.listed import respectively
from extractors.claims.objects import OF_IT, compared, ratio_object, rival, streak_object, told_before
from extractors.claims.pronouns import author_of
from extractors.claims.relations import scaled
from extractors.claims.subjects import subject_of
from extractors.claims.wholes import part_again, part_of_told, same_whole, share_of_told, whole_of
from extractors.entities import load_labs


def settle(drafts: list[Draft], people: list[Actor], memory: Memory) -> None:
    """Fill ``subject`` and ``object`` in place."""
    done: list[Draft] = []
    respectively(drafts, people, memory)
    for draft in sorted(drafts, key=lambda draft: draft.start):
        if draft.kind == "comparison":
            compared(draft, people, memory, done)
            if draft.subject and draft.object and _within(draft.subject, draft.object):
                # "Anthropic led the Americans": first among some, and above nobody in particular.
                draft.object = None
        else:
            _sides(draft, people, memory, done)
        if draft.object == draft.subject and draft.object is not None:
            draft.object = None
        _only_model(draft, people, memory)
        if draft.object == draft.subject and draft.object is not None:
            # "M3 costs … Anthropic charges ten times as much for Sonnet": as M3, the one told before.
            draft.object = memory.subject if memory.subject != draft.subject else None
        _named_again(draft, memory)
        done.append(draft)


def _sides(draft: Draft, people: list[Actor], memory: Memory, done: list[Draft]) -> None:
    if draft.kind == "share":
        whole = whole_of(draft, people)
        if whole is not None:
            draft.object = whole.id
        elif "share.of-amount" in draft.trail and done and done[-1].kind == "level" and done[-1].subject != "all":
            draft.object = done[-1].subject
    if draft.subject is None and part_again(draft, people, done):
        draft.subject = done[-1].subject
        draft.trail.append("subject.parallel-part")
    if draft.subject is None:
        draft.subject, how = subject_of(draft, people, memory, done)
        draft.trail.append(how)
    if draft.relation == "ranks_first" and draft.kind == "streak":
        _ahead_of_rival(draft, memory)
    if OF_IT in draft.trail:
        draft.object = told_before(draft, memory, done)
    elif draft.kind == "ratio" and draft.object is None:
        ratio_object(draft, people, memory, done)
    elif draft.kind == "streak" and draft.needs_object:
        if _leads_list(draft, people):
            draft.relation, draft.needs_object = "ranks_first", False
        else:
            streak_object(draft, people, memory)
    elif draft.kind == "share" and _of_list(draft):
        draft.object = "listed"
    elif draft.kind == "share" and not draft.object:
        share_of_told(draft, memory, done)
        if not draft.object:
            part_of_told(draft, memory, done)
        if not draft.object:
            same_whole(draft, done)
    if draft.kind in {"ratio", "share"}:
        _part_of_own(draft)


def _ahead_of_rival(draft: Draft, memory: Memory) -> None:
    """ "On top for six weeks", said of a country that was set against another one: ahead of that one."""
    country = (draft.subject or "").startswith("country:")
    on_top = draft.view.cues(
        "compare.lead", max(draft.view.start, draft.start - 40), min(draft.view.end, draft.end + 40)
    )
    if country and any(mark.word in {"on top", "in front"} for mark in on_top) and rival(draft.subject, memory):
        draft.relation, draft.needs_object = "above", True


def _leads_list(draft: Draft, people: list[Actor]) -> bool:
    """A model that has led for weeks, with nobody told whom it led, led the list."""
    led = draft.relation == "above" and {"relation.compare.lead", "relation.compare.above"} & set(draft.trail)
    words = draft.view.expression("leads").search(draft.view.between(max(0, draft.start - 8), draft.end + 8))
    against = any(actor.role == "object" and actor.id != draft.subject for actor in people)
    return bool(led and words) and not against and (draft.subject or "").startswith("model:")


def _of_list(draft: Draft) -> bool:
    """Whether a share's whole is the list: said beside it, or in front of it (若只算榜单前十)."""
    view = draft.view
    left, right = view.clause_span(draft.start)
    start = view.clauses[max(view.clause(draft.start) - 1, 0)][0]
    beside = [mark for mark in view.cues("share.listed", left, right) if not _counted(draft, mark.start)]
    if beside or view.expression("only_list").search(view.between(start, left)):
        return True
    return any(_divided(draft, top) for top in view.expression("top_n").finditer(view.text, start, view.end))


def _counted(draft: Draft, list_at: int) -> bool:
    """Whether another number counts out of the list: "46% of the total and five of the top ten"."""
    return any(draft.end <= one.span.start and one.span.end <= list_at for one in draft.view.quantities)


def _divided(draft: Draft, top: re.Match[str]) -> bool:
    """Whether a top N is what the share is a share of: "of the tokens handled by the top ten", 在前十名的总量里."""
    view = draft.view
    if top.start() >= draft.end:
        return view.expression("part_of_top").fullmatch(view.text, draft.end, top.start()) is not None
    return view.expression("top_parted").match(view.text, top.end(), draft.start) is not None


def _part_of_own(draft: Draft) -> None:
    """Half of the total of one's own country or lab is a share of it; a ratio needs two that are apart."""
    if draft.object is None or draft.subject is None or draft.object == draft.subject:
        return
    if draft.kind == "ratio" and "ratio.fraction-of-object" in draft.trail and _within(draft.subject, draft.object):
        draft.kind, draft.unit = "share", "percent"
        draft.value = scaled(draft.value, Decimal(100))
        draft.trail.append("share.of-own")
    elif draft.kind == "share" and _within(draft.subject, draft.object) is False:
        draft.kind, draft.unit = "ratio", "times"
        draft.value = scaled(draft.value, Decimal("0.01"))
        draft.trail.append("ratio.of-another")


def _within(subject: str, whole: str) -> bool | None:
    """Whether a subject is a part of a whole; null where the tables cannot tell."""
    kind, _, rest = subject.partition(":")
    sort, _, name = whole.partition(":")
    if sort == "author" and kind in {"author", "model"}:
        return rest.partition("/")[0] == name
    if sort == "country" and kind == "country":
        return False
    if sort == "country" and kind in {"author", "model"}:
        country = load_labs().country_of(rest.partition("/")[0])
        return None if country is None else country == name
    return False if sort == "model" and kind in {"author", "country", "model"} else None


def _only_model(draft: Draft, people: list[Actor], memory: Memory) -> None:
    """Prices are of models: a lab with one model in the article means that model."""
    if draft.measure == "token_usage":
        return
    for side in ("subject", "object"):
        lab = getattr(draft, side)
        if lab is None or not lab.startswith("author:"):
            continue
        models = [actor.id for actor in people if actor.kind == "model" and author_of(actor.id) == lab]
        told = list(dict.fromkeys(models)) or memory.models.get(lab, [])
        # What is priced is not the variant that is free.
        models = list(dict.fromkeys(model.removesuffix(":free") for model in told))
        if len(models) == 1:
            setattr(draft, side, models[0])
            draft.trail.append(f"{side}.only-model")


def _named_again(draft: Draft, memory: Memory) -> None:
    """ "The 31.8 trillion": an amount named again is its first owner's."""
    view = draft.view
    before = view.between(max(view.start, draft.start - 8), draft.start)
    if draft.kind != "level" or not view.expression("demonstrative").search(before):
        return
    for other in reversed(memory.drafts):
        if other.kind == "level" and other.measure == draft.measure and other.value == draft.value:
            draft.subject = other.subject
            draft.trail.append("subject.named-again")
            return
