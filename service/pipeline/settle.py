"""Findings against what stands: open the new ones, resolve those that are gone, and put both into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from db.queries import discrepancies as queries
from db.queries.pages import Record
from db.session import Session
from extractors.wire import decimal_text
from service.alerts.match import severity_of
from service.identity import event_id
from service.pipeline.findings import Finding
from service.pipeline.tasks import refresh_tasks_of
from service.reconcile.wire import time_text
from service.rows import discrepancy_values

_UNEXPLAINED = {"explained_at": None, "explained_by": None, "explained_note": None}
"""A note explains two sides as they were; when one of them changes, somebody must look again."""
_COMPARED = ("factor", "explanation", "explanation_zh", "detail")


def settle(
    session: Session,
    found: Iterable[Finding],
    standing: Sequence[Record],
    claim_rows: Mapping[str, int],
    now: datetime,
    *,
    article_row: int | None = None,
) -> tuple[int, int]:
    """How many were opened and resolved.

    ``standing`` are the unresolved discrepancies that ``found`` replaces as a whole; ``claim_rows`` gives the row ids
    of the claims that findings name. A discrepancy that comes back is opened again under its old id.
    """
    wanted = {finding.public_id: finding for finding in found}
    known = queries.find_discrepancies(session, wanted)
    opened = [
        each
        for public_id, each in wanted.items()
        if _open(session, each, known.get(public_id), claim_rows, now, article_row)
    ]
    gone = [row for row in standing if row.public_id not in wanted]
    for row in gone:
        queries.update_discrepancy(session, row.id, {"resolved_at": now, "updated_at": now})
    claims = queries.claims_of(session, [row.id for row in gone])
    for row in gone:
        values = {**row._mapping, "resolved_at": now}
        _tell(session, "discrepancy.resolved", row.public_id, values, claims.get(row.id, []), now)
    if article_row is None and (opened or gone):  # else the article's own writer does
        about = {claim_rows[claim] for each in opened for claim in each.claims}
        refresh_tasks_of(session, about, [row.id for row in gone])
    return len(opened), len(gone)


def _open(
    session: Session,
    finding: Finding,
    known: Record | None,
    claim_rows: Mapping[str, int],
    now: datetime,
    article_row: int | None,
) -> bool:
    discrepancy = finding.discrepancy
    values = {**discrepancy_values(discrepancy), "severity": severity_of(discrepancy.kind, discrepancy.factor)}
    ids = [claim_rows[claim] for claim in finding.claims]
    if known is not None and known.resolved_at is None:
        if any(getattr(known, name) != values[name] for name in _COMPARED):
            queries.update_discrepancy(session, known.id, {**values, **_UNEXPLAINED, "updated_at": now}, ids)
        return False
    values |= {"opened_at": now, "updated_at": now, "resolved_at": None, **_UNEXPLAINED}
    if known is not None:
        queries.update_discrepancy(session, known.id, values, ids)
    else:
        fresh = {"public_id": finding.public_id, "article_id": article_row, "group_key": finding.group_key, **values}
        queries.add_discrepancy(session, fresh, ids)
    _tell(session, "discrepancy.opened", finding.public_id, values, finding.claims, now)
    return True


def _tell(
    session: Session, kind: str, public_id: str, values: Mapping[str, Any], claims: Sequence[str], now: datetime
) -> None:
    """An event is small: it says what it is about and where to read the rest."""
    payload = {
        "id": public_id,
        "type": values["type"],
        "subject": values["subject"],
        "measure": values["measure"],
        "claims": list(claims),
        "factor": decimal_text(values["factor"]),
        "explanation": values["explanation"],
        "explanation_zh": values["explanation_zh"],
        "opened_at": time_text(values["opened_at"]),
        "resolved_at": time_text(values["resolved_at"]),
    }
    event = {
        "event_id": event_id(kind, public_id, now),
        "type": kind,
        "discrepancy_id": public_id,
        "created_at": now,
        "payload": payload,
    }
    queries.add_event(session, event)
