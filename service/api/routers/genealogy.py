"""``/v1/claims/{id}/genealogy``: how a figure travelled from article to article."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from db.queries import articles, claims
from extractors.wire import decimal_text
from service.api import wire
from service.api.conventions.openapi import described
from service.api.conventions.responses import respond
from service.api.deps import BackingDep
from service.api.examples import answer
from service.api.lineage import carriers
from service.api.schemas.genealogy import Genealogy
from service.errors import NotFound
from service.reconcile.genealogy import Step, genealogy, summary
from service.reconcile.groups import Disagreement

MOST_CARRIERS = 200

router = APIRouter(prefix="/v1", tags=["claims"])


@router.get(
    "/claims/{id}/genealogy", summary="How a figure travelled", responses=described(Genealogy, "genealogy", 404)
)
def trace(
    request: Request,
    backing: BackingDep,
    public_id: Annotated[str, Path(alias="id", max_length=100, examples=[answer("genealogy")["claim"]])],
) -> Response:
    """The articles that carry the same claim in the order in which they first did, and where its figure changed.

    `origin` is the earlier claim that an article shows it was taken from: its text is a copy of that article's, or it
    names that outlet. Articles that merely agree have no origin, since both may have read the same report. `change`
    compares the figure with its origin's, or with the first one. A claim without a period stands alone.
    """
    with backing.database.reading() as session:
        row = claims.get_claim(session, public_id)
        if row is None:
            raise NotFound(f"There is no claim {public_id}.")
        rows = [] if row.group_key is None else claims.claims_of_group(session, row.group_key, limit=MOST_CARRIERS)
        if all(one.id != row.id for one in rows):
            rows = [*rows, claims.with_fingerprint(session, public_id)]
        texts = articles.texts_of(session, {one.article_id for one in rows})
    by_claim = {one.public_id: one for one in rows}
    steps = genealogy(carriers(rows, texts, backing.health()))
    told = summary(steps)
    return respond(
        request,
        {
            "claim": row.public_id,
            "group": row.group_key,
            "carriers": [_step(step, by_claim) for step in steps],
            "explanation": told.en,
            "explanation_zh": told.zh,
        },
    )


def _step(step: Step, rows: dict[str, Any]) -> dict[str, Any]:
    member = step.carrier.member
    row = rows[member.claim_id]
    return {
        "claim": member.claim_id,
        "article": wire.claim(row, ())["article"],
        "outlet": step.carrier.outlet,
        "carried_at": member.published_at,
        "value": wire.claim_fields(row, ())["value"],
        "unit": row.unit,
        "per": row.per,
        "withdrawn_at": row.withdrawn_at,
        "cites": list(step.carrier.cites),
        "origin": None if step.origin is None else step.origin.member.claim_id,
        "evidence": step.evidence,
        "change": None if step.change is None else _change(step.change),
    }


def _change(change: Disagreement) -> dict[str, Any]:
    slip = change.slip
    return {
        "from": change.first.claim_id,
        "factor": decimal_text(None if change.factor is None else round(change.factor, 6)),
        "slip": None if slip is None else slip.explanation.en,
        "slip_zh": None if slip is None else slip.explanation.zh,
        "explanation": change.explanation.en,
        "explanation_zh": change.explanation.zh,
    }
