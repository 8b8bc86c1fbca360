"""``/v1/claims``: what articles state, and what the data say about it."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query, Request, Response

from db.queries import articles, claim_details, claims, discrepancies, reviews, verdicts
from db.queries.claim_order import NEWEST, plain
from db.queries.claim_order import position as order_position
from db.queries.claim_walks import search, walk
from db.queries.pages import After, Page
from service.api import reviewing, wire
from service.api.claim_details import provenance, written
from service.api.claim_lists import documents, parts
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described
from service.api.conventions.pagination import page_of_documents, plain_position, position, respond_page
from service.api.conventions.problem_types import BadCursor
from service.api.conventions.responses import Answer, answer_of, respond, respond_answer
from service.api.conventions.shortcut import at_once
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.filters import ClaimQuery, FacetName, FacetQuery
from service.api.glances import glance
from service.api.saved import resolved
from service.api.schemas.claim import ClaimPage
from service.api.schemas.detail import ClaimDetail
from service.api.schemas.facets import FacetAnswer
from service.documents import FORM
from service.errors import NotFound

router = APIRouter(prefix="/v1", tags=["claims"], route_class=StoreRoute)

USUAL_FACETS: tuple[FacetName, ...] = ("verdict", "kind", "subject", "source", "week")
_COLUMNS: dict[FacetName, claims.Facet] = {"verdict": "label", "reading": "selection"}


@router.get("/claims", summary="List claims", responses=described(ClaimPage, "claims"))
def list_claims(request: Request, backing: BackingDep, query: Annotated[ClaimQuery, Query()]) -> Response:
    """Claims with their newest verdict, the newest article first unless `sort` says otherwise.

    A parameter may repeat where its schema is a list: any of the values will do. Different parameters must all hold.
    """
    with backing.database.reading() as session:
        query = resolved(session, "claims", query)
        after, wanted = position_of(request, query), query.filter()
        page = claims.list_documents(session, wanted, after=after, limit=query.limit, sort=query.sort)
        items = documents(session, page.rows)
        if query.fields or query.expand:
            return respond_page(
                request, parts(session, page.rows, items, query.fields, query.expand), _end(query, page)
            )
    return respond_answer(request, page_of_documents(request, items, _end(query, page)))


@at_once("/v1/claims")
def list_claims_at_once(request: Request) -> Answer | None:
    """The usual page: the newest claims by single values of fields, as they are kept."""
    question = glance(request.query_params.multi_items())
    if question is None:
        return None
    database, after = request.app.state.backing.database, position(request, question.cursor)
    which: Any = {"form": FORM, "after": after, "limit": question.limit}
    if question.phrase:
        page = search(database, question.asked, question.phrase, **which)
    else:
        page = walk(database, question.asked, **which)
    return None if page is None else page_of_documents(request, [row[2:] for row in page.rows], page.after)


def _end(query: ClaimQuery, page: Page) -> After | None:
    end = page.after
    return end if end is None or query.sort == NEWEST else After(tuple(plain(end)), end.id)


def position_of(request: Request, query: ClaimQuery) -> After | None:
    """Where the query's page starts."""
    if query.sort == NEWEST:
        return position(request, query.cursor)
    after = plain_position(request, query.cursor)
    try:
        return None if after is None else order_position(query.sort, after.at, after.id)
    except (TypeError, ValueError) as error:
        raise BadCursor("The cursor was made by a list in another order.") from error


@router.get("/claims/facets", summary="Count claims", responses=described(FacetAnswer, "facets"))
def count_claims(request: Request, backing: BackingDep, query: Annotated[FacetQuery, Query()]) -> Response:
    """How many claims match, and how many of them have each value of a field.

    Takes the filters of the list. `week` is the Monday of the week in which a claim's period starts; `null` is a field
    that the claim does not have. `other` counts the claims whose values come after the `top` ones. Filters by fields
    are counted to the last claim. With others (words, times, periods, discrepancies …) counting ends at the newest
    10,000 claims (2,000 for words); `exact` is false then, and the counts are those of these claims.
    """
    names = query.by or USUAL_FACETS
    columns = [cast(claims.Facet, _COLUMNS.get(name, name)) for name in names]
    with backing.database.reading() as session:
        wanted = resolved(session, "claims", query).filter()
        counts = claims.count_by(session, wanted, columns, top=query.top)
    facets = [_facet(name, counts.by[column], counts.total) for name, column in zip(names, columns, strict=True)]
    return respond(request, {"total": counts.total, "exact": counts.exact, "facets": facets})


def _facet(name: FacetName, values: list[tuple[str | None, int]], total: int) -> dict[str, Any]:
    return {
        "by": name,
        "values": [{"value": value, "count": count} for value, count in values],
        "other": total - sum(count for _, count in values),
    }


@router.get("/claims/{id}", summary="One claim", responses=described(ClaimDetail, "claim", 404))
def get_claim(
    request: Request,
    backing: BackingDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("claim")["id"]])],
) -> Response:
    """One claim with the readings of every verdict it ever had, its discrepancies, and its copies in other articles.

    `verdicts` is the history, newest first; each verdict keeps the vintage of the data it was made from and the
    reference rows behind every reading. `copies` are the same claim in other articles, the earliest first. `reviews`
    is what people decided about it, the first decision first.
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
        decided = reviews.of_claim(session, public_id, hidden_from=reviewing.reviewer_asking(request))
        wanted = discrepancies.DiscrepancyFilter(claim=public_id)
        found = discrepancies.list_discrepancies(session, wanted, limit=100).rows
        sides = discrepancies.claims_of(session, [one.id for one in found])
    assert article is not None  # noqa: S101 - a claim's article is there: a foreign key holds it
    return respond(
        request,
        {
            **wire.claim(row, mentions.get(row.id, ())),
            "provenance": provenance(row, article),
            "verdicts": [wire.verdict(one) for one in history],
            "discrepancies": [wire.discrepancy(one, sides.get(one.id, ())) for one in found],
            "reviews": [reviewing.review_of(one) for one in decided],
            "copies": [wire.claim(one, mentions.get(one.id, ())) for one in group],
        },
    )


@at_once("/v1/claims/")
def get_claim_at_once(request: Request) -> Answer | None:
    """One claim that nobody disputes and nobody reviewed, from what is stored as it is sent."""
    public_id = request.scope["path"].rpartition("/")[2]
    if request.scope["query_string"] or not public_id.startswith("clm_"):
        return None
    stored = claim_details.at_once(request.app.state.backing.database, public_id, form=FORM)
    if stored is None:
        return None
    body = written(stored)
    return answer_of(body, body)
