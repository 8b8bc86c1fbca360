"""What is done from the list of claims: the question kept under a name, chosen claims taken as a file or decided."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from db.queries import claims, saved_filters
from service.api import reviewing
from service.api.access import ReviewDep
from service.api.alerting import note
from service.api.claim_lists import shown
from service.api.conventions.pagination import MAX_LIMIT
from service.api.deps import BackingDep
from service.api.exports import comma_separated, json_lines
from service.api.routers.exports import MEDIA
from service.api.saved import parameters
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, text
from service.errors import NotFound
from service.pipeline.reviewing import Given, NotReviewable, decide
from service.questions import ClaimFilters

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
router = APIRouter()


@router.post("/claims/filters")
def keep_question(request: Request, backing: BackingDep, caller: ReviewDep, form: FormDep) -> Response:
    """Save a filter; ``parameters`` is the question as the list's address has it."""
    name, asked = text(form, "name"), text(form, "parameters")
    back = f"/claims?{asked}" if asked else "/claims"
    if not _NAME.fullmatch(name):
        return go(request, back, N_("A name has small letters, digits and hyphens."), "problem")
    try:
        fixed = parameters("claims", _given(asked))
    except ValidationError:
        return go(request, back, N_("This question cannot be kept."), "problem")
    now = backing.clock()
    with backing.database.transaction() as session:
        description = text(form, "description")[:500]
        saved_filters.put_filter(session, name, noun="claims", description=description, parameters=fixed, now=now)
        note(session, caller, "filter.save", name, now, {"noun": "claims", "parameters": fixed})
    return go(request, f"/claims?saved={name}", N_("Saved as %(name)s."), name=name)


@router.get("/claims/selected")
def selected(
    backing: BackingDep,
    claim: Annotated[list[str], Query(max_length=MAX_LIMIT)] = [],  # noqa: B006 - FastAPI copies it
    form: Literal["csv", "jsonl"] = "csv",
) -> Response:
    """The chosen claims as a file; ids that are not in the store are left out."""
    with backing.database.reading() as session:
        rows = [row for one in dict.fromkeys(claim) if (row := claims.get_claim(session, one)) is not None]
        chunks = [shown(session, rows)]
    write = comma_separated if form == "csv" else json_lines
    headers = {"Content-Disposition": f'attachment; filename="claims.{form}"', "Cache-Control": "private, no-store"}
    return Response(b"".join(write(chunks)), media_type=MEDIA[form], headers=headers)


@router.post("/claims/decide")
def decide_chosen(request: Request, backing: BackingDep, caller: ReviewDep, form: FormDep) -> Response:
    """Accept or reject the chosen claims, each in its own transaction; what cannot be decided now stays as it is."""
    asked, decision = text(form, "parameters"), text(form, "decision")
    back = f"/claims?{asked}" if asked else "/claims"
    chosen = list(dict.fromkeys(one for one in form.getlist("claim") if isinstance(one, str)))[:MAX_LIMIT]
    if not chosen or decision not in {"accept", "reject"}:
        return go(request, back, N_("Choose some claims first."), "warning")
    given = Given("accept" if decision == "accept" else "reject")
    left = 0
    for public_id in chosen:
        try:
            decide(backing.database, public_id, given, reviewing.reviewer(caller), reviewing.desk(backing))
        except (NotReviewable, NotFound):
            left += 1
    if left:
        said = N_("%(number)s decided; %(left)s could not be decided now.")
        return go(request, back, said, "warning", number=len(chosen) - left, left=left)
    return go(request, back, N_("%(number)s decided."), number=len(chosen))


def _given(asked: str) -> dict[str, str | list[str]]:
    """The filters of an address: lists where the filter takes several values; pages and orders are no part of it."""
    known = ClaimFilters.model_fields
    return {
        name: values if isinstance(known[name].default, list) else values[-1]
        for name, values in parse_qs(asked).items()
        if name in known and name != "saved"
    }
