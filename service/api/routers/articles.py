"""``/v1/articles``: the articles, and the claims in their text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from db.queries import articles, claims, verdicts
from service.api import wire
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described
from service.api.conventions.pagination import position, respond_page
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.filters import ArticleQuery
from service.api.schemas.article import ArticleDetail, ArticlePage
from service.errors import NotFound

router = APIRouter(prefix="/v1", tags=["articles"], route_class=StoreRoute)


@router.get("/articles", summary="List articles", responses=described(ArticlePage, "articles"))
def list_articles(request: Request, backing: BackingDep, query: Annotated[ArticleQuery, Query()]) -> Response:
    """Articles as they stand now, the newest first, without their text."""
    after = position(request, query.cursor)
    with backing.database.reading() as session:
        page = articles.list_articles(session, query.filter(), after=after, limit=query.limit)
    return respond_page(request, [wire.article(row) for row in page.rows], page.after)


@router.get("/articles/{id}", summary="One article", responses=described(ArticleDetail, "article", 404))
def get_article(
    request: Request,
    backing: BackingDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("article")["id"]])],
) -> Response:
    """One article with its text, its claims in their order, and whether they fit each other.

    `mentions` of a claim index the `title` and `text` given here, in code points.
    """
    with backing.database.reading() as session:
        row = articles.get_article(session, public_id)
        if row is None:
            raise NotFound(f"There is no article {public_id}.")
        own = claims.claims_of_article(session, row.id)
        mentions = claims.mentions_of(session, [one.id for one in own])
        consistency = verdicts.consistency_of(session, row.id, row.version)
        versions = articles.versions_of(session, row.id)
        copies = [one for one in articles.copies_of(session, row.cluster) if one.id != row.id]
    return respond(
        request,
        {
            **wire.article(row),
            "text": row.text,
            "claims": [wire.claim(one, mentions.get(one.id, ())) for one in own],
            "consistency": [wire.consistency(one) for one in consistency],
            "versions": [wire.version(one) for one in versions],
            "copies": [wire.copy(one) for one in copies],
        },
    )
