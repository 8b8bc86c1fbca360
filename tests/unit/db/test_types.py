"""What is written reads back equal, and text order is value order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from db.types import DecimalText, Json, UtcTime, time_text

DIALECT = sqlite.dialect()
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001


@given(TIMES, TIMES)
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    texts = time_text(one), time_text(other)
    assert (texts[0] < texts[1]) == (one < other)
    assert (texts[0] == texts[1]) == (one == other)


@given(TIMES)
def test_a_time_reads_back_as_utc(moment: datetime) -> None:
    read = UtcTime().process_result_value(UtcTime().process_bind_param(moment, DIALECT), DIALECT)
    assert read == moment
    assert read is not None
    assert read.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        time_text(datetime(2026, 3, 22, 8, tzinfo=UTC).replace(tzinfo=None))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**24), max_value=10**24, places=6))
def test_a_decimal_is_never_rounded(number: Decimal) -> None:
    text = DecimalText().process_bind_param(number, DIALECT)
    assert text is not None
    assert "E" not in text
    assert DecimalText().process_result_value(text, DIALECT) == number


def test_a_large_exponent_is_written_out() -> None:
    assert DecimalText().process_bind_param(Decimal("4.690E+12"), DIALECT) == "4690000000000"


def test_json_keeps_order_and_chinese() -> None:
    value = {"b": ["中国", None], "a": {"deep": 1}}
    text = Json().process_bind_param(value, DIALECT)
    assert text == '{"b":["中国",null],"a":{"deep":1}}'
    assert Json().process_result_value(text, DIALECT) == value
    assert Json().process_bind_param(None, DIALECT) is None
