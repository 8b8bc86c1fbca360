"""The models that a platform lists, on the wire."""

from __future__ import annotations

from datetime import date

from service.api.schemas import DecimalText, Output, Time
from service.api.schemas.claim import Reference


class Prices(Output):
    """What a model's tokens cost, in the list's unit; null for a price that is not listed or varies."""

    input: DecimalText | None
    output: DecimalText | None
    cached: DecimalText | None


class Model(Output):
    """One model: what it is called, since when it exists, what it costs.

    `as_of` is the vintage since which the list names it so. A model that is not `listed` any more keeps its name and
    has no prices; what they were is known at an earlier `as_of`.
    """

    model: str
    name: str | None
    released: date | None
    listed: bool
    prices: Prices
    as_of: Time


class ModelPage(Output):
    """Models by their slug, and which vintage of the list they are from."""

    reference: Reference
    unit: str
    items: list[Model]
    next_cursor: str | None
