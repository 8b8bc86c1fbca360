"""Reviews on the wire: what is decided, what was decided, what waits, and how far two people agree."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from extractors.types import Kind, Modality, Modifier, Per, PeriodBasis, PriceOf, Relation, Scope, TextField
from service.api.schemas import DecimalText, Input, Output, Time
from service.api.schemas.claim import Claim, ClaimFields, ClaimId
from service.reviews.types import Decision, State

Text = Annotated[str, Field(max_length=200)]
Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", max_length=60)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Note = Annotated[str, Field(max_length=2_000)]


class ValueChange(Input):
    """The ends of the interval that change; null opens an end."""

    point: Number | None = None
    low: Number | None = None
    high: Number | None = None


class PeriodGiven(Input):
    """Days, both inclusive, UTC."""

    start: date
    end: date


class MentionGiven(Input):
    """A place in the article's newest version: `field[start:end] == quote`, in code points."""

    field: TextField = "text"
    start: int = Field(ge=0, le=10_000_000)
    end: int = Field(ge=0, le=10_000_000)
    quote: str = Field(max_length=10_000)


class ClaimChange(Input):
    """Fields of a claim, as the contract names them. What is left out stays."""

    kind: Kind | None = None
    measure: Text | None = None
    subject: Text | None = None
    object: Text | None = None
    relation: Relation | None = None
    value: ValueChange | None = None
    of: Count | None = None
    unit: Text | None = None
    per: Per | None = None
    modifier: Modifier | None = None
    scope: Scope | None = None
    scope_n: Count | None = None
    platform: Text | None = None
    modality: Modality | None = None
    period: PeriodGiven | None = None
    period_basis: PeriodBasis | None = None
    base_period: PeriodGiven | None = None
    price_of: PriceOf | None = None
    attribution: Text | None = None
    mentions: list[MentionGiven] | None = Field(None, max_length=50)


class ReviewNew(Input):
    """A decision about a claim.

    `accept`: the article says this. `reject`: it does not. `edit`: it says what `claim` makes of it. `skip`: not now.
    """

    decision: Literal["accept", "reject", "edit", "skip"]
    claim: ClaimChange | None = Field(None, description="For an edit: the fields that are otherwise.")
    note: Note | None = None
    copies: bool = Field(False, description="Decide about the same claim in near copies of the article too.")
    expected: State | None = Field(
        None, description="The state that the claim is thought to be in; in another one the decision is refused."
    )


class ClaimAdded(Input):
    """A claim that the article makes and the extractor did not find."""

    claim: ClaimChange
    note: Note | None = None


class Review(Output):
    """One decision of one reviewer about one claim. `before` and `after` are the claim in the contract's fields.

    `second` is a decision made without seeing the first one, which it is compared with; it moves nothing. `undoes` is
    the decision that was taken back.
    """

    id: str
    claim: ClaimId
    article: str
    reviewer: str
    decision: Decision
    before: ClaimFields | None
    after: ClaimFields | None
    note: str | None
    extractor: str
    decided_at: Time
    second: bool
    undone: bool
    undoes: str | None
    batch: str | None = Field(description="The decision that this one was made together with, for a copy.")


class ReviewPage(Output):
    """A page of decisions."""

    items: list[Review]
    next_cursor: str | None


class ReviewMade(Output):
    """A decision, the claim as it is now, and the copies of it that were decided about with it."""

    review: Review
    claim: Claim
    copies: list[ClaimId]


class QueueArticle(Output):
    """The article of a task."""

    id: str
    title: str
    url: str | None
    source: str
    language: str
    published_at: Time | None


class Task(Output):
    """Claims of one article that wait for you.

    `severity` is the gravest open discrepancy's, `doubt` how much the words of the most doubtful claim leave open
    (0 to 100). `second`: somebody has decided about them, and you are not to see how.
    """

    article: QueueArticle
    waiting: int
    severity: Literal["none", "minor", "major", "critical"]
    doubt: int
    second: bool


class Backlog(Output):
    """How much waits: articles and claims that nobody decided about, and claims that you may decide about second."""

    articles: int
    claims: int
    second: int


class Queue(Output):
    """What you should look at next, the most urgent first."""

    items: list[Task]
    next_cursor: str | None
    backlog: Backlog


class Cell(Output):
    """How many claims two reviewers decided about like this."""

    first: Literal["accept", "edit", "reject"]
    second: Literal["accept", "edit", "reject"]
    count: int


class PairAgreement(Output):
    """How far two reviewers agree. `reviewers` is null for all of them, the first decision against the second.

    `percent` and `kappa` (Cohen's) are null where they are not defined: without items, or where chance alone would make
    all decisions alike.
    """

    reviewers: list[str] | None
    items: int
    agreed: int
    percent: DecimalText | None
    kappa: DecimalText | None
    table: list[Cell]
    edits: int
    same_edits: int


class Dispute(Output):
    """A claim that two reviewers did not decide alike, or edited differently."""

    claim: ClaimId
    reviewers: list[str]
    decisions: list[str]


class AgreementAnswer(Output):
    """How far those agree who decided about the same claims without seeing each other's decision."""

    overall: PairAgreement
    pairs: list[PairAgreement]
    disputed: list[Dispute]
