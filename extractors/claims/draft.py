"""A claim in the making, and what a document remembers from one sentence to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from extractors.claims.view import View
from extractors.types import Kind, Modality, Modifier, Per, Period, PeriodBasis, PriceOf, Relation, Scope, Span, Value

ActorKind = Literal[
    "country", "author", "model", "all", "named", "former", "latter", "lab", "it", "same", "home", "row", "pair"
]
ActorRole = Literal["subject", "object", "source"]


class Actor(NamedTuple):
    """Somebody or something that can be measured, where the sentence names it. ``id`` is empty for a pronoun."""

    start: int
    end: int
    id: str
    kind: ActorKind
    role: ActorRole


@dataclass(slots=True)
class Draft:
    """A claim being read. ``trail`` grows with each rule; what is told in ``passing`` lends its subject to nothing.

    ``sourced`` is what its own sentence names the data of.
    """

    view: View
    start: int
    end: int
    kind: Kind
    measure: str
    value: Value
    trail: list[str]
    unit: str | None = None
    modifier: Modifier = "none"
    subject: str | None = None
    object: str | None = None
    relation: Relation | None = None
    of: int | None = None
    per: Per | None = None
    scope: Scope = "all"
    scope_n: int | None = None
    platform: str | None = None
    modality: Modality = "observed"
    period: Period | None = None
    period_basis: PeriodBasis | None = None
    base_period: Period | None = None
    price_of: PriceOf | None = None
    attribution: str | None = None
    confidence: float = 1.0
    needs_object: bool = False
    baseline: bool = False
    anaphoric: bool = False
    passing: bool = False
    sourced: bool = False

    @property
    def mention(self) -> Span:
        return self.view.span(self.start, self.end)


@dataclass(slots=True)
class Memory:
    """What earlier sentences leave behind. ``block`` is the line they stood in."""

    block: int = -2
    subject: str | None = None
    only: str | None = None
    subjects: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    pair: tuple[str, str] | None = None
    relation_kind: Kind | None = None
    topic: str | None = None
    author: str | None = None
    home: str | None = None
    countries: tuple[str, ...] = ()
    row: str | None = None
    share_topic: bool = False
    asked: Period | None = None
    item: str | None = None
    models: dict[str, list[str]] = field(default_factory=dict)
    model: str | None = None
    platform: str | None = None
    platform_known: bool = False
    source: str | None = None
    house: str | None = None
    period: Period | None = None
    period_basis: PeriodBasis | None = None
    per: Per | None = None
    scope: Scope = "all"
    scope_n: int | None = None
    forecast: bool = False
    ahead: Period | None = None
    inference: bool = False
    price_of: PriceOf | None = None
    price_base: bool = False
    price_units: Decimal | None = None
    price_part: PriceOf | None = None
    price_money: str | None = None
    price_pair: tuple[PriceOf, PriceOf] | None = None
    asked_of: str | None = None
    asked_relation: Relation | None = None
    asked_against: str | None = None
    asked_place: int | None = None
    asked_item: str | None = None
    asked_long: bool = False
    asked_share: bool = False
    drafts: list[Draft] = field(default_factory=list)
    denied: list[Draft] = field(default_factory=list)
