"""Saved filters on the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from service.api.schemas import Input, Output, Time

FilterName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Noun = Literal["claims", "discrepancies"]


class FilterDefinition(Input):
    """A question to one of the lists: its parameters by name, lists where the list takes several."""

    noun: Noun
    description: Annotated[str, Field(max_length=500)] = ""
    parameters: dict[str, Any] = Field(examples=[{"subject": ["country:CN"], "verdict": ["refuted", "conflicting"]}])


class SavedFilter(Output):
    """A question with a name, and where its answers are."""

    name: FilterName
    noun: Noun
    description: str
    parameters: dict[str, Any]
    links: dict[str, str] = Field(description="The list, for claims the counts, the exports, the feeds and the stream.")
    created_at: Time
    updated_at: Time


class SavedFilterList(Output):
    """Every saved filter, by name."""

    items: list[SavedFilter]
