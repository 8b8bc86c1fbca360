"""Weekly reference figures on the wire."""

from __future__ import annotations

from service.api.schemas import DecimalText, Output, Period
from service.api.schemas.claim import Reference
from service.reconcile.types import Attribution


class Point(Output):
    """One week: the value lies between `low` and `high`."""

    period: Period
    low: DecimalText
    high: DecimalText


class Series(Output):
    """One subject under one selection and attribution."""

    subject: str
    selection: str
    attribution: Attribution
    points: list[Point]


class SeriesAnswer(Output):
    """Weekly series, and which data they were made from."""

    measure: str
    unit: str
    reference: Reference
    series: list[Series]
