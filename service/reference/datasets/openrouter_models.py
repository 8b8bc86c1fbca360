"""OpenRouter's list of models: what each one costs, as it is listed now.

From the publisher's documentation: ``GET /api/v1/models`` needs no key and gives, for each model on offer, its
``canonical_slug`` and ``pricing`` in US dollars per token, as strings; ``-1`` is a price that varies. Retired models
are not listed, so only what was kept can say what they cost. A day stands for the list as it was then, and holds
until the next day that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from service.reconcile.prices import openrouter_models, per_million, series
from service.reference.protocol import Dataset, Frame, Problem, Publication, Query, RawRow

ID = "openrouter-models"
PATH = "/api/v1/models"
_PRICES = {"input": "prompt", "output": "completion", "cached": "input_cache_read"}
_FREE = ":free"


def queries(start: date, end: date) -> tuple[Query, ...]:
    """The one call there is: the list says how things are on the last of the days."""
    return (Query(PATH, {}, end, end),)


def read(rows: Iterable[RawRow], frame: Frame) -> Publication:
    """The list as one day. A model whose record cannot be read is told and left out; the others are used."""
    day = frame.as_of.date()
    prices: dict[str, Decimal] = {}
    problems: list[Problem] = []
    for row in rows:
        try:
            prices |= _prices(row)
        except ValueError as error:
            problems.append(Problem(day, "malformed_model", str(error), used=True))
    if not prices:
        problems.append(Problem(day, "no_prices", "no model with a price is listed"))
    days = {day: prices} if prices else {}
    return Publication(ID, frame.as_of, day, day, days, tuple(problems), lasting=True)


def _prices(row: RawRow) -> dict[str, Decimal]:
    """A model's prices by series. Its free variant is a model of its own, named as the usage rows name it."""
    slug, name, pricing = (row.fields.get(key) for key in ("canonical_slug", "id", "pricing"))
    if not isinstance(slug, str) or not slug:
        raise ValueError(f"{row.where}: canonical_slug is {slug!r}")
    if not isinstance(pricing, Mapping):
        raise ValueError(f"{row.where}: {slug}: pricing is {pricing!r}")
    if isinstance(name, str) and name.endswith(_FREE) and not slug.endswith(_FREE):
        slug += _FREE
    found = {}
    for aspect, key in _PRICES.items():
        raw = pricing.get(key)
        if raw is None:
            continue
        try:
            price = per_million(str(raw))
        except InvalidOperation:
            raise ValueError(f"{row.where}: {slug}: {key} {raw!r} is not a number") from None
        if price is not None and price.is_finite():
            found[series(slug, aspect)] = price.normalize()
    return found


DATASET = Dataset(
    id=ID,
    citation="Source: OpenRouter (openrouter.ai/models).",
    spec=openrouter_models,
    columns=("canonical_slug", "pricing"),
    read=read,
    queries=queries,
    live=True,
    needs_key=False,
)
