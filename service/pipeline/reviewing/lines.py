"""A decision as a line of the review log and one of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.queries import audit, reviews
from db.session import Session
from extractors.edition import extractor_edition
from extractors.types import Claim
from extractors.wire import claim_to_wire
from service.identity import random_id
from service.pipeline.reviewing.types import Desk, Reviewer
from service.reviews.history import Decided, Standing, standing
from service.reviews.types import Decision


def line(
    claim_id: str,
    article_id: str,
    decision: Decision,
    by: Reviewer,
    desk: Desk,
    *,
    before: Claim | None = None,
    after: Claim | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A row of the log; what is not given of ``note``, ``wanted``, ``answers``, ``undoes`` and ``batch`` is nothing."""
    nothing = {"note": None, "wanted": False, "answers": None, "undoes": None, "batch": None}
    return {
        "public_id": random_id("rev", desk.draw),
        "claim_id": claim_id,
        "article_id": article_id,
        "reviewer": by.name,
        "decision": decision,
        "before": None if before is None else claim_to_wire(before),
        "after": None if after is None else claim_to_wire(after),
        "extractor": extractor_edition(),
        "decided_at": desk.now,
        **nothing,
        **more,
    }


def note(session: Session, made: Mapping[str, Any], by: Reviewer, desk: Desk, copies: int = 0) -> None:
    """The audit log's line: which decision, about which claim, and about how many copies of it."""
    detail = {"review": made["public_id"], **({"copies": copies} if copies else {})}
    action = f"claim.{made['decision']}"
    audit.add(
        session, at=desk.now, actor=by.name, key_id=by.key_id, action=action, target=made["claim_id"], detail=detail
    )


def standing_of(session: Session, claim_id: str) -> Standing:
    """What everything that was decided about a claim comes to."""
    return standing(
        Decided(row.decision, row.reviewer, row.decided_at, row.answers is not None, row.undone)
        for row in reviews.of_claim(session, claim_id)
    )
