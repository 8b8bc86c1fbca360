"""The nouns of reconciliation: what the reference data say, how they were read, and what follows.

Laws of this module:

* Values are frozen. Reference values are ``int`` (tokens) or ``Decimal``; nothing here is a float.
* A reference value is a bound, not a point: ``[low, high]``, where a null end is unbounded.
* A verdict keeps every reading it was made from, so that its label can be recomputed from it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from extractors.types import Period

Number = int | Decimal

Label = Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
Match = Literal["true", "false", "undecided", "not_covered"]
Attribution = Literal["stealth_left_out", "stealth_counted"]
ShareOf = Literal["platform", "selection", "object"]
Reason = Literal[
    "incomplete",
    "forecast",
    "national",
    "measure",
    "platform",
    "subject",
    "scope",
    "period",
    "unreleased",
    "missing_days",
    "undecided",
    "no_data",
]

ConsistencyRelation = Literal["growth", "ratio", "share", "parts_whole", "order", "equal", "streak"]
ConsistencyOutcome = Literal["consistent", "inconsistent"]
DiscrepancyKind = Literal["refuted", "conflicting", "inconsistent", "disagreement", "revision", "verdict_changed"]
Severity = Literal["minor", "major", "critical"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One published row: the value of one series on one day (or year, keyed by its first day), as of one vintage.

    ``series`` is the data set's own key (a ``model_permaslug``, ``other``, a country code).
    ``as_of`` is when the publisher said so, aware UTC.
    """

    day: date
    series: str
    value: Number
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What a publisher's list says of one of its entries: a name for readers, and the day it was released.

    Either is null where the list does not say.
    """

    name: str | None
    released: date | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One plain sentence for a reader, in each language the service speaks."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Row:
    """A reference row, or a sum of rows, that stands behind a reading's bounds.

    ``series`` is the data set's key, or the name of what was summed (``other``, ``all models``);
    ``value`` is its total over ``window``.
    """

    series: str
    window: Period
    value: Number


@dataclass(frozen=True, slots=True)
class Reading:
    """One way the words can be taken: every choice fixed.

    ``selection`` is ``all``, ``named`` or ``topN``. ``share_of`` says what a share is part of: ``platform``,
    ``selection`` (the same one) or ``object``; null for other kinds. ``series`` is the one build or variant that
    a plain model name was taken to mean, null where all of them count together.
    ``literal`` is whether this is what the words say rather than what they might have meant.
    """

    selection: str
    window: Period
    attribution: Attribution
    literal: bool
    share_of: ShareOf | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """A reading with its arithmetic: the reference bounds in the claim's unit, and whether they meet the claim.

    For a rank the bounds are places (or places held), for a streak numbers of periods, for a comparison the factor
    subject over object. Both are null where the data do not cover the reading.
    """

    reading: Reading
    low: Decimal | None
    high: Decimal | None
    match: Match
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Which data a verdict was made from."""

    dataset: str
    as_of: datetime | None
    citation: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference data say about one claim.

    ``reading`` is the one that decided, null where no reading could be evaluated. ``reason`` says why there is not
    enough evidence, ``missing`` which days that are needed the data lack. ``relative_error`` is how far the claim's
    point lies outside the literal reading's bounds, relative to the nearer bound; zero inside them, null where
    there is no point or no bound.
    """

    label: Label
    reading: ReadingResult | None
    readings: tuple[ReadingResult, ...]
    relative_error: Decimal | None
    explanation: Explanation
    reference: Reference
    reason: Reason | None = None
    missing: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsistencyResult:
    """Whether an article's own claims can hold together under one relation.

    ``claims`` are positions in the article's claims, the judged one first. ``low``, ``high`` and ``point`` are what the
    other claims imply for it, in its unit; null where a bound does not exist.
    """

    relation: ConsistencyRelation
    result: ConsistencyOutcome
    claims: tuple[int, ...]
    low: Decimal | None
    high: Decimal | None
    point: Decimal | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a discrepancy: who says what.

    ``source`` names it for a reader (an article's title, a data set with its reading); the ids are null for data.
    """

    source: str
    low: Decimal | None
    high: Decimal | None
    point: Decimal | None = None
    unit: str | None = None
    article_id: str | None = None
    claim_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something a subscriber wants to hear about: two sides that do not agree, and the arithmetic between them.

    ``factor`` is the second side over the first where that says something (×10, ÷1000).
    """

    kind: DiscrepancyKind
    subject: str
    measure: str
    sides: tuple[Side, Side]
    explanation: Explanation
    period: Period | None = None
    reading: Reading | None = None
    relation: ConsistencyRelation | None = None
    factor: Decimal | None = None
