"""Language and theme: kept in cookies, so that pages come right at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.desk.catalogue import LANGUAGES
from service.desk.forms import FormDep, go, harmless, text
from service.desk.rendering import put_cookie
from service.desk.visit import LANGUAGE_COOKIE, THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600
router = APIRouter()


@router.post("/preferences")
@harmless
async def keep(request: Request, form: FormDep) -> Response:
    """Keep what was chosen and go back to where the reader was."""
    response = go(request, text(form, "then"))
    for name, cookie, known in (("language", LANGUAGE_COOKIE, LANGUAGES), ("theme", THEME_COOKIE, THEMES)):
        if (chosen := text(form, name)) in known:
            put_cookie(request, response, cookie, chosen, seconds=A_YEAR)
    return response
