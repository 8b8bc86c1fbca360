"""The start page: the latest discrepancies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from db.queries import discrepancies
from db.queries.pages import Record
from service.api.deps import BackingDep
from service.desk.rendering import render
from service.desk.visit import visit_of

LATEST = 20
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Item:
    """One discrepancy, said in the reader's language."""

    public_id: str
    type: str
    explanation: str
    opened_at: datetime


@router.get("/")
def overview(request: Request, backing: BackingDep) -> Response:
    """What was found last."""
    with backing.database.reading() as session:
        wanted = discrepancies.DiscrepancyFilter(resolved=False)
        rows = discrepancies.list_discrepancies(session, wanted, limit=LATEST).rows
    language = visit_of(request).language
    reference = backing.snapshot.reference(backing.snapshot.covered)
    return render(request, "overview.html", items=[_item(row, language) for row in rows], citation=reference.citation)


def _item(row: Record, language: str) -> Item:
    explanation = row.explanation_zh if language == "zh" else row.explanation
    return Item(row.public_id, row.type, explanation, row.opened_at)
