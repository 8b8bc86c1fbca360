"""``/v1/series``: the reference data by week, read the way verdicts read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from extractors.types import Period
from extractors.wire import decimal_text
from service.api.conventions.openapi import described
from service.api.conventions.responses import respond
from service.api.deps import Backing, BackingDep
from service.api.known_on import PastSnapshots, latest_of
from service.api.schemas.series import SeriesAnswer
from service.errors import NotFound, UnusableInput
from service.questions import DayOrTime
from service.reconcile.select import Party, amount, complete_weeks, party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Attribution

router = APIRouter(prefix="/v1", tags=["series"])

Selection = Annotated[str, Query(pattern=r"^(all|named|top([1-9]|[1-4][0-9]|50))$")]


@router.get("/series", summary="Weekly tokens", responses=described(SeriesAnswer, "series", 404))
def weekly(
    request: Request,
    backing: BackingDep,
    subject: Annotated[
        list[str],
        Query(max_length=20, description="Whose tokens; several give several series.", examples=[["country:CN"]]),
    ] = ["all"],  # noqa: B006 - FastAPI copies it
    selection: Annotated[
        list[Selection],
        Query(
            max_length=5,
            description="Which tokens count: `all` (with bounds), `named` (published rows alone), `top9`, `top10` …",
            examples=[["all", "top9"]],
        ),
    ] = ["all"],  # noqa: B006 - FastAPI copies it
    attribution: Annotated[
        Attribution, Query(description="Unnamed models left out, or counted with the lab that later claimed them.")
    ] = "stealth_left_out",
    period_from: Annotated[date | None, Query(description="Weeks that end on this day or later.")] = None,
    period_to: Annotated[date | None, Query(description="Weeks that start on this day or earlier.")] = None,
    as_of: Annotated[
        DayOrTime | None,
        Query(
            description="The data as they were known at this time, before later restatements; a day counts to its end.",
            examples=["2026-12-31"],
        ),
    ] = None,
) -> Response:
    """Tokens a week, Monday to Sunday UTC, for the weeks that the data cover whole.

    `low` and `high` are bounds: tokens of models that the data do not name may belong to anybody, so `all` of one
    country is an interval. Of all models together, of the named rows and of a leaderboard they are equal.
    `reference` says which vintage of the data this is; 404 where nothing was known yet at `as_of`.
    """
    if period_from is not None and period_to is not None and period_from > period_to:
        raise UnusableInput("period_from: is after period_to.")
    snapshot = backing.snapshot if as_of is None else _known_on(request, backing, as_of)
    weeks = [
        week
        for week in complete_weeks(snapshot)
        if (period_from is None or week.end >= period_from) and (period_to is None or week.start <= period_to)
    ]
    parties = [_known(snapshot, one) for one in subject]
    reference = snapshot.reference(weeks)
    return respond(
        request,
        {
            "measure": snapshot.spec.measure,
            "unit": snapshot.spec.unit,
            "reference": {"dataset": reference.dataset, "as_of": reference.as_of, "citation": reference.citation},
            "series": [
                {
                    "subject": one.subject,
                    "selection": which,
                    "attribution": attribution,
                    "points": [_point(snapshot, one, which, week, attribution) for week in weeks],
                }
                for one in parties
                for which in selection
            ],
        },
    )


def _known_on(request: Request, backing: Backing, as_of: datetime | date) -> Snapshot:
    past: PastSnapshots | None = getattr(request.app.state, "past_snapshots", None)
    if past is None:
        past = request.app.state.past_snapshots = PastSnapshots()
    return past.known_on(backing.database, backing.snapshot, latest_of(as_of))


def _known(snapshot: Snapshot, subject: str) -> Party:
    found = party(snapshot, subject)
    if found is None:
        raise NotFound(
            f"subject: the data know no {subject!r}.", errors=[{"parameter": "subject", "detail": "unknown"}]
        )
    return found


def _point(snapshot: Snapshot, whose: Party, selection: str, week: Period, attribution: Attribution) -> dict[str, Any]:
    window = snapshot.window(week)
    assert window is not None  # noqa: S101 - complete weeks have rows on every day
    found = amount(snapshot, whose, selection, window, attribution)
    return {
        "period": {"start": week.start, "end": week.end},
        "low": decimal_text(Decimal(found.low)),
        "high": decimal_text(Decimal(found.high)),
    }
