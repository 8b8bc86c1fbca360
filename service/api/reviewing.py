"""What the addresses for reviews share: who decides with what, and saying reviews, tasks and agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from secrets import token_bytes
from typing import Any, cast

from fastapi import Request

from db.queries import claims, reviews
from db.queries.pages import Record
from db.session import Session
from service.alerts.types import SEVERITIES
from service.api import wire
from service.api.access import Caller
from service.api.conventions.problem_types import InvalidRequest
from service.api.deps import Backing
from service.pipeline.reviewing import Desk, Made, Reviewer
from service.pipeline.reviewing.reports import twice_decided
from service.reviews.agreement import Agreement, agreement, disputed, pairs
from service.reviews.fields import UnusableFields

_PLACES = 4


def reviewer(caller: Caller) -> Reviewer:
    return Reviewer(caller.name, caller.key_id, admin=caller.scope == "admin")


def reviewer_asking(request: Request) -> str | None:
    """The reviewer who must not see what would lead their own decisions; None for readers and administrators."""
    caller = cast(Caller | None, request.state.caller)
    return caller.name if caller is not None and caller.scope == "review" else None


def desk(backing: Backing) -> Desk:
    return Desk(tuple(backing.snapshots), backing.settings.review_twice, backing.clock(), token_bytes)


def unusable(error: UnusableFields) -> InvalidRequest:
    """The problem that names every field of the claim in the body that cannot be so."""
    errors = [{"pointer": f"#/claim{each.pointer}", "detail": each.detail} for each in error.problems]
    return InvalidRequest(f"The claim cannot be so: {error}.", errors=errors)


def made(session: Session, outcome: Made) -> dict[str, Any]:
    """A decision and the claim as it is after it."""
    row, review = claims.get_claim(session, outcome.claim), reviews.get_review(session, outcome.review)
    assert row is not None and review is not None  # noqa: S101 - neither is ever deleted
    mentions = claims.mentions_of(session, [row.id])
    shown = wire.claim(row, mentions.get(row.id, ()))
    return {"review": review_of(review), "claim": shown, "copies": list(outcome.copies)}


def review_of(row: Record) -> dict[str, Any]:
    same = ("reviewer", "decision", "before", "after", "note", "extractor", "decided_at", "undoes", "batch")
    return {
        "id": row.public_id,
        "claim": row.claim_id,
        "article": row.article_id,
        **{name: getattr(row, name) for name in same},
        "second": row.answers is not None,
        "undone": bool(row.undone),
    }


def task(row: Record) -> dict[str, Any]:
    """What waits in one article, without who decided before."""
    article = {name: getattr(row, name) for name in ("title", "url", "source", "language", "published_at")}
    return {
        "article": {"id": row.public_id, **article},
        "waiting": row.waiting,
        "severity": ("none", *SEVERITIES)[row.severity],
        "doubt": row.doubt,
        "second": row.second_to != "",
    }


def agreement_of(session: Session) -> dict[str, Any]:
    items = twice_decided(session)
    return {
        "overall": _agreement(agreement(items)),
        "pairs": [_agreement(agreement(items, pair)) for pair in pairs(items)],
        "disputed": [
            {"claim": item.claim_id, "reviewers": list(item.reviewers), "decisions": list(item.decisions)}
            for item in disputed(items)
        ],
    }


def _agreement(found: Agreement) -> dict[str, Any]:
    return {
        "reviewers": None if found.reviewers is None else list(found.reviewers),
        "items": found.items,
        "agreed": found.agreed,
        "percent": decimal(None if found.observed is None else found.observed * 100),
        "kappa": decimal(found.kappa),
        "table": _cells(found.table),
        "edits": found.edits,
        "same_edits": found.same_edits,
    }


def _cells(table: Mapping[tuple[str, str], int]) -> Sequence[dict[str, Any]]:
    return [{"first": first, "second": second, "count": count} for (first, second), count in sorted(table.items())]


def decimal(number: Fraction | None) -> str | None:
    """To four places, as plain text."""
    if number is None:
        return None
    text = f"{float(number):.{_PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
