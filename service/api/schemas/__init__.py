"""The shapes on the wire, as OpenAPI documents them and as the tests hold every response to them.

Output schemas have no defaults: a field that may be absent in meaning is present and null. Unknown fields are refused,
so a response that grows a field without its schema fails the tests. Decimals are strings, times ISO 8601 in UTC.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

DecimalText = Annotated[
    str, Field(pattern=r"^-?\d+(\.\d+)?$", description="An exact decimal number, written without an exponent.")
]
Time = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", description="ISO 8601, UTC.")]


class Output(BaseModel):
    """What the service says."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Input(BaseModel):
    """What the service is told. Unknown fields are refused: a misspelt one would be ignored in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(Output):
    """Days, both inclusive, UTC."""

    start: date
    end: date


class FieldError(BaseModel):
    """What is wrong where."""

    pointer: str | None = Field(None, description="JSON pointer into the body.")
    parameter: str | None = None
    header: str | None = None
    detail: str


class Problem(BaseModel):
    """An error (RFC 9457). `type` is stable and is the address of a page that explains it."""

    type: str = Field(examples=["/problems/unknown-parameter"])
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = Field(None, description="`X-Request-ID` of the answer; the service's log has it too.")
    errors: list[FieldError] | None = None
    allowed: list[str] | None = None
