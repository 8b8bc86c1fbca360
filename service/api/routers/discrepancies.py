"""``/v1/discrepancies``: where an article and the data, or two articles, do not agree."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from db.queries import discrepancies
from service.api import wire
from service.api.access import ReviewDep
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described
from service.api.conventions.pagination import position, respond_page
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.disputes import discrepancy_of, explain, take_back
from service.api.examples import answer
from service.api.filters import DiscrepancyQuery
from service.api.saved import resolved
from service.api.schemas.discrepancy import Discrepancy, DiscrepancyPage, Explanation

DiscrepancyId: TypeAlias = Annotated[str, Path(alias="id", max_length=100, examples=[answer("discrepancy")["id"]])]

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
def get_discrepancy(request: Request, backing: BackingDep, public_id: DiscrepancyId) -> Response:
    """One discrepancy with its two sides, the reading, and the arithmetic between them."""
    with backing.database.reading() as session:
        shown = discrepancy_of(session, public_id)
    return respond(request, shown)


@router.put(
    "/discrepancies/{id}/explanation",
    summary="Explain a discrepancy",
    responses=described(Discrepancy, "discrepancy", 401, 403, 404),
)
def explain_discrepancy(
    request: Request, backing: BackingDep, caller: ReviewDep, public_id: DiscrepancyId, given: Explanation
) -> Response:
    """Say why it stands, so that nobody has to find out again. The note goes when one of the two sides changes."""
    with backing.database.transaction() as session:
        explain(session, caller, public_id, given.note, backing.clock())
        shown = discrepancy_of(session, public_id)
    return respond(request, shown)


@router.delete(
    "/discrepancies/{id}/explanation",
    summary="Take an explanation back",
    responses=described(Discrepancy, "discrepancy", 401, 403, 404),
)
def unexplain_discrepancy(
    request: Request, backing: BackingDep, caller: ReviewDep, public_id: DiscrepancyId
) -> Response:
    """The discrepancy is open again; one without an explanation stays as it is."""
    with backing.database.transaction() as session:
        take_back(session, caller, public_id, backing.clock())
        shown = discrepancy_of(session, public_id)
    return respond(request, shown)
