"""Which claims, which discrepancies: a question as people ask it, by names that are its names on the wire.

The lists of the API, saved filters, exports and subscriptions all ask in these words. A parameter that may repeat means
"any of these"; different parameters must all hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from db.queries.claims import ClaimFilter
from db.queries.discrepancies import DiscrepancyFilter
from extractors.types import Kind, Modality
from service.reconcile.types import DiscrepancyKind, Label, Severity
from service.reviews.types import State
from service.rows import search_words

Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words: TypeAlias = Annotated[list[Word], Field(max_length=50)]

Count: TypeAlias = Annotated[int, Field(ge=0, lt=2**31)]
Counts: TypeAlias = Annotated[list[Count], Field(max_length=50)]


def _in_range(moment: datetime) -> datetime:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("this time does not exist in UTC") from None
    return moment


Moment: TypeAlias = Annotated[AwareDatetime, AfterValidator(_in_range)]
"""A time with its zone, as somebody sends it."""
Finite: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
DayOrTime: TypeAlias = Moment | date


class ClaimFilters(BaseModel):
    """Which claims: filters of the list, its counts and its exports."""

    kind: list[Kind] = Field([], description="Kind of claim.", examples=[["level", "share"]])
    subject: Words = Field([], description="Who is measured.", examples=[["country:CN"]])
    object: Words = Field([], description="The other side of a comparison, ratio, streak or share.")
    measure: Words = Field([], description="What is measured.", examples=[["token_usage"]])
    modality: list[Modality] = Field([], description="Observed or forecast.")
    platform: Words = Field([], description="Whose figure it is said to be.", examples=[["openrouter"]])
    verdict: list[Label] = Field([], description="The newest verdict's label.", examples=[["conflicting"]])
    reading: Words = Field(
        [],
        description="The selection of the reading that decided the newest verdict: `all`, `named`, `top9` …",
        examples=[["top9"]],
    )
    discrepancy: list[DiscrepancyKind] = Field([], description="Claims with an unresolved discrepancy of this type.")
    source: Words = Field([], description="Where the article came from.", examples=[["samples"]])
    language: Words = Field([], description="The article's language.", examples=[["zh"]])
    review: list[State] = Field(
        [],
        description="What reviewers made of the claim. Rejected claims are left out unless they are asked for.",
        examples=[["unreviewed"]],
    )
    article: Word | None = Field(None, description="The id of one article.")
    group: Word | None = Field(None, description="The key of one claim group: the same claim in several articles.")
    cluster: Word | None = Field(
        None, description="The `cluster` of an article: claims of it, its near copies and its story's translations."
    )
    relation: Words = Field([], description="What a comparison says: `above`, `grows` …", examples=[["above"]])
    unit: Words = Field([], description="The unit of the value.", examples=[["token"]])
    per: Words = Field([], description="The window or rate of a level.", examples=[["week"]])
    modifier: Words = Field([], description="How the number was hedged.", examples=[["about", "more_than"]])
    scope: Words = Field([], description="`listed` where the sentence limits itself to the leaderboard.")
    price_of: Words = Field([], description="What a price is for: `input`, `output`, `cached`.")
    attribution: Words = Field([], description="The source that the sentence names.", examples=[["OpenRouter"]])
    period_basis: Words = Field([], description="How the text gave the period.", examples=[["explicit"]])
    of: Counts = Field([], description="How many places a rank is taken of: `9` in “four of the top nine”.")
    scope_n: Counts = Field([], description="How many models the leaderboard has that the sentence limits itself to.")
    confidence_from: Finite | None = Field(None, ge=0, le=1, description="The extractor was this sure, or more.")
    confidence_to: Finite | None = Field(None, ge=0, le=1, description="The extractor was this sure at most.")
    value_from: Finite | None = Field(None, description="The stated number is this or more; needs one `kind`.")
    value_to: Finite | None = Field(None, description="The stated number is this or less; needs one `kind`.")
    rule: Word | None = Field(None, description="Words of the names of the rules that made the claim.")
    q: Word | None = Field(
        None,
        description='Words in the headline or near the claim, in any language; "quoted words" in that order.',
        examples=["OpenRouter"],
    )
    period_from: date | None = Field(
        None, description="Claims whose period ends on this day or later.", examples=["2026-03-30"]
    )
    period_to: date | None = Field(
        None, description="Claims whose period starts on this day or earlier.", examples=["2026-04-05"]
    )
    base_period_from: date | None = Field(
        None, description="Claims that compare with a period which ends on this day or later."
    )
    base_period_to: date | None = Field(
        None, description="Claims that compare with a period which starts on this day or earlier."
    )
    published_from: DayOrTime | None = Field(
        None,
        description="Articles published at this time or later; a day counts from its start.",
        examples=["2026-03-01"],
    )
    published_to: DayOrTime | None = Field(
        None, description="Articles published before this time; a day counts to its end.", examples=["2026-04-30"]
    )
    withdrawn: bool = Field(False, description="Include claims that a later version of their article dropped.")
    saved: Word | None = Field(
        None, description="The name of a saved filter; parameters that it fixes cannot be given beside it."
    )

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        ranged = self.value_from is not None or self.value_to is not None
        if ranged and len(self.kind) != 1 and self.saved is None:
            raise PydanticCustomError("one_kind", "a range of values needs one kind")
        return self

    def filter(self) -> ClaimFilter:
        return ClaimFilter(
            relation=tuple(self.relation),
            unit=tuple(self.unit),
            per=tuple(self.per),
            modifier=tuple(self.modifier),
            scope=tuple(self.scope),
            price_of=tuple(self.price_of),
            attribution=tuple(self.attribution),
            period_basis=tuple(self.period_basis),
            of=tuple(self.of),
            scope_n=tuple(self.scope_n),
            confidence_from=self.confidence_from,
            confidence_to=self.confidence_to,
            value_from=self.value_from,
            value_to=self.value_to,
            kind=tuple(self.kind),
            subject=tuple(self.subject),
            object=tuple(self.object),
            measure=tuple(self.measure),
            modality=tuple(self.modality),
            platform=tuple(self.platform),
            label=tuple(self.verdict),
            selection=tuple(self.reading),
            source=tuple(self.source),
            language=tuple(self.language),
            review=tuple(self.review),
            rule=self.rule,
            text=None if self.q is None else search_words(self.q),
            period_from=self.period_from,
            period_to=self.period_to,
            base_period_from=self.base_period_from,
            base_period_to=self.base_period_to,
            published_from=beginning(self.published_from),
            published_to=ending(self.published_to),
            discrepancy=tuple(self.discrepancy),
            article=self.article,
            group=self.group,
            cluster=self.cluster,
            withdrawn=self.withdrawn,
        )


class DiscrepancyFilters(BaseModel):
    """Which discrepancies."""

    type: list[DiscrepancyKind] = Field([], description="What does not agree.", examples=[["conflicting", "refuted"]])
    subject: Words = Field([], description="Who is measured.", examples=[["country:CN"]])
    measure: Words = Field([], description="What is measured.")
    severity: list[Severity] = Field([], description="How far the two sides are apart.", examples=[["critical"]])
    resolved: bool | None = Field(None, description="Only resolved ones, or only those that stand.", examples=[False])
    explained: bool | None = Field(None, description="Only those that somebody explained, or only the others.")
    claim: Word | None = Field(None, description="The id of a claim.")
    article: Word | None = Field(None, description="The id of an article.")
    opened_from: DayOrTime | None = Field(None, description="Opened at this time or later.")
    opened_to: DayOrTime | None = Field(None, description="Opened before this time; a day counts to its end.")
    saved: Word | None = Field(
        None, description="The name of a saved filter; parameters that it fixes cannot be given beside it."
    )

    def filter(self) -> DiscrepancyFilter:
        return DiscrepancyFilter(
            type=tuple(self.type),
            subject=tuple(self.subject),
            measure=tuple(self.measure),
            severity=tuple(self.severity),
            resolved=self.resolved,
            explained=self.explained,
            claim=self.claim,
            article=self.article,
            opened_from=beginning(self.opened_from),
            opened_to=ending(self.opened_to),
        )


NOUNS: Mapping[str, type[ClaimFilters | DiscrepancyFilters]] = {
    "claims": ClaimFilters,
    "discrepancies": DiscrepancyFilters,
}
"""What can be asked for, by name."""


def beginning(moment: datetime | date | None) -> datetime | None:
    """A time as it is; a day as its first moment, UTC."""
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, UTC)


def ending(moment: datetime | date | None) -> datetime | None:
    """A time as it is; a day as the first moment after it, UTC (the last day there is has none)."""
    if moment is None or isinstance(moment, datetime):
        return moment
    if moment == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(moment + timedelta(days=1), time.min, UTC)
