"""One claim with everything that is known of it, put together from what is stored as it is sent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from orjson import Fragment

from db.queries.claim_details import Stored
from service.api import wire
from service.documents import as_bytes

_JSON = frozenset({"reading", "readings", "missing", "flags"})
_TIMES = frozenset({"decided_at", "as_of", "published_at", "first_seen_at"})


def written(stored: Stored) -> bytes:
    """The claim as ``GET /v1/claims/{id}`` answers it."""
    beside = {
        "provenance": provenance(_row(stored.claim), _row(stored.article)),
        "verdicts": [wire.verdict(_row(one)) for one in stored.verdicts],
        "discrepancies": [],
        "reviews": [],
        "copies": [Fragment(copy) for copy in stored.copies],
    }
    return stored.body[:-1] + b"," + as_bytes(beside)[1:]


def provenance(claim: Any, article: Any) -> dict[str, Any]:
    """Where a claim comes from: its article, the versions that make it, and the rules that found it."""
    return {
        "article": wire.article(article),
        "first_version": claim.first_version,
        "last_version": claim.last_version,
        "first_seen_at": claim.first_seen_at,
        "rules": claim.rule.split(" > "),
    }


def _row(stored: dict[str, Any]) -> Any:
    """A row as SQLite gives it, read as far as it has to be: what is stored as JSON stays as it is."""
    return SimpleNamespace(**{name: _read(name, value) for name, value in stored.items()})


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(value)
    if name in _JSON:
        return Fragment(value)
    return Decimal(value) if name == "relative_error" else value
