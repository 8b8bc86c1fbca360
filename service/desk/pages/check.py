"""Check: a text or an address in, the text with its claims and verdicts out, at once. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from service.api.checking import NoArticle, PageJob, TextJob, checked
from service.api.deps import Backing, BackingDep
from service.api.schemas.check import MAX_TEXT, MAX_TITLE
from service.desk.catalogue import N_
from service.desk.forms import FormDep, text
from service.desk.reading import CheckedText, checked_text
from service.desk.rendering import render
from service.desk.visit import Visit, visit_of
from service.http.errors import FetchError
from service.http.messages import Limits
from service.http.messages import Request as Outgoing

LIMITS = Limits(total=timedelta(seconds=15), idle=timedelta(seconds=10), max_bytes=2_000_000)
ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8"
LONGEST_ADDRESS = 2_000
LANGUAGES = (("", N_("as the text is written")), ("en", N_("English")), ("zh", N_("Chinese")))
router = APIRouter()

_UNREAD = {
    "address_refused": N_("The address is private. This service fetches only public ones."),
    "bad_url": N_("That is not an address: it has to start with http:// or https://."),
    "dns_failed": N_("There is no host of that name, or the machine is offline."),
    "connect_failed": N_("The site does not answer."),
    "timeout": N_("The site took too long to answer."),
    "tls_failed": N_("The site's certificate is not valid."),
    "robots_forbids": N_("The site does not want this page fetched by programs. Paste its text instead."),
    "body_too_large": N_("The page is too large."),
    "http_401": N_("The page needs a login. Paste its text instead."),
    "http_403": N_("The site refuses programs. Paste the text instead."),
    "http_404": N_("There is no such page."),
    "challenge_page": N_("The site checks for bots. Paste the text instead."),
}
_OTHERWISE = N_("The page could not be read. Paste its text instead.")


@dataclass(frozen=True, slots=True)
class Given:
    """The form as it was filled in."""

    text: str = ""
    address: str = ""
    title: str = ""
    published: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with a field, as message ids."""

    text: str = ""
    address: str = ""
    published: str = ""

    @property
    def first(self) -> str:
        return self.text or self.address or self.published


@dataclass(frozen=True, slots=True)
class CheckView:
    """The form with what is wrong in it, and what came of it."""

    given: Given
    problems: Problems = Problems()
    detail: str | None = None
    result: CheckedText | None = None


@dataclass(eq=False)
class Trouble(Exception):
    """What is wrong with one field; ``detail`` is for whoever wants to know more."""

    field: str
    problem: str
    detail: str | None = None


@router.get("/check")
def show(request: Request) -> Response:
    """The empty form."""
    return _page(request, CheckView(Given()))


@router.post("/check")
async def check(request: Request, backing: BackingDep, form: FormDep) -> Response:
    """Check what was given and show it below the same form."""
    given = _given(form)
    visit = visit_of(request)
    try:
        job = await _job(backing, visit, given)
        answer = await checked(request.app, backing, job)
        if isinstance(answer, NoArticle):
            raise Trouble("address", _UNREAD.get(answer.reason, _OTHERWISE), f"{answer.reason}: {answer.detail}")
    except Trouble as trouble:
        view = CheckView(given, Problems(**{trouble.field: trouble.problem}), trouble.detail)
        return _page(request, view, status=422)
    return _page(request, CheckView(given, result=checked_text(answer, visit.language)))


async def _job(backing: Backing, visit: Visit, given: Given) -> TextJob | PageJob:
    """What is to be checked. A text that was pasted is read as it is; an address is only fetched without one."""
    published = _published(given.published, visit)
    language = given.language or None
    if len(given.text) > MAX_TEXT:
        raise Trouble("text", N_("The text is longer than 200,000 characters."))
    if len(given.address) > LONGEST_ADDRESS:
        raise Trouble("address", _UNREAD["bad_url"])
    if given.text:
        return TextJob(given.title[:MAX_TITLE], given.text, given.address or None, language, published)
    if not given.address:
        raise Trouble("text", N_("Paste a text, or give an address."))
    if visit.caller is None:
        raise Trouble("address", N_("Sign in to have an address fetched, or paste the text."))
    limits = Limits(LIMITS.total, LIMITS.idle, LIMITS.max_bytes, allow_private=backing.settings.private_checks)
    try:
        page = await backing.fetch(Outgoing(given.address, accept=ACCEPT, robots=True, limits=limits))
    except FetchError as error:
        problem = _UNREAD.get(error.reason, _OTHERWISE)
        raise Trouble("address", problem, f"{error.reason}: {error.explanation}") from error
    return PageJob(page.body, page.content_type or "text/html", page.final_url, language, published)


def _published(value: str, visit: Visit) -> datetime | None:
    """A day as a date field gives it: its noon in the reader's zone, in which the text was most likely published."""
    if not value:
        return None
    try:
        return datetime.combine(date.fromisoformat(value), time(12), visit.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Trouble("published", N_("That is not a day.")) from None


def _given(form: FormData) -> Given:
    language = text(form, "language")
    return Given(
        text=text(form, "text"),
        address=text(form, "address"),
        title=text(form, "title"),
        published=text(form, "published"),
        language=language if language in dict(LANGUAGES) else "",
    )


def _page(request: Request, view: CheckView, **options: Any) -> Response:
    citation = request.app.state.backing.snapshot
    reference = citation.reference(citation.covered)
    return render(request, "check.html", view=view, languages=LANGUAGES, citation=reference.citation, **options)
