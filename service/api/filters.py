"""Query parameters of the lists, as models: their names here are their names on the wire.

What is asked for is :mod:`service.questions`; here are pages, orders and parts of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from db.queries.articles import ArticleFilter
from db.queries.claim_order import NEWEST, Sort
from service.api.conventions.pagination import DEFAULT_LIMIT, MAX_LIMIT
from service.api.schemas.claim import Claim
from service.questions import ClaimFilters, DayOrTime, DiscrepancyFilters, Word, Words, beginning, ending
from service.rows import search_words

FacetName = Literal[
    "kind",
    "measure",
    "subject",
    "object",
    "modality",
    "platform",
    "verdict",
    "reading",
    "source",
    "language",
    "review",
    "week",
]


def _split(given: object) -> object:
    """`a,b` as well as `a` and `b` given apart."""
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return [part.strip() for one in given for part in one.split(",")]
    return given


def _names(allowed: Iterable[str]) -> Any:
    known = list(allowed)

    def check(names: list[str]) -> list[str]:
        if unknown := sorted(set(names) - set(known)):
            raise PydanticCustomError(
                "unknown_name",
                "there is no {unknown} here; there are {known}",
                {"unknown": ", ".join(unknown), "known": ", ".join(known)},
            )
        return names

    schema = WithJsonSchema({"type": "array", "items": {"type": "string", "enum": known}, "maxItems": 50})
    return Annotated[list[str], Field(max_length=50), AfterValidator(check), BeforeValidator(_split), schema]


EXPANSIONS = ("readings", "discrepancies")
if TYPE_CHECKING:
    ClaimNames: TypeAlias = list[str]
    Expansions: TypeAlias = list[str]
else:
    ClaimNames = _names(Claim.model_fields)
    Expansions = _names(EXPANSIONS)


class PageQuery(BaseModel):
    """What every list takes."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Rows on a page.")
    cursor: str | None = Field(None, max_length=400, description="`next_cursor` of the page before.")


class OrderedClaims(ClaimFilters):
    """Claims in an order: the list, and its exports."""

    sort: Sort = Field(
        NEWEST,
        description=(
            "The order: by publication, by arrival (`seen`), by period or by value; `-` is downward. Claims without a "
            "period or a value are not in a list ordered by it. `value` needs one `kind`."
        ),
        examples=["-period"],
    )

    @model_validator(mode="after")
    def _orderable(self) -> Self:
        if self.sort.endswith("value") and len(self.kind) != 1 and self.saved is None:
            raise PydanticCustomError("one_kind", "an order by value needs one kind")
        return self


class ClaimQuery(OrderedClaims, PageQuery):
    """The list of claims: which, in what order, and how much of each."""

    fields: ClaimNames = Field([], description="Only these fields of each claim, comma-separated.", examples=["id"])
    expand: Expansions = Field(
        [],
        description="Add to each claim: every reading of its newest verdict, its unresolved discrepancies.",
        examples=["readings"],
    )


class FacetQuery(ClaimFilters):
    """Counts of claims by the values of fields."""

    by: list[FacetName] = Field(
        [], description="Which fields to count by; all of the usual ones if none is given.", examples=[["verdict"]]
    )
    top: int = Field(20, ge=1, le=200, description="So many values of each field, the most frequent first.")


class ArticleQuery(PageQuery):
    """Filters of the list of articles."""

    source: Words = Field([], description="Where the article came from.", examples=[["samples"]])
    language: Words = Field([], description="The article's language.", examples=[["en"]])
    cluster: Word | None = Field(
        None, description="The `cluster` of an article: it, its near copies and its story's translations."
    )
    q: Word | None = Field(None, description="Words in the headline or text, in any language.", examples=["OpenRouter"])
    published_from: DayOrTime | None = Field(
        None, description="Published at this time or later.", examples=["2026-03-01"]
    )
    published_to: DayOrTime | None = Field(None, description="Published before this time; a day counts to its end.")

    def filter(self) -> ArticleFilter:
        return ArticleFilter(
            source=tuple(self.source),
            language=tuple(self.language),
            cluster=self.cluster,
            text=None if self.q is None else search_words(self.q),
            published_from=beginning(self.published_from),
            published_to=ending(self.published_to),
        )


class DiscrepancyQuery(DiscrepancyFilters, PageQuery):
    """The list of discrepancies."""
