"""OpenRouter's list of models: what each one is called, when it was released and what it costs, as it is listed now.

From the publisher's documentation: ``GET /api/v1/models`` needs no key and gives, for each model on offer, its
``canonical_slug``, ``name``, ``created`` (seconds since 1970) and ``pricing`` in US dollars per token, as strings;
``-1`` is a price that varies. Retired models are not listed, so only what was kept can say what they cost. A day
stands for the list as it was then, and holds until the next day that differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TypeVar

from service.reconcile.prices import openrouter_models, per_million, series
from service.reconcile.types import Listed
from service.reference.protocol import Dataset, Frame, Problem, Publication, Query, RawRow

ID = "openrouter-models"
PATH = "/api/v1/models"
_PRICES = {"input": "prompt", "output": "completion", "cached": "input_cache_read"}
_FREE = ":free"
T = TypeVar("T")


def queries(start: date, end: date) -> tuple[Query, ...]:
    """The one call there is: the list says how things are on the last of the days."""
    return (Query(PATH, {}, end, end),)


def read(rows: Iterable[RawRow], frame: Frame) -> Publication:
    """The list as one day. What cannot be read of a model's record is told and left out; the rest is used."""
    day = frame.as_of.date()
    prices: dict[str, Decimal] = {}
    problems: list[Problem] = []
    listed: dict[str, Listed] = {}
    no_prices: dict[str, Decimal] = {}

    def told(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except ValueError as error:
            problems.append(Problem(day, "malformed_model", str(error), used=True))
            return otherwise

    for row in rows:
        if slug := told(partial(_slug, row), ""):
            listed[slug] = Listed(_name(row), told(partial(_released, row, slug), None))
            prices |= told(partial(_prices, row, slug), no_prices)
    if not prices:
        problems.append(Problem(day, "no_prices", "no model with a price is listed"))
    days = {day: prices} if prices else {}
    return Publication(ID, frame.as_of, day, day, days, tuple(problems), lasting=True, listed=listed or None)


def _slug(row: RawRow) -> str:
    """A model's key. Its free variant is a model of its own, named as the usage rows name it."""
    slug, address = row.fields.get("canonical_slug"), row.fields.get("id")
    if not isinstance(slug, str) or not slug:
        raise ValueError(f"{row.where}: canonical_slug is {slug!r}")
    if isinstance(address, str) and address.endswith(_FREE) and not slug.endswith(_FREE):
        slug += _FREE
    return slug


def _name(row: RawRow) -> str | None:
    name = row.fields.get("name")
    return name.strip() or None if isinstance(name, str) else None


def _released(row: RawRow, slug: str) -> date | None:
    """The UTC day of ``created``; null where the record has none."""
    created = row.fields.get("created")
    if created is None:
        return None
    try:
        return datetime.fromtimestamp(int(created), UTC).date()
    except (TypeError, ValueError, OverflowError, OSError):
        raise ValueError(f"{row.where}: {slug}: created {created!r} is not a time in seconds") from None


def _prices(row: RawRow, slug: str) -> dict[str, Decimal]:
    """A model's prices by series."""
    pricing = row.fields.get("pricing")
    if not isinstance(pricing, Mapping):
        raise ValueError(f"{row.where}: {slug}: pricing is {pricing!r}")
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
