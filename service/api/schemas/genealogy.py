"""How a figure travelled, on the wire."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from service.api.schemas import DecimalText, Output, Time
from service.api.schemas.claim import ArticleRef, ClaimId, Value
from service.reconcile.genealogy import Evidence


class Change(Output):
    """A figure that is not the one it was taken from. `slip` names the scale word that would explain it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: ClaimId = Field(alias="from")
    factor: DecimalText | None
    slip: str | None
    slip_zh: str | None
    explanation: str
    explanation_zh: str


class Carrier(Output):
    """An article's claim in its place in the line. `cites` are the outlets that the article's text names."""

    claim: ClaimId
    article: ArticleRef
    outlet: str
    carried_at: Time | None
    value: Value
    unit: str | None
    per: str | None
    withdrawn_at: Time | None
    cites: list[str]
    origin: ClaimId | None
    evidence: Evidence | None
    change: Change | None


class Genealogy(Output):
    """Who carried a figure first, who took it from whom as far as the texts show it, and where it changed."""

    claim: ClaimId
    group: str | None
    carriers: list[Carrier]
    explanation: str
    explanation_zh: str
