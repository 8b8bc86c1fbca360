"""Column types: how a core value is written so that it reads back equal and sorts right.

* Times are text of one fixed width in UTC, so that text order is time order; a naive time is refused.
* Decimals are plain decimal text: nothing is rounded. Where a range is asked for, a table keeps a ``REAL``
  companion beside the text (``value_number``); the companion orders and filters, the text is the value.
* JSON is orjson's, as text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


def time_text(moment: datetime) -> str:
    """``2026-03-22T08:00:00.000000Z``; raises ``ValueError`` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time with microseconds, as sortable text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else time_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal as plain text without exponent."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> str | None:
        return None if value is None else format(Decimal(value), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Json(TypeDecorator[Any]):
    """A JSON value; keys keep their order. Null is SQL NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)
