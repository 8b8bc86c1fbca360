"""Counts of claims on the wire."""

from __future__ import annotations

from service.api.filters import FacetName
from service.api.schemas import Output


class FacetValue(Output):
    """A value of the field, null where claims have none, and how many claims have it."""

    value: str | None
    count: int


class Facet(Output):
    """Counts by one field, the most frequent value first; `other` is how many claims have a value beyond those."""

    by: FacetName
    values: list[FacetValue]
    other: int


class FacetAnswer(Output):
    """How many claims match, and by the values of fields; `exact` is false where more match than were counted."""

    total: int
    exact: bool
    facets: list[Facet]
