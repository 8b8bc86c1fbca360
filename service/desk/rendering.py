"""Templates to pages: one environment a language, what every template may call, and the headers of every page.

Everything is escaped: environments escape by themselves, and no template marks a text as safe. The headers forbid what
a page does not need: script and style come from this service alone, nothing may be framed, and forms go nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from service.desk import flash
from service.desk.assets import assets
from service.desk.catalogue import LANGUAGES, catalogue
from service.desk.navigation import MENU
from service.desk.strings import strings
from service.desk.visit import Visit, own_cookie, visit_of

FOLDER = Path(__file__).resolve().parent / "templates"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Language",
}


def render(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **shown: Any
) -> HTMLResponse:
    """A page. ``shown`` is what the template shows: a view model and little else."""
    visit = visit_of(request)
    messages = flash.waiting(request)
    body = (
        environment(visit.language)
        .get_template(template)
        .render(visit=visit, menu=MENU, messages=messages, strings=strings(visit.language), **shown)
    )
    response = HTMLResponse(body, status, headers={**HEADERS, **(headers or {})})
    if visit.new_visitor is not None:
        put_cookie(request, response, own_cookie(request, "visitor"), visit.new_visitor)
    if messages:
        response.delete_cookie(flash.cookie_of(request))
    return response


def put_cookie(request: Request, response: Any, name: str, value: str, *, seconds: int | None = None) -> None:
    """A cookie that scripts cannot read and other sites' forms do not send."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


@cache
def environment(language: str) -> Environment:
    if language not in LANGUAGES:
        raise ValueError(language)
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"asset": assets().address, "when": when, "ago": ago, "day": day}
    made.filters |= {"count": lambda number: format_decimal(number, locale=language)}
    return made


@pass_context
def when(context: Context, moment: datetime | None) -> Markup:
    """A moment to the minute in the reader's zone; UTC, and saying so, until that is known."""
    if moment is None:
        return Markup('<span class="none">–</span>')
    visit: Visit = context["visit"]
    local = moment.astimezone(visit.zone)
    shown = f"{local:%Y-%m-%d %H:%M}" + ("" if visit.zone_name else " UTC")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"{local:%Y-%m-%d %H:%M:%S %Z}", shown
    )


@pass_context
def ago(context: Context, moment: datetime | None) -> Markup:
    """How long ago a moment was, or how far off it is, roughly; the moment itself on hover."""
    if moment is None:
        return Markup('<span class="none">–</span>')
    visit: Visit = context["visit"]
    distance = format_timedelta(moment - visit.now, add_direction=True, locale=visit.language, threshold=0.95)
    return Markup('<time datetime="{}" title="{}" data-rough>{}</time>').format(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"{moment.astimezone(visit.zone):%Y-%m-%d %H:%M %Z}", distance
    )


@pass_context
def day(context: Context, moment: datetime | None) -> Markup:
    """A moment's day in the reader's zone."""
    if moment is None:
        return Markup('<span class="none">–</span>')
    local = moment.astimezone(context["visit"].zone)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"{local:%Y-%m-%d %H:%M %Z}", f"{local:%Y-%m-%d}"
    )
