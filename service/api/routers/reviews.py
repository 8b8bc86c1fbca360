"""``/v1/reviews`` and what goes with it: people decide about claims, take back, and see what waits and who agrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from db.queries import review_tasks, reviews
from db.queries.pages import After, Record
from db.queries.review_tasks import Place
from db.queries.reviews import ReviewFilter
from db.types import time_text
from service.api import reviewing
from service.api.access import ReviewDep
from service.api.conventions.answers import StoreRoute
from service.api.conventions.openapi import described
from service.api.conventions.pagination import encode, next_link, plain_position, position, query_key, respond_page
from service.api.conventions.problem_types import BadCursor
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.filters import PageQuery
from service.api.schemas.review import AgreementAnswer, ClaimAdded, Queue, ReviewMade, ReviewNew, ReviewPage
from service.pipeline.reviewing import Given, add, decide, undo
from service.questions import DayOrTime, Word, Words, beginning, ending
from service.reviews.fields import UnusableFields
from service.reviews.types import Decision

router = APIRouter(prefix="/v1", tags=["reviews"])
kept = APIRouter(prefix="/v1", tags=["reviews"], route_class=StoreRoute)
"""Answers that hang on the store alone; what waits hangs on who asks."""

ClaimPath: TypeAlias = Annotated[str, Path(alias="id", max_length=100, examples=[answer("claim")["id"]])]
ArticlePath: TypeAlias = Annotated[str, Path(alias="id", max_length=100, examples=[answer("article")["id"]])]
_DENIED = (401, 403, 404, 409)


class ReviewQuery(PageQuery):
    """Which decisions."""

    claim: Word | None = Field(None, description="The id of a claim.")
    article: Word | None = Field(None, description="The id of an article.")
    reviewer: Words = Field([], description="Who decided.")
    decision: list[Decision] = Field([], description="What was decided.")
    decided_from: DayOrTime | None = Field(None, description="Decided at this time or later.")
    decided_to: DayOrTime | None = Field(None, description="Decided before this time; a day counts to its end.")

    def filter(self) -> ReviewFilter:
        return ReviewFilter(
            claim=self.claim,
            article=self.article,
            reviewer=tuple(self.reviewer),
            decision=tuple(self.decision),
            decided_from=beginning(self.decided_from),
            decided_to=ending(self.decided_to),
        )


@kept.get("/reviews", summary="List reviews", responses=described(ReviewPage, "reviews"))
def list_reviews(request: Request, backing: BackingDep, query: Annotated[ReviewQuery, Query()]) -> Response:
    """Every decision that somebody made about a claim, the newest first, those that were taken back among them.

    The holder of a key with the scope `review` is not shown a first decision of somebody else for as long as a second
    one is wanted: it might be theirs, and is to be made without seeing the first.
    """
    after, hidden_from = position(request, query.cursor), reviewing.reviewer_asking(request)
    with backing.database.reading() as session:
        page = reviews.list_reviews(session, query.filter(), hidden_from=hidden_from, after=after, limit=query.limit)
    return respond_page(request, [reviewing.review_of(row) for row in page.rows], page.after)


@router.post(
    "/claims/{id}/reviews",
    status_code=201,
    summary="Decide about a claim",
    responses=described(ReviewMade, "review_made", *_DENIED, success=201),
)
def review_claim(
    request: Request, backing: BackingDep, caller: ReviewDep, public_id: ClaimPath, given: ReviewNew
) -> Response:
    """Accept, reject, edit or skip a claim. Needs a key with the scope `review`, whose name is the reviewer's.

    An edited claim keeps its id and is judged anew; a rejected one leaves every list and discrepancy. If the claim is
    one of those that two people decide about and somebody else was first, this is the second decision: it is compared
    with the first one and changes nothing.
    """
    changes = None if given.claim is None else given.claim.model_dump(mode="json", exclude_unset=True)
    decision = Given(given.decision, changes, given.note, given.copies, given.expected)
    try:
        outcome = decide(backing.database, public_id, decision, reviewing.reviewer(caller), reviewing.desk(backing))
    except UnusableFields as error:
        raise reviewing.unusable(error) from error
    with backing.database.reading() as session:
        shown = reviewing.made(session, outcome)
    return _created(respond(request, shown))


@router.post(
    "/articles/{id}/claims",
    status_code=201,
    summary="Add a claim",
    responses=described(ReviewMade, "claim_added", *_DENIED, success=201),
)
def add_claim(
    request: Request, backing: BackingDep, caller: ReviewDep, public_id: ArticlePath, given: ClaimAdded
) -> Response:
    """Add a claim that the article makes and the extractor did not find. Needs a key with the scope `review`."""
    fields = given.claim.model_dump(mode="json", exclude_unset=True)
    try:
        outcome = add(
            backing.database, public_id, fields, given.note, reviewing.reviewer(caller), reviewing.desk(backing)
        )
    except UnusableFields as error:
        raise reviewing.unusable(error) from error
    with backing.database.reading() as session:
        shown = reviewing.made(session, outcome)
    return _created(respond(request, shown))


@router.delete("/reviews/{id}", summary="Take a decision back", responses=described(ReviewMade, "undone", *_DENIED))
def undo_review(
    request: Request,
    backing: BackingDep,
    caller: ReviewDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("reviews")["items"][0]["id"]])],
) -> Response:
    """Take the last decision about a claim back, with those about copies that were made with it.

    Nothing is deleted: taking back is a decision of its own, and the answer shows it. Only who decided may take it
    back, or a key with the scope `admin`.
    """
    outcome = undo(backing.database, public_id, reviewing.reviewer(caller), reviewing.desk(backing))
    with backing.database.reading() as session:
        shown = reviewing.made(session, outcome)
    return respond(request, shown)


@router.get("/review-queue", summary="What waits for you", responses=described(Queue, "review_queue", 401, 403))
def review_queue(
    request: Request, backing: BackingDep, caller: ReviewDep, query: Annotated[PageQuery, Query()]
) -> Response:
    """Articles with claims that wait for the holder of the key, the most urgent first.

    First what has a discrepancy against it, the gravest first; then where the words leave most open. An article may
    come twice: for claims that nobody decided about, and for claims that somebody else decided about first.
    """
    after = _place(request, query.cursor)
    with backing.database.reading() as session:
        rows = review_tasks.queue(session, caller.name, after=after, limit=query.limit + 1)
        articles, claims, second = review_tasks.backlog(session, caller.name)
    shown = rows[: query.limit]
    cursor = None if len(rows) <= query.limit else encode(_after(shown), query_key(request))
    headers = None if cursor is None else {"Link": next_link(request, cursor)}
    backlog = {"articles": articles, "claims": claims, "second": second}
    body = {"items": [reviewing.task(row) for row in shown], "next_cursor": cursor, "backlog": backlog}
    return respond(request, body, headers=headers)


@kept.get("/agreement", summary="How far reviewers agree", responses=described(AgreementAnswer, "agreement"))
def get_agreement(request: Request, backing: BackingDep) -> Response:
    """Percent agreement and Cohen's kappa over the claims that two people decided about, and what they dispute."""
    with backing.database.reading() as session:
        body = reviewing.agreement_of(session)
    return respond(request, body)


def _after(rows: Sequence[Record]) -> After:
    last = rows[-1]
    return After((last.severity, last.doubt, time_text(last.sorted_at), last.second_to), last.article_id)


def _place(request: Request, cursor: str | None) -> Place | None:
    after = plain_position(request, cursor)
    if after is None:
        return None
    try:
        severity, doubt, at, second_to = after.at
        return Place(int(severity), int(doubt), datetime.fromisoformat(at), after.id, str(second_to))
    except (TypeError, ValueError) as error:
        raise BadCursor("The cursor was made by another list.") from error


def _created(response: Any) -> Response:
    shown: Response = response
    shown.status_code = 201
    return shown
