"""Stored rows as the API says them: the contract's fields, ids, and where a thing came from.

Times stay ``datetime`` and dates ``date`` until they are written as JSON. Decimals become text here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.queries.pages import Record
from extractors.wire import decimal_text
from service.documents import claim, claim_fields

__all__ = ["article", "claim", "claim_fields", "consistency", "copy", "discrepancy", "verdict", "version"]


def verdict(row: Record) -> dict[str, Any]:
    """One verdict with all its readings."""
    return {
        "label": row.label,
        "reason": row.reason,
        "reading": row.reading,
        "readings": row.readings or [],
        "relative_error": decimal_text(row.relative_error),
        "explanation": row.explanation,
        "explanation_zh": row.explanation_zh,
        "missing": row.missing or [],
        "reference": {"dataset": row.dataset, "as_of": row.as_of, "citation": row.citation},
        "number": row.number,
        "decided_at": row.decided_at,
    }


def consistency(row: Record) -> dict[str, Any]:
    """One relation among an article's claims, named by their ids."""
    return {
        "relation": row.relation,
        "result": row.result,
        "claims": row.claims,
        "low": decimal_text(row.low),
        "high": decimal_text(row.high),
        "point": decimal_text(row.point),
        "explanation": row.explanation,
        "explanation_zh": row.explanation_zh,
    }


def article(row: Record) -> dict[str, Any]:
    """An article as a list shows it, without its text."""
    return {
        "id": row.public_id,
        "source": row.source,
        "url": row.url,
        "title": row.title,
        "language": row.language,
        "published_at": row.published_at,
        "first_seen_at": row.first_seen_at,
        "version": row.version,
        "cluster": row.cluster,
        "flags": row.flags or [],
        "claim_count": row.claim_count,
    }


def version(row: Record) -> dict[str, Any]:
    """What an article said from a time on, without its text."""
    return {"number": row.number, "seen_at": row.seen_at, "title": row.title, "published_at": row.published_at}


def discrepancy(row: Record, claims: Sequence[str]) -> dict[str, Any]:
    """Two sides that do not agree; ``claims`` are the ids of the claims it is about."""
    detail: Mapping[str, Any] = row.detail or {}
    return {
        "id": row.public_id,
        "type": row.type,
        "subject": row.subject,
        "measure": row.measure,
        "article": row.article_public_id,
        "claims": list(claims),
        "sides": detail.get("sides", []),
        "reading": detail.get("reading"),
        "relation": detail.get("relation"),
        "period": detail.get("period"),
        "factor": decimal_text(row.factor),
        "severity": row.severity,
        "explanation": row.explanation,
        "explanation_zh": row.explanation_zh,
        "opened_at": row.opened_at,
        "updated_at": row.updated_at,
        "resolved_at": row.resolved_at,
        "explained": None
        if row.explained_at is None
        else {"at": row.explained_at, "by": row.explained_by, "note": row.explained_note},
    }


def copy(row: Record) -> dict[str, Any]:
    """Another article of the cluster: nearly the same text, or the same story in another language."""
    return {name: getattr(row, name) for name in ("source", "url", "title", "language", "published_at")} | {
        "id": row.public_id
    }
