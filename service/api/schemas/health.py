"""Health on the wire."""

from __future__ import annotations

from typing import Literal

from service.api.schemas import Output, Period, Time


class ReferenceFacts(Output):
    """The reference data that claims are checked against at this moment."""

    dataset: str
    as_of: Time | None
    covered: list[Period]


class Health(Output):
    """The service is up; `ready` says whether it has data to check against, `sources` how many are in which status."""

    status: Literal["ok"]
    ready: bool
    version: str
    articles: int
    reference: ReferenceFacts
    sources: dict[str, int]
