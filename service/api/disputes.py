"""One discrepancy, and somebody's word on why it stands: what the API and the desk share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.queries import discrepancies
from db.queries.pages import Record
from db.session import Session
from service.api import wire
from service.api.access import Caller
from service.api.alerting import note
from service.errors import NotFound


def row_of(session: Session, public_id: str) -> Record:
    row = discrepancies.get_discrepancy(session, public_id)
    if row is None:
        raise NotFound(f"There is no discrepancy {public_id}.")
    return row


def discrepancy_of(session: Session, public_id: str) -> dict[str, Any]:
    """A discrepancy as the API says it."""
    row = row_of(session, public_id)
    return wire.discrepancy(row, discrepancies.claims_of(session, [row.id]).get(row.id, ()))


def explain(session: Session, caller: Caller, public_id: str, words: str, now: datetime) -> None:
    """Note why it stands, in the caller's transaction and with a line in the audit log."""
    row = row_of(session, public_id)
    explained = {"explained_at": now, "explained_by": caller.name, "explained_note": words}
    discrepancies.update_discrepancy(session, row.id, explained)
    note(session, caller, "discrepancy.explain", public_id, now, {"note": words})


def take_back(session: Session, caller: Caller, public_id: str, now: datetime) -> None:
    """Open it again; nothing is done to one that is not explained."""
    row = row_of(session, public_id)
    if row.explained_at is None:
        return
    nothing = {"explained_at": None, "explained_by": None, "explained_note": None}
    discrepancies.update_discrepancy(session, row.id, nothing)
    note(session, caller, "discrepancy.reopen", public_id, now, {"note": row.explained_note})
