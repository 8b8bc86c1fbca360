"""The review room: what waits, one article at a time, and a decision about each of its claims.

Every decision is a form that works by itself. A script sends the same forms and puts the same page in the place of the
old one, so there is one way to decide and one way to show what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from db.queries import articles, review_tasks, reviews
from extractors.types import Span
from service.api import reviewing
from service.api.access import Caller, ReviewDep
from service.api.deps import Backing, BackingDep
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, text
from service.desk.rendering import render
from service.desk.review import form as forms
from service.desk.review.form import Fields
from service.desk.review.room import Reader, Room, next_article, room_of
from service.desk.review.words import DAY_FIELDS, FIELD_WORDS, SEVERITIES, STATE_WORDS, TODAY, VALUE_WORDS
from service.desk.visit import visit_of
from service.desk.words import LABELS
from service.errors import NotFound
from service.pipeline.reviewing import Given, NotReviewable, NotYours, add, decide, undo
from service.pipeline.reviewing.reports import twice_decided
from service.reconcile.figures import Language
from service.reviews.agreement import agreement
from service.reviews.fields import UnusableFields
from service.reviews.types import STATES, Decision

router = APIRouter()
SHOWN = 25

_SUBJECTS = ("all", "country:CN", "country:US", "author:", "model:", "named:")
_SAID = {
    "accept": N_("Accepted."),
    "reject": N_("Rejected."),
    "edit": N_("Corrected."),
    "skip": N_("Skipped."),
}


@dataclass(frozen=True, slots=True)
class Addition:
    """A claim that is being added: its place, its words, its fields."""

    place: str
    quote: str
    fields: Fields


@router.get("/review")
def queue(request: Request, backing: BackingDep, caller: ReviewDep) -> Response:
    """What waits for the reader, what they did today, and how far reviewers agree."""
    now = backing.clock()
    with backing.database.reading() as session:
        rows = review_tasks.queue(session, caller.name, limit=SHOWN)
        backlog = review_tasks.backlog(session, caller.name)
        counts = reviews.counts(session, datetime.combine(now.date(), time.min, now.tzinfo))
        items = twice_decided(session)
        first = next_article(session, caller.name)
    mine = {decision: number for (who, decision), number in counts.items() if who == caller.name}
    overall = agreement(items)
    return render(
        request,
        "review_queue.html",
        tasks=[reviewing.task(row) for row in rows],
        backlog=backlog,
        first=first,
        today=[(word, mine[name]) for name, word in TODAY.items() if mine.get(name)],
        severities=SEVERITIES,
        agreement=overall,
        kappa=None if overall.kappa is None else f"{float(overall.kappa):.2f}",
        percent=None if overall.observed is None else f"{float(overall.observed):.0%}",
    )


@router.get("/review/{article}")
def room(
    request: Request,
    backing: BackingDep,
    caller: ReviewDep,
    article: str,
    field: str = "text",
    start: str = "",
    end: str = "",
    quote: str = "",
) -> Response:
    """One article. With a place in it (or words of it), the form to add a claim there is filled in."""
    seen = _room(request, backing, caller, article)
    wanted, missed = None, ""
    texts = _texts(backing, article)
    if quote.strip():
        wanted = _find(quote.strip(), texts)
        missed = "" if wanted is not None else N_("The article does not have these words.")
    elif start:
        wanted = forms.span_from(f"{field}:{start}:{end}", texts)
    return _show(request, seen, addition=_addition(request, seen, wanted), missed=missed, quote=quote)


@router.post("/review/{article}/claims/{claim}")
def decided(
    request: Request, backing: BackingDep, caller: ReviewDep, article: str, claim: str, form: FormDep
) -> Response:
    """A decision about a claim, and on to what is left of the article."""
    decision, expected = text(form, "decision"), text(form, "expected")
    if decision not in _SAID:
        raise NotFound(f"There is no decision {decision!r}.")
    given = Given(cast(Decision, decision), copies=bool(text(form, "copies")))
    if expected in STATES:
        given = replace(given, expected=expected)
    here = f"/review/{article}#{claim}"
    try:
        if decision == "edit":
            return _corrected(request, backing, caller, article, claim, form, given)
        made = decide(backing.database, claim, given, reviewing.reviewer(caller), reviewing.desk(backing))
    except NotReviewable as error:
        return go(request, here, N_("That was not stored: %(why)s"), "warning", why=error.detail)
    if made.copies:
        return go(request, here, N_("Done, with %(number)s copies."), "done", number=len(made.copies))
    return go(request, here, _SAID[decision], "done")


def _corrected(
    request: Request, backing: Backing, caller: Caller, article: str, claim: str, form: FormData, given: Given
) -> Response:
    """A claim's fields as a person reads them; the form again where they cannot be so."""
    seen = _room(request, backing, caller, article)
    card = next((each for each in seen.cards if each.public_id == claim), None)
    if card is None:
        raise NotReviewable(f"The article does not make the claim {claim}.")
    sent = _sent(form)
    changes, problems = forms.read(sent, card.fields, visit_of(request).language)
    try:
        if not problems:
            given = replace(given, changes=changes)
            decide(backing.database, claim, given, reviewing.reviewer(caller), reviewing.desk(backing))
            return go(request, f"/review/{article}#{claim}", _SAID["edit"], "done")
    except UnusableFields as error:
        problems = forms.by_name(error.problems)
    fields = Fields({**card.fields.values, **sent}, problems)
    cards = tuple(replace(each, fields=fields) if each is card else each for each in seen.cards)
    return _show(request, replace(seen, cards=cards), status=422)


@router.post("/review/{article}/claims")
def added(request: Request, backing: BackingDep, caller: ReviewDep, article: str, form: FormDep) -> Response:
    """A claim that the extractor did not find."""
    seen = _room(request, backing, caller, article)
    span = forms.span_from(text(form, "place"), _texts(backing, article))
    if span is None:
        return go(request, f"/review/{article}", N_("The article has changed: choose the words again."), "warning")
    sent = _sent(form)
    fields, unread = forms.read(sent, None, visit_of(request).language, [span])
    try:
        if unread:
            return _show(request, seen, status=422, addition=_filled(span, sent, unread))
        made = add(
            backing.database,
            article,
            fields,
            text(form, "note") or None,
            reviewing.reviewer(caller),
            reviewing.desk(backing),
        )
    except UnusableFields as error:
        return _show(request, seen, status=422, addition=_filled(span, sent, forms.by_name(error.problems)))
    except NotReviewable as error:
        return go(request, f"/review/{article}", N_("That was not stored: %(why)s"), "warning", why=error.detail)
    return go(request, f"/review/{article}#{made.claim}", N_("Added."), "done")


@router.post("/review/{article}/undo")
def taken_back(request: Request, backing: BackingDep, caller: ReviewDep, article: str, form: FormDep) -> Response:
    """The reader's last decision about a claim, taken back."""
    try:
        made = undo(backing.database, text(form, "review"), reviewing.reviewer(caller), reviewing.desk(backing))
    except (NotReviewable, NotYours) as error:
        return go(request, f"/review/{article}", N_("That was not stored: %(why)s"), "warning", why=error.detail)
    return go(request, f"/review/{article}#{made.claim}", N_("Taken back."), "done")


def _room(request: Request, backing: Backing, caller: Caller, article: str) -> Room:
    language: Language = "zh" if visit_of(request).language == "zh" else "en"
    with backing.database.reading() as session:
        found = room_of(session, article, Reader(caller.name, caller.scope == "admin"), backing.snapshots, language)
    if found is None:
        raise NotFound(f"There is no article {article}.")
    return found


def _show(
    request: Request,
    seen: Room,
    *,
    status: int = 200,
    addition: Addition | None = None,
    missed: str = "",
    quote: str = "",
) -> Response:
    current = next((card.public_id for card in seen.cards if card.state == "unreviewed"), None)
    return render(
        request,
        "review.html",
        status=status,
        room=seen,
        current=current,
        addition=addition,
        missed=missed,
        quote=quote,
        labels=LABELS,
        states=STATE_WORDS,
        names={**FIELD_WORDS, **DAY_FIELDS},
        values=VALUE_WORDS,
        choices=forms.choices,
        subjects=_SUBJECTS,
    )


def _sent(form: FormData) -> dict[str, str]:
    return {name: text(form, name) for name in form if name in FIELD_WORDS or name in DAY_FIELDS}


def _texts(backing: Backing, article: str) -> dict[str, str]:
    with backing.database.reading() as session:
        shown = articles.get_article(session, article)
    return {"title": "", "text": ""} if shown is None else {"title": shown.title, "text": shown.text}


def _find(quote: str, texts: Mapping[str, str]) -> Span | None:
    """The first place that has the words; the text counts before the title."""
    for where in ("text", "title"):
        at = texts[where].find(quote)
        if at >= 0:
            return Span(where, at, at + len(quote), quote)
    return None


def _addition(request: Request, seen: Room, span: Span | None) -> Addition | None:
    if span is None:
        return None
    fields = forms.draft(span, seen.language, seen.claims, visit_of(request).language)
    return Addition(f"{span.field}:{span.start}:{span.end}", span.quote, fields)


def _filled(span: Span, sent: Mapping[str, str], problems: Mapping[str, forms.Problem]) -> Addition:
    return Addition(f"{span.field}:{span.start}:{span.end}", span.quote, Fields(sent, problems))
