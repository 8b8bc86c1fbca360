"""What is asked of the publisher, and which days of its answers are good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reference.datasets.openrouter_rankings import EARLIEST, WINDOW_DAYS, queries, read
from service.reference.protocol import Frame, Publication, RawRow

AS_OF = datetime(2026, 3, 20, 2, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (16, 17, 18))
GOOD = [("a/one", "300"), ("b/two", "200"), ("other", "100")]


def rows(days: Mapping[date, Iterable[tuple[Any, Any]]]) -> list[RawRow]:
    flat = [(day, series, tokens) for day, listed in days.items() for series, tokens in listed]
    return [
        RawRow(f"line {at}", {"date": day.isoformat(), "model_permaslug": series, "total_tokens": tokens})
        for at, (day, series, tokens) in enumerate(flat, start=2)
    ]


def published(days: Mapping[date, Iterable[tuple[Any, Any]]], **frame: Any) -> Publication:
    return read(rows(days), Frame(AS_OF, **{"published_order": True, **frame}))


def told(publication: Publication) -> set[tuple[date | None, str, bool]]:
    return {
        (problem.day, problem.reason, problem.used) for problem in publication.problems if problem.reason != "few_rows"
    }


def test_good_days_are_whole_days_of_integers() -> None:
    publication = published({MONDAY: GOOD, TUESDAY: GOOD})
    assert publication.days == {day: {"a/one": 300, "b/two": 200, "other": 100} for day in (MONDAY, TUESDAY)}
    assert (publication.start, publication.end, publication.as_of) == (MONDAY, TUESDAY, AS_OF)
    assert told(publication) == set()


BAD: dict[str, list[tuple[Any, Any]]] = {
    "malformed_tokens": [("a/one", "3e2"), ("b/two", "200"), ("other", "100")],
    "malformed_row": [(None, "300"), ("b/two", "200")],
    "duplicate_series": [("a/one", "300"), ("a/one", "300"), ("other", "100")],
    "wrong_order": [("b/two", "200"), ("a/one", "300"), ("other", "100")],
    "too_many_rows": [(f"a/{number}", str(1000 - number)) for number in range(52)],
    "no_named_rows": [("other", "100")],
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_day_is_left_out_whole_and_the_others_are_used(reason: str) -> None:
    publication = published({MONDAY: GOOD, TUESDAY: BAD[reason], WEDNESDAY: GOOD})
    assert set(publication.days) == {MONDAY, WEDNESDAY}
    assert told(publication) == {(TUESDAY, reason, False)}


@pytest.mark.parametrize("tokens", ["-5", "1.5", "", "٣", "1_000", None, True, {"n": 1}])
def test_tokens_are_a_whole_number_or_bad(tokens: Any) -> None:
    publication = published({MONDAY: [("a/one", tokens)]})
    assert told(publication) == {(MONDAY, "malformed_tokens", False)}


def test_other_stands_last_where_the_publisher_ordered_the_rows() -> None:
    shuffled = [GOOD[2], GOOD[1], GOOD[0]]
    assert told(published({MONDAY: shuffled})) == {(MONDAY, "wrong_order", False)}
    assert published({MONDAY: shuffled}, published_order=False).days[MONDAY]["other"] == 100


def test_ties_may_stand_in_any_order() -> None:
    assert told(published({MONDAY: [("b/two", "5"), ("a/one", "5"), ("c/three", "5")]})) == set()


def test_a_row_without_a_day_spoils_no_day() -> None:
    bad = RawRow("line 9", {"date": "16/03/2026", "model_permaslug": "a/one", "total_tokens": "1"})
    publication = read([*rows({MONDAY: GOOD}), bad], Frame(AS_OF))
    assert set(publication.days) == {MONDAY}
    assert (None, "malformed_date", False) in told(publication)
    assert "line 9" in next(problem.detail for problem in publication.problems if problem.reason == "malformed_date")


def test_missing_days_are_named() -> None:
    publication = published({MONDAY: GOOD, WEDNESDAY: GOOD}, start=date(2026, 3, 15), end=date(2026, 3, 19))
    missing = {problem.day for problem in publication.problems if problem.reason == "missing_day"}
    assert missing == {date(2026, 3, 15), TUESDAY, date(2026, 3, 19)}
    assert set(publication.days) == {MONDAY, WEDNESDAY}


def test_a_day_that_was_not_over_is_not_used() -> None:
    publication = published({date(2026, 3, 19): GOOD, date(2026, 3, 20): GOOD})
    assert set(publication.days) == {date(2026, 3, 19)}
    assert told(publication) == {(date(2026, 3, 20), "incomplete_day", False)}


def test_a_day_that_was_not_asked_for_is_not_used() -> None:
    publication = published({MONDAY: GOOD, TUESDAY: GOOD}, start=TUESDAY, end=TUESDAY)
    assert set(publication.days) == {TUESDAY}


@pytest.mark.parametrize(
    ("times", "good"),
    [(1, True), (3, True), (4, False), (10, False), (Fraction(1, 3), True), (Fraction(1, 4), False), (0, False)],
)
def test_a_day_with_a_wrong_sum_is_not_used(times: Fraction | int, good: bool) -> None:
    """A number that slipped, or rows that are missing, show beside the days around."""
    days: dict[date, Iterable[tuple[Any, Any]]] = {
        MONDAY + timedelta(days=day): [("a/one", "1200"), ("other", "1200")] for day in range(-8, 0)
    }
    days[MONDAY] = [("a/one", str(int(1200 * times))), ("other", str(int(1200 * times)))]
    publication = published(days)
    assert (MONDAY in publication.days) is good
    assert told(publication) == (set() if good else {(MONDAY, "wrong_sum", False)})
    assert len(publication.days) == 8 + good


def test_a_few_days_say_nothing_about_what_is_usual() -> None:
    days = {MONDAY: [("a/one", "100")], TUESDAY: [("a/one", "1")], WEDNESDAY: [("a/one", "1")]}
    assert len(published(days).days) == 3


def test_a_rest_beside_few_models_is_used_and_told() -> None:
    publication = published({MONDAY: GOOD})
    assert [(problem.reason, problem.used) for problem in publication.problems] == [("few_rows", True)]
    assert set(publication.days) == {MONDAY}


ANYTHING = st.one_of(
    st.none(), st.integers(), st.text(max_size=4), st.sampled_from(["2026-03-16", "other", "a/b", "7"])
)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(("date", "model_permaslug", "total_tokens"), ANYTHING))


@given(st.lists(FIELDS, max_size=12), st.booleans())
def test_whatever_comes_each_row_is_used_or_told(fields: list[dict[str, Any]], ordered: bool) -> None:
    raw = [RawRow(f"line {at}", row) for at, row in enumerate(fields)]
    publication = read(raw, Frame(AS_OF, published_order=ordered))
    spoiled = {problem.day for problem in publication.problems if not problem.used}
    assert not spoiled & set(publication.days)
    used = sum(len(values) for values in publication.days.values())
    assert used == len(raw) or spoiled


@pytest.mark.parametrize(
    ("start", "end", "windows"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), 1),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
        (date(2020, 1, 1), date(2024, 12, 31), 0),
        (EARLIEST, EARLIEST + timedelta(days=WINDOW_DAYS - 1), 1),
        (EARLIEST, EARLIEST + timedelta(days=WINDOW_DAYS), 2),
        (date(2020, 1, 1), date(2026, 11, 1), 2),
    ],
)
def test_a_range_is_asked_for_in_windows_the_publisher_allows(start: date, end: date, windows: int) -> None:
    asked = queries(start, end)
    assert len(asked) == windows
    assert all((query.end - query.start).days < WINDOW_DAYS for query in asked)
    assert all(later.start - earlier.end == timedelta(days=1) for earlier, later in pairwise(asked))
    if asked:
        assert asked[0].start == max(start, EARLIEST)
        assert asked[-1].end == end
        assert asked[0].params == {"start_date": asked[0].start.isoformat(), "end_date": asked[0].end.isoformat()}
