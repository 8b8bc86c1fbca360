"""A claim as every list shows it: its wire form, kept beside the claim as the very bytes that are sent.

What a list says of a claim changes rarely and is read often, so it is written once, in the transaction that changes the
claim. The store forgets a document by itself (triggers, :mod:`db.migrations.derived`) whenever something that it says
is written, by whatever means: a document is there and right, or it is not there and the claim is rendered from its row.

:data:`FORM` names this module's way of writing. Documents in another form, which an older version of Tallywire wrote,
count as not there; :func:`write_missing` replaces them by and by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any, cast

import orjson

from db.queries import claims
from db.queries import documents as queries
from db.queries.pages import Record
from db.session import Database, Session
from extractors.wire import decimal_text

_READING = ("selection", "window", "attribution", "share_of", "series", "literal", "low", "high", "match")
_CLAIM_TEXTS = ("unit", "per", "modifier", "scope", "scope_n", "platform", "modality")
_DIGEST = 8
BATCH = 500


def period(start: Any, end: Any) -> dict[str, Any] | None:
    return None if start is None or end is None else {"start": start, "end": end}


def claim(row: Record, mentions: Iterable[Record]) -> dict[str, Any]:
    """A claim as a list shows it: its fields, its article, its newest verdict with the reading that decided."""
    return {
        "id": row.public_id,
        "article": {
            "id": row.article_id,
            "title": row.article_title,
            "url": row.article_url,
            "source": row.source,
            "language": row.language,
            "published_at": row.published_at,
        },
        "group": row.group_key,
        "withdrawn_at": row.withdrawn_at,
        **claim_fields(row, mentions),
        "verdict": newest_verdict(row),
        "review": {"state": row.review, "reviewer": row.reviewer, "decided_at": row.reviewed_at},
    }


def claim_fields(row: Record, mentions: Iterable[Record]) -> dict[str, Any]:
    """The contract's fields of a claim, in the contract's order."""
    return {
        "kind": row.kind,
        "measure": row.measure,
        "subject": row.subject,
        "object": row.object,
        "relation": row.relation,
        "value": {
            "point": decimal_text(row.value_point),
            "low": decimal_text(row.value_low),
            "high": decimal_text(row.value_high),
        },
        "of": row.of,
        **{name: getattr(row, name) for name in _CLAIM_TEXTS},
        "period": period(row.period_start, row.period_end),
        "period_basis": row.period_basis,
        "base_period": period(row.base_period_start, row.base_period_end),
        "price_of": row.price_of,
        "attribution": row.attribution,
        "mentions": [
            {"field": span.field, "start": span.start, "end": span.end, "quote": span.quote} for span in mentions
        ],
        "rule": row.rule,
        "confidence": row.confidence,
    }


def newest_verdict(row: Record) -> dict[str, Any] | None:
    """The newest verdict as a list shows it; null for a claim that has not been held against anything yet."""
    if row.label is None:
        return None
    return {
        "label": row.label,
        "reason": row.verdict_reason,
        "reading": row.verdict_reading and {name: row.verdict_reading[name] for name in _READING},
        "relative_error": decimal_text(row.verdict_relative_error),
        "explanation": row.verdict_explanation,
        "explanation_zh": row.verdict_explanation_zh,
        "reference": {"dataset": row.verdict_dataset, "as_of": row.verdict_as_of, "citation": row.verdict_citation},
        "decided_at": row.decided_at,
    }


def as_bytes(item: Any) -> bytes:
    """JSON as this service writes it: compact, times in UTC with ``Z``."""
    return orjson.dumps(item, option=orjson.OPT_UTC_Z)


def digest(document: bytes) -> bytes:
    return blake2b(document, digest_size=_DIGEST).digest()


def write_documents(session: Session, article_row: int) -> None:
    """Write the documents of an article's claims that are not there: the last thing in a transaction that writes."""
    write_documents_of(session, queries.missing_of_article(session, article_row, FORM))


def write_missing(database: Database, *, limit: int = BATCH) -> int:
    """Write some of the documents that are not there, in a transaction of their own; how many."""
    with database.reading() as session:
        if not queries.missing(session, FORM, limit=1):
            return 0
    with database.transaction() as session:
        ids = queries.missing(session, FORM, limit=limit)
        write_documents_of(session, ids)
    return len(ids)


def write_documents_of(session: Session, ids: Sequence[int]) -> None:
    """Write the documents of claims by their row ids."""
    mentions = claims.mentions_of(session, ids)
    rows = claims.claims_by_row(session, ids)
    documents = {row.id: as_bytes(claim(row, mentions.get(row.id, ()))) for row in rows}
    queries.put(session, [queries.Document(row, FORM, body, digest(body)) for row, body in documents.items()])


class _Specimen:
    """A row in which everything is given, whatever is asked of it, or nothing but what always is."""

    def __init__(self, *, bare: bool) -> None:
        self._bare = bare

    def __getattr__(self, name: str) -> Any:
        if self._bare and name != "label":
            return None
        if name.endswith(("_at", "as_of")):
            return datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=UTC)
        if name.startswith(("period_", "base_period_")) and name.endswith(("_start", "_end")):
            return date(2026, 1, 2)
        if name.startswith("value_") or name.endswith("relative_error"):
            return Decimal("1.50E+3")
        return dict.fromkeys(_READING, name) if name == "verdict_reading" else name


def _form() -> int:
    """A number for how claims are written, from two that are: another way of writing them is another number."""
    specimens = [cast(Record, _Specimen(bare=bare)) for bare in (False, True)]
    said = b"\n".join(as_bytes(claim(one, [one])) for one in specimens)
    return int.from_bytes(blake2b(said, digest_size=4).digest()) or 1


FORM = _form()
