"""``/v1/reference``: how the data that claims are checked against stand."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from service.api.conventions.openapi import described
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.schemas.reference import DatasetList
from service.clock import utc_now
from service.reference.status import status

router = APIRouter(prefix="/v1", tags=["series"])


@router.get("/reference", summary="State of the reference data", responses=described(DatasetList, "reference"))
def list_datasets(request: Request, backing: BackingDep) -> Response:
    """Every data set: its newest vintage and the days it covers, how refreshing goes, and problems by day.

    A day with a problem that is not `used` (malformed rows, a missing day, a sum that cannot be right) is left out
    whole, and claims about it get `not_enough_evidence`; the other days are used. A later vintage that puts a day
    right ends its problem.
    """
    with backing.database.reading() as session:
        every = status(session, utc_now())
    return respond(request, {"items": [asdict(one) for one in every]})
