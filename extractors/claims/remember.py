"""What a sentence leaves in memory for the next ones of its paragraph and its article."""

from __future__ import annotations

from extractors.claims.actors import PLATFORM
from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.origin import Told
from extractors.claims.pronouns import author_of
from extractors.claims.reach import usable
from extractors.claims.view import View

_REMEMBERED = 100
_NAMED = frozenset({"country", "author", "model"})


def remember(view: View, drafts: list[Draft], people: list[Actor], memory: Memory, told: Told) -> None:
    """Update ``memory`` in place with a sentence's source, names and claims."""
    new_block = memory.block != view.sentence.block
    platform, known, source = told
    if known:
        memory.platform, memory.platform_known = platform, True
    if source is not None or new_block:
        memory.source = source or (memory.source if not new_block else None)
    if source is not None and any(name.kind == "organisation" and not name.country for name in view.names):
        memory.house = source
    _ahead(view, memory)
    _names(view, people, memory)
    question = view.between(view.end - 2, view.end).strip().endswith("?") or view.sentence.kind == "heading"
    if question:
        dated = [phrase.period for phrase in view.times if phrase.period is not None and usable(phrase)]
        memory.asked = dated[0] if dated and _names_time(view) else None
    elif new_block:
        memory.asked = None
    memory.share_topic = view.has("share.noun") or (memory.share_topic and not view.has("topic"))
    if not drafts:
        first = [actor.id for actor in people if actor.role == "subject" and actor.kind in _NAMED and actor.id]
        office = memory.home if view.has("official") else None
        # A paragraph that begins with the platform goes on about the platform.
        kept = None if new_block and any(actor.id == PLATFORM for actor in people) else memory.subject
        memory.subject = first[0] if first else office or kept
        memory.forecast = memory.forecast and not new_block
        if view.rates and platform == "national":
            memory.per = view.rates[-1].per
    for draft in sorted(drafts, key=lambda draft: draft.start):
        _claim(draft, memory)
    named = {actor.id for actor in people if actor.id and actor.role == "subject" and actor.kind in _NAMED}
    measured = {draft.subject for draft in drafts}
    memory.only = next(iter(named)) if len(named) == 1 and measured <= named else None
    _period(drafts, memory)
    memory.drafts.extend(drafts)
    del memory.drafts[:-_REMEMBERED]
    memory.block = view.sentence.block


def _ahead(view: View, memory: Memory) -> None:
    """The time to come that the paragraph named last: what "by then" means, and forecasts that name none."""
    today = view.field.today
    if memory.block != view.sentence.block:
        memory.ahead = None
    told = [
        phrase.period
        for phrase in view.times
        if today is not None and phrase.period is not None and phrase.period.start > today and phrase.grain != "day"
    ]
    memory.ahead = told[-1] if told else memory.ahead


def _names_time(view: View) -> bool:
    """A question or heading that names a month or a week in full; "this week" in a heading is a label."""
    return any(
        phrase.kind in {"month", "range", "quarter", "year"} or phrase.basis == "explicit" for phrase in view.times
    )


def _names(view: View, people: list[Actor], memory: Memory) -> None:
    topics = any(actor.role == "subject" and actor.kind in {"author", "model"} for actor in people)
    for actor in people:
        if actor.kind not in _NAMED or not actor.id or actor.role == "source":
            continue
        if actor.id in memory.subjects:
            memory.subjects.remove(actor.id)
        memory.subjects.append(actor.id)
        memory.words[actor.id] = view.field.original[actor.start : actor.end]
        for forgotten in memory.subjects[:-_REMEMBERED]:
            memory.words.pop(forgotten, None)
        del memory.subjects[:-_REMEMBERED]
        if actor.kind == "country" and memory.home is None:
            memory.home = actor.id
        # The lab that a sentence is about outlasts the one that it is set against.
        if actor.kind == "author" and (actor.role == "subject" or not topics):
            memory.author = actor.id
        elif actor.kind == "model":
            memory.model, lab = actor.id, author_of(actor.id)
            if not actor.id.startswith("model:"):
                continue
            if actor.role == "subject" or not topics:
                memory.author = lab
            siblings = memory.models.setdefault(lab, [])
            if actor.id not in siblings:
                siblings.append(actor.id)
                del siblings[:-_REMEMBERED]


def _claim(draft: Draft, memory: Memory) -> None:
    if draft.kind != "comparison" and not draft.passing:
        memory.subject = draft.subject
    if draft.subject is not None and draft.subject.startswith(("model:", "author:")):
        memory.item = draft.subject
    if draft.subject and draft.object and draft.object != "listed":
        memory.pair = (draft.subject, draft.object)
    if draft.kind in {"level", "change", "streak"} and draft.subject and draft.object is None:
        _pair(memory, draft.subject)
    if draft.kind in {"share", "change"}:
        memory.relation_kind = draft.kind
    if draft.kind == "level":
        memory.per = draft.per
        memory.relation_kind = None
    memory.topic = draft.measure
    memory.scope, memory.scope_n = draft.scope, draft.scope_n
    memory.price_base = memory.price_base or draft.kind == "price"
    memory.forecast = draft.modality == "forecast"


def _pair(memory: Memory, subject: str) -> None:
    """Two countries measured one after the other are set against each other."""
    if not subject.startswith("country:"):
        return
    told = [draft.subject for draft in memory.drafts if draft.subject and draft.subject.startswith("country:")]
    others = [other for other in told if other != subject]
    if others and (memory.pair is None or subject not in memory.pair):
        memory.pair = (others[-1], subject)


def _period(drafts: list[Draft], memory: Memory) -> None:
    """The latest time that the sentence's own figures are about goes on to the next; a baseline's does not."""
    latest: Draft | None = None
    for draft in drafts:
        if draft.measure != "token_usage" or draft.baseline or draft.anaphoric or draft.modality != "observed":
            continue
        if draft.period is not None and (
            latest is None or latest.period is None or latest.period.end < draft.period.end
        ):
            latest = draft
    if latest is not None:
        memory.period, memory.period_basis = latest.period, latest.period_basis
