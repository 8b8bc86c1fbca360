"""A cursor leads back to its position, and only within the query that made it."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries.pages import After
from service.api.conventions.pagination import decode, encode
from service.api.conventions.problem_types import BadCursor

AT = datetime(2026, 4, 6, 8, 0, 0, 1, tzinfo=UTC)
QUERY = "/v1/claims?kind=level"
moments = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000)


@given(moments, st.integers(0, 2**63 - 1), st.text(max_size=50))
def test_round_trip(at: datetime, row_id: int, query: str) -> None:
    assert decode(encode(After(at, row_id), query), query) == After(at, row_id)


@given(st.data())
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    cursor = encode(After(AT, 7), QUERY)
    at = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(
        st.sampled_from(string.ascii_letters + string.digits + "-_").filter(lambda one: one != cursor[at])
    )
    with pytest.raises(BadCursor):
        decode(cursor[:at] + other + cursor[at + 1 :], QUERY)


@given(st.text(max_size=120))
def test_no_text_is_anything_but_a_bad_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        decode(text, QUERY)


@pytest.mark.parametrize("cut", [0, 1, 4, -4, -1])
def test_a_cut_cursor_is_noticed(cut: int) -> None:
    with pytest.raises(BadCursor):
        decode(encode(After(AT, 7), QUERY)[:cut], QUERY)


def test_a_cursor_belongs_to_its_filters() -> None:
    with pytest.raises(BadCursor):
        decode(encode(After(AT, 7), QUERY), "/v1/claims?kind=share")


def test_a_row_number_no_store_could_have_is_refused() -> None:
    with pytest.raises(BadCursor):
        decode(encode(After(AT, 2**63), QUERY), QUERY)
