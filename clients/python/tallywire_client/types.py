"""The answers' shapes, as far as programs commonly use them. Decimals are strings: ``Decimal(value["point"])``."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Json = dict[str, Any]
Noun = Literal["claims", "discrepancies"]
ClaimForm = Literal["csv", "jsonl", "jsonld", "parquet"]
DiscrepancyForm = Literal["csv", "jsonl"]
FeedForm = Literal["atom", "json"]
Decision = Literal["accept", "reject", "edit", "skip"]
State = Literal["unreviewed", "accepted", "rejected", "edited", "added"]
Label = Literal["supported", "refuted", "conflicting", "not_enough_evidence"]


class Period(TypedDict):
    """Days, both inclusive, as ISO dates."""

    start: str
    end: str


class Value(TypedDict):
    """The stated number and the closed interval that it denotes."""

    point: str | None
    low: str | None
    high: str | None


class Mention(TypedDict):
    """``field[start:end] == quote``, in code points."""

    field: Literal["title", "text"]
    start: int
    end: int
    quote: str


class Reference(TypedDict):
    """Which data a verdict was made from."""

    dataset: str
    as_of: str | None
    citation: str


class Verdict(TypedDict):
    """The newest verdict on a claim."""

    label: Label
    reason: str | None
    reading: dict[str, Any] | None
    relative_error: str | None
    explanation: str
    explanation_zh: str
    reference: Reference
    decided_at: str


class ArticleRef(TypedDict):
    """Where a claim was made."""

    id: str
    title: str
    url: str | None
    source: str
    language: str
    published_at: str | None


class ReviewState(TypedDict):
    """What reviewers made of a claim."""

    state: State
    reviewer: str | None
    decided_at: str | None


class Claim(TypedDict):
    """A claim, its article and its newest verdict."""

    id: str
    article: ArticleRef
    group: str | None
    withdrawn_at: str | None
    kind: str
    measure: str
    subject: str
    object: str | None
    relation: str | None
    value: Value
    of: int | None
    unit: str | None
    per: str | None
    modifier: str
    scope: str
    scope_n: int | None
    platform: str | None
    modality: str
    period: Period | None
    period_basis: str | None
    base_period: Period | None
    price_of: str | None
    attribution: str | None
    mentions: list[Mention]
    rule: str
    confidence: float
    verdict: Verdict | None
    review: ReviewState


class ClaimDetail(Claim):
    """A claim with its history."""

    provenance: dict[str, Any]
    verdicts: list[dict[str, Any]]
    discrepancies: list[Discrepancy]
    copies: list[Claim]


class Article(TypedDict):
    """An article as it stands now, without its text."""

    id: str
    source: str
    url: str | None
    title: str
    language: str
    published_at: str | None
    first_seen_at: str
    version: int
    cluster: str
    flags: list[str]
    claim_count: int


class Discrepancy(TypedDict):
    """Two sides that do not agree."""

    id: str
    type: str
    subject: str
    measure: str
    article: str | None
    claims: list[str]
    sides: list[dict[str, Any]]
    reading: dict[str, Any] | None
    relation: str | None
    period: Period | None
    factor: str | None
    severity: str
    explanation: str
    explanation_zh: str
    opened_at: str
    updated_at: str
    resolved_at: str | None
    explained: dict[str, str] | None


class SavedFilter(TypedDict):
    """A question with a name; ``links`` are the addresses that answer it."""

    name: str
    noun: Noun
    description: str
    parameters: dict[str, Any]
    links: dict[str, str]
    created_at: str
    updated_at: str


class Endpoint(TypedDict):
    """Where alerts are sent, and how that goes."""

    id: str
    name: str
    channel: str
    url: str
    enabled: bool
    disabled_at: str | None
    disabled_reason: Literal["gone", "failing", "by_request"] | None
    failing_since: str | None
    last_success_at: str | None
    previous_secret_until: str | None
    created_at: str
    updated_at: str


class EndpointWithSecret(Endpoint):
    """An endpoint when it is made, or its secret is replaced."""

    secret: str


class AlertFilter(TypedDict):
    """What a subscription is about; empty lists mean any."""

    types: list[str]
    subjects: list[str]
    sources: list[str]
    severity: Literal["minor", "major", "critical"]
    saved: str | None


class Subscription(TypedDict):
    """What one endpoint is told of. Times are seconds."""

    id: str
    name: str
    endpoint: str
    filter: AlertFilter
    mode: Literal["at_once", "digest"]
    digest_every: int
    cooldown: int
    enabled: bool
    created_at: str
    updated_at: str


class Review(TypedDict):
    """One decision of one reviewer about one claim; ``before`` and ``after`` are the claim in the contract's fields."""

    id: str
    claim: str
    article: str
    reviewer: str
    decision: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    note: str | None
    extractor: str
    decided_at: str
    second: bool
    undone: bool
    undoes: str | None
    batch: str | None


class ReviewMade(TypedDict):
    """A decision, the claim as it is now, and the copies of it that were decided about with it."""

    review: Review
    claim: Claim
    copies: list[str]
