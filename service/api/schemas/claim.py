"""Claims and verdicts as the contract writes them, and what the store adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field, create_model

from extractors.types import Kind, Modality, Modifier, Per, PeriodBasis, PriceOf, Relation, Scope, TextField
from service.api.schemas import DecimalText, Output, Period, Time
from service.api.schemas.discrepancy import Discrepancy
from service.reconcile.types import (
    Attribution,
    ConsistencyOutcome,
    ConsistencyRelation,
    Label,
    Match,
    Reason,
    ShareOf,
)
from service.reviews.types import State

ClaimId = Annotated[str, Field(pattern=r"^clm_[a-z2-7]{16}$")]


class Value(Output):
    """The stated number and the closed interval it denotes."""

    point: DecimalText | None
    low: DecimalText | None
    high: DecimalText | None


class Mention(Output):
    """Where the article says it: `field[start:end] == quote`, in code points."""

    field: TextField
    start: int
    end: int
    quote: str


class ClaimFields(Output):
    """One proposition of one article, in the contract's fields."""

    kind: Kind
    measure: str
    subject: str
    object: str | None
    relation: Relation | None
    value: Value
    of: int | None
    unit: str | None
    per: Per | None
    modifier: Modifier
    scope: Scope
    scope_n: int | None
    platform: str | None
    modality: Modality
    period: Period | None
    period_basis: PeriodBasis | None
    base_period: Period | None
    price_of: PriceOf | None
    attribution: str | None
    mentions: list[Mention]
    rule: str
    confidence: float


class ReferenceRow(Output):
    """A reference row, or a sum of rows, behind a reading's bounds."""

    series: str
    window: Period
    value: DecimalText


class ReadingSummary(Output):
    """One way the words can be taken: the data's bounds under it, and whether they meet the claim."""

    selection: str
    window: Period
    attribution: Attribution
    share_of: ShareOf | None
    series: str | None
    literal: bool
    low: DecimalText | None
    high: DecimalText | None
    match: Match


class ReadingResult(ReadingSummary):
    """A reading with the reference rows behind its bounds."""

    rows: list[ReferenceRow]


class Reference(Output):
    """Which data a verdict was made from, and how to quote them."""

    dataset: str
    as_of: Time | None
    citation: str


class Verdict(Output):
    """What the reference data say about one claim."""

    label: Label
    reason: Reason | None
    reading: ReadingResult | None
    readings: list[ReadingResult]
    relative_error: DecimalText | None
    explanation: str
    explanation_zh: str
    missing: list[Period]
    reference: Reference


class Consistency(Output):
    """Whether an article's own claims can hold together. `claims` are positions in the article's list of claims."""

    relation: ConsistencyRelation
    result: ConsistencyOutcome
    claims: list[int]
    low: DecimalText | None
    high: DecimalText | None
    point: DecimalText | None
    explanation: str
    explanation_zh: str


class CheckedClaim(ClaimFields):
    """A claim and what the data say about it."""

    verdict: Verdict


class ArticleRef(Output):
    """Where a claim was made."""

    id: str
    title: str
    url: str | None
    source: str
    language: str
    published_at: Time | None


class NewestVerdict(Output):
    """The newest verdict, with the reading that decided it."""

    label: Label
    reason: Reason | None
    reading: ReadingSummary | None
    relative_error: DecimalText | None
    explanation: str
    explanation_zh: str
    reference: Reference
    decided_at: Time


class ReviewState(Output):
    """What reviewers made of a claim, who decided last, and when."""

    state: State
    reviewer: str | None
    decided_at: Time | None


class Claim(ClaimFields):
    """A claim, its article and its newest verdict.

    `group` is shared by the same claim in other articles; it is null for a claim without a period.
    """

    id: ClaimId
    article: ArticleRef
    group: str | None
    withdrawn_at: Time | None
    verdict: NewestVerdict | None
    review: ReviewState


if TYPE_CHECKING:
    ClaimPart: TypeAlias = Claim
else:
    ClaimPart = create_model(
        "ClaimPart",
        __base__=Output,
        __doc__="A claim with the fields that were asked for; others may be missing.",
        **{name: (field.annotation, Field(default=None)) for name, field in Claim.model_fields.items()},
        readings=(list[ReadingResult], Field(default=None)),
        discrepancies=(list[Discrepancy], Field(default=None)),
    )


class ClaimPage(Output):
    """A page of claims; parts of claims where `fields` or `expand` asked for them."""

    items: list[Claim | ClaimPart]
    next_cursor: str | None


class StoredVerdict(Verdict):
    """The `number`-th verdict on a claim. Verdicts are added, never changed."""

    number: int
    decided_at: Time


class ConsistencyById(Output):
    """Whether an article's own claims can hold together. `claims` are their ids, the judged one first."""

    relation: ConsistencyRelation
    result: ConsistencyOutcome
    claims: list[str]
    low: DecimalText | None
    high: DecimalText | None
    point: DecimalText | None
    explanation: str
    explanation_zh: str
