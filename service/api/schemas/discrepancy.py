"""Discrepancies on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from service.api.schemas import DecimalText, Input, Output, Period, Time
from service.reconcile.types import Attribution, ConsistencyRelation, DiscrepancyKind, Severity, ShareOf


class Side(Output):
    """One side: who says what. The ids are null for data."""

    source: str
    low: DecimalText | None
    high: DecimalText | None
    point: DecimalText | None
    unit: str | None
    article_id: str | None
    claim_id: str | None
    url: str | None


class Reading(Output):
    """One way the words can be taken."""

    selection: str
    window: Period
    attribution: Attribution
    share_of: ShareOf | None
    series: str | None
    literal: bool


class Explained(Output):
    """Why it stands, in somebody's words; forgotten when the two sides change."""

    at: Time
    by: str
    note: str


class Explanation(Input):
    """Why a discrepancy stands."""

    note: Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]


class Discrepancy(Output):
    """Two sides that do not agree, and the arithmetic between them."""

    id: str
    type: DiscrepancyKind
    subject: str
    measure: str
    article: str | None
    claims: list[str]
    sides: list[Side]
    reading: Reading | None
    relation: ConsistencyRelation | None
    period: Period | None
    factor: DecimalText | None
    severity: Severity
    explanation: str
    explanation_zh: str
    opened_at: Time
    updated_at: Time
    resolved_at: Time | None
    explained: Explained | None


class DiscrepancyPage(Output):
    """A page of discrepancies."""

    items: list[Discrepancy]
    next_cursor: str | None
