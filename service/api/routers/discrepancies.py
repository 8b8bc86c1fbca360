"""``/v1/discrepancies``: where an article and the data, or two articles, do not agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from db.queries import discrepancies
from service.api import wire
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described
from service.api.conventions.pagination import position, respond_page
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.filters import DiscrepancyQuery
from service.api.saved import resolved
from service.api.schemas.discrepancy import Discrepancy, DiscrepancyPage
from service.errors import NotFound

router = APIRouter(prefix="/v1", tags=["discrepancies"], route_class=StoreRoute)


@router.get("/discrepancies", summary="List discrepancies", responses=described(DiscrepancyPage, "discrepancies"))
def list_discrepancies(request: Request, backing: BackingDep, query: Annotated[DiscrepancyQuery, Query()]) -> Response:
    """Discrepancies, the last opened first; those that were resolved carry `resolved_at`."""
    after = position(request, query.cursor)
    with backing.database.reading() as session:
        query = resolved(session, "discrepancies", query)
        page = discrepancies.list_discrepancies(session, query.filter(), after=after, limit=query.limit)
        claims = discrepancies.claims_of(session, [row.id for row in page.rows])
    return respond_page(request, [wire.discrepancy(row, claims.get(row.id, ())) for row in page.rows], page.after)


@router.get("/discrepancies/{id}", summary="One discrepancy", responses=described(Discrepancy, "discrepancy", 404))
def get_discrepancy(
    request: Request,
    backing: BackingDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("discrepancy")["id"]])],
) -> Response:
    """One discrepancy with its two sides, the reading, and the arithmetic between them."""
    with backing.database.reading() as session:
        row = discrepancies.get_discrepancy(session, public_id)
        if row is None:
            raise NotFound(f"There is no discrepancy {public_id}.")
        claims = discrepancies.claims_of(session, [row.id])
    return respond(request, wire.discrepancy(row, claims.get(row.id, ())))
