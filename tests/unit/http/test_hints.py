"""What a response says about coming back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.hints import LONGEST, fresh_for, retry_after

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 26 Mar 2026 12:02:00 GMT", 120),
        ("Thu, 26 Mar 2026 20:02:00 +0800", 120),
        ("Thu, 26 Mar 2026 11:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("99999999999999999999", LONGEST.total_seconds()),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    found = retry_after(value, NOW)
    assert (None if found is None else found.total_seconds()) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE=600, must-revalidate"}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "s-maxage=900, max-age=60"}, 60),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=x"}, None),
        ({"expires": "Thu, 26 Mar 2026 13:00:00 GMT"}, 3600),
        ({"expires": "Thu, 26 Mar 2026 13:00:00 GMT", "date": "Thu, 26 Mar 2026 12:30:00 GMT"}, 1800),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"cache-control": "max-age=60", "expires": "Thu, 26 Mar 2026 13:00:00 GMT"}, 60),
        ({}, None),
    ],
)
def test_freshness(headers: dict[str, str], seconds: float | None) -> None:
    found = fresh_for(headers, NOW)
    assert (None if found is None else found.total_seconds()) == seconds


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_header_gives_a_bounded_wait_or_none(control: str, expires: str, age: str) -> None:
    for found in (
        fresh_for({"cache-control": control, "expires": expires, "age": age}, NOW),
        retry_after(expires, NOW),
    ):
        assert found is None or timedelta() <= found <= LONGEST
