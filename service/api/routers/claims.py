"""``/v1/claims``: what articles state, and what the data say about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from db.queries import articles, claims, discrepancies, verdicts
from service.api import wire
from service.api.conventions.openapi import described
from service.api.conventions.pagination import position, respond_page
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.filters import ClaimQuery
from service.api.schemas.claim import ClaimPage
from service.api.schemas.detail import ClaimDetail
from service.errors import NotFound

router = APIRouter(prefix="/v1", tags=["claims"])


@router.get("/claims", summary="List claims", responses=described(ClaimPage, "claims"))
def list_claims(request: Request, backing: BackingDep, query: Annotated[ClaimQuery, Query()]) -> Response:
    """Claims with their newest verdict, the newest article first.

    A parameter may repeat where its schema is a list: any of the values will do. Different parameters must all hold.
    """
    after = position(request, query.cursor)
    with backing.database.reading() as session:
        page = claims.list_claims(session, query.filter(), after=after, limit=query.limit)
        mentions = claims.mentions_of(session, [row.id for row in page.rows])
    return respond_page(request, [wire.claim(row, mentions.get(row.id, ())) for row in page.rows], page.after)


@router.get("/claims/{id}", summary="One claim", responses=described(ClaimDetail, "claim", 404))
def get_claim(
    request: Request,
    backing: BackingDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("claim")["id"]])],
) -> Response:
    """One claim with the readings of every verdict it ever had, its discrepancies, and its copies in other articles.

    `verdicts` is the history, newest first; each verdict keeps the vintage of the data it was made from and the
    reference rows behind every reading. `copies` are the same claim in other articles, the earliest first.
    """
    with backing.database.reading() as session:
        row = claims.get_claim(session, public_id)
        if row is None:
            raise NotFound(f"There is no claim {public_id}.")
        article = articles.get_article(session, row.article_id)
        group = [] if row.group_key is None else claims.claims_of_group(session, row.group_key)
        group = [one for one in group if one.id != row.id]
        mentions = claims.mentions_of(session, [row.id, *(one.id for one in group)])
        history = verdicts.history(session, row.id)
        wanted = discrepancies.DiscrepancyFilter(claim=public_id)
        found = discrepancies.list_discrepancies(session, wanted, limit=100).rows
        sides = discrepancies.claims_of(session, [one.id for one in found])
    assert article is not None  # noqa: S101 - a claim's article is there: a foreign key holds it
    return respond(
        request,
        {
            **wire.claim(row, mentions.get(row.id, ())),
            "provenance": {
                "article": wire.article(article),
                "first_version": row.first_version,
                "last_version": row.last_version,
                "first_seen_at": row.first_seen_at,
                "rules": row.rule.split(" > "),
            },
            "verdicts": [wire.verdict(one) for one in history],
            "discrepancies": [wire.discrepancy(one, sides.get(one.id, ())) for one in found],
            "copies": [wire.claim(one, mentions.get(one.id, ())) for one in group],
        },
    )
