"""``/v1/models``: the list of models that names and prices are checked against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from db.queries import listings
from db.queries import reference as queries
from db.queries.pages import Record
from db.session import Session
from extractors.wire import decimal_text
from service.api.conventions.openapi import described
from service.api.conventions.pagination import plain_position, respond_page
from service.api.conventions.problem_types import BadCursor
from service.api.deps import BackingDep
from service.api.filters import PageQuery
from service.api.known_on import latest_of, nothing_known
from service.api.schemas.models import ModelPage
from service.questions import DayOrTime, Word
from service.reconcile.prices import ASPECTS, openrouter_models, series
from service.reference.catalogue import dataset_of

router = APIRouter(prefix="/v1", tags=["series"])


class ModelQuery(PageQuery):
    """Which models, as known when."""

    author: Word | None = Field(None, description="Models of one lab, by its slug.", examples=["deepseek"])
    listed: bool | None = Field(None, description="Only models on offer, or only those that are no more.")
    as_of: DayOrTime | None = Field(
        None, description="The list as it was known at this time; a day counts to its end.", examples=["2026-12-31"]
    )


@router.get("/models", summary="Models and their prices", responses=described(ModelPage, "models", 404))
def list_models(request: Request, backing: BackingDep, query: Annotated[ModelQuery, Query()]) -> Response:
    """Models that are or were on the publisher's list, by slug: names, days of release, prices.

    Claims about prices are held against these; a model's name that the usage data spell otherwise is looked up here,
    and a claim about the time before a model's release gets `not_enough_evidence`. 404 where nothing was known yet at
    `as_of`.
    """
    moment = None if query.as_of is None else latest_of(query.as_of)
    spec = openrouter_models()
    after = plain_position(request, query.cursor)
    if after is not None and not isinstance(after.at, tuple):
        raise BadCursor("The cursor was made by a list in another order.")
    with backing.database.reading() as session:
        newest = queries.newest_vintage(session, spec.id, moment)
        if newest is None and moment is not None:
            raise nothing_known(queries.vintages(session, spec.id))
        page = listings.entries_page(
            session,
            spec.id,
            as_of=moment,
            within="" if query.author is None else f"{query.author}/",
            listed=query.listed,
            after=after,
            limit=query.limit,
        )
        items = _shown(session, spec.id, page.rows, moment)
    as_of = None if newest is None else newest.as_of
    reference = {"dataset": spec.id, "as_of": as_of, "citation": dataset_of(spec.id).citation}
    return respond_page(request, items, page.after, reference=reference, unit=spec.unit)


def _shown(session: Session, dataset: str, rows: Sequence[Record], moment: datetime | None) -> list[dict[str, Any]]:
    """Entries with the prices of the same moment."""
    edition = listings.newest_edition(session, dataset, moment)
    wanted = [series(row.entry, aspect) for row in rows for aspect in ASPECTS]
    prices = {} if edition is None else listings.values_of(session, edition.edition_id, wanted)
    return [
        {
            "model": row.entry,
            "name": row.name,
            "released": row.released,
            "listed": row.listed,
            "prices": {aspect: decimal_text(prices.get(series(row.entry, aspect))) for aspect in ASPECTS},
            "as_of": row.as_of,
        }
        for row in rows
    ]
