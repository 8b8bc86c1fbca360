"""The nouns every part of Tallywire shares: what an article says, as values.

Laws of this module:

* Values are frozen. Numbers are ``Decimal``; times are aware; offsets are code points.
* A claim denotes the closed interval ``[value.low, value.high]``; a missing end is unbounded.
* Nothing here knows where an article came from, what is stored, or whether a claim is true.

Field names and their meanings are those of ``docs/contract.md``; :mod:`extractors.wire` writes them as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["level", "change", "ratio", "share", "rank", "streak", "comparison", "price"]
Relation = Literal["above", "below", "grows", "falls", "ranks_first"]
Modifier = Literal["none", "about", "more_than", "at_least", "less_than", "at_most", "nearly", "range"]
Scope = Literal["all", "listed"]
Modality = Literal["observed", "forecast"]
Per = Literal["day", "week", "month", "year"]
PriceOf = Literal["input", "output", "cached"]
TextField = Literal["title", "text"]
PeriodBasis = Literal["explicit", "end_date", "vague", "implied"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in an article: ``getattr(article, field)[start:end] == quote``, always.

    W3C Web Annotation's text position and text quote selectors in one.
    """

    field: TextField
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Value:
    """The stated number and the closed interval it denotes, in the claim's unit.

    ``point`` is null for a range and for a comparison; ``low`` or ``high`` is null where the words set no bound.
    """

    point: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in running text that is a value, whatever it measures (MeasEval's *quantity*).

    ``unit`` is the text's unit in canonical form (``percent``, ``times``, ``token``, ``USD``, ``week`` …) or null.
    ``rule`` names the lexicon rule that read it.
    """

    span: Span
    value: Value
    unit: str | None
    modifier: Modifier
    rule: str


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days a number is about, both ends inclusive, UTC."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Article:
    """One published text. Line breaks separate paragraphs; ``text`` never repeats ``title`` as a heading.

    ``published_at`` is aware, or null where neither page nor feed says; periods that need it stay null then. Its
    offset, if it has another than UTC, is the article's own calendar; comparisons and storage go by the instant.
    ``flags`` names what was odd about the source bytes (``mojibake_near_number``, ``declared_charset_wrong`` …).
    """

    id: str
    language: str
    title: str
    text: str
    url: str | None = None
    published_at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition of an article: a number, a place or an order given to a measure.

    It carries what the text says and nothing about its truth. ``rule`` is the trail of rule names that made it;
    ``period_basis`` says how the text gave the period (an end date and a vague week leave the exact week open).
    """

    kind: Kind
    measure: str
    subject: str
    value: Value
    object: str | None = None
    relation: Relation | None = None
    of: int | None = None
    unit: str | None = None
    per: Per | None = None
    modifier: Modifier = "none"
    scope: Scope = "all"
    scope_n: int | None = None
    platform: str | None = None
    modality: Modality = "observed"
    period: Period | None = None
    period_basis: PeriodBasis | None = None
    base_period: Period | None = None
    price_of: PriceOf | None = None
    attribution: str | None = None
    mentions: tuple[Span, ...] = ()
    rule: str = ""
    confidence: float = field(default=1.0, compare=False)
