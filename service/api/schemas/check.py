"""What ``POST /v1/check`` takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.api.schemas import Input, Output, Time
from service.api.schemas.claim import CheckedClaim, Consistency
from service.questions import Moment

MAX_TEXT = 200_000
MAX_TITLE = 2_000


class CheckText(Input):
    """A text to check. What is not given is worked out from the text, or stays unknown."""

    title: Annotated[str, Field(max_length=MAX_TITLE, description="Headline; read like the text.")] = ""
    text: Annotated[str, Field(max_length=MAX_TEXT, description="Line breaks separate paragraphs.")]
    url: Annotated[str | None, Field(max_length=2_000, description="Kept for the answer; never fetched.")] = None
    published_at: Annotated[
        Moment | None, Field(description="Publication time with its zone: 'last week' is counted from it.")
    ] = None
    language: Annotated[str | None, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", examples=["en"])] = None


class CheckedArticle(Output):
    """The article as it was read: claims' offsets index its `title` and `text`."""

    title: str
    text: str
    url: str | None
    language: str
    published_at: Time | None
    flags: list[str]


class CheckAnswer(Output):
    """Claims with verdicts, and whether they fit each other. Nothing of it is stored."""

    article: CheckedArticle
    claims: list[CheckedClaim]
    consistency: list[Consistency]
