"""Calendar arithmetic: weeks from Monday, whole months, and the year that a date lacks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.periods import calendar
from extractors.types import Period

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


@given(DAYS)
def test_a_week_runs_monday_to_sunday_and_holds_its_day(day: date) -> None:
    week = calendar.week_of(day)
    assert (week.start.isoweekday(), week.end.isoweekday()) == (1, 7)
    assert week.start <= day <= week.end


@given(DAYS)
def test_last_week_was_over_and_is_the_latest_such(day: date) -> None:
    week = calendar.last_complete_week(day)
    assert week.end < day <= week.end + timedelta(days=7)


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "half", "year"]), st.integers(-30, 30))
def test_moving_there_and_back(day: date, grain: calendar.Grain, steps: int) -> None:
    unit = calendar.unit_of(day, grain)
    assert unit is not None
    assert calendar.grain_of(unit) == grain
    moved = calendar.move(unit, steps)
    assert moved is not None
    assert calendar.move(moved, -steps) == unit


@given(DAYS)
def test_the_previous_period_ends_the_day_before(day: date) -> None:
    for grain in ("week", "month", "quarter", "half", "year"):
        unit = calendar.unit_of(day, grain)
        assert unit is not None
        before = calendar.previous(unit)
        assert before is not None
        assert before.end + timedelta(days=1) == unit.start


@pytest.mark.parametrize(
    ("month", "day", "published", "behind", "ahead"),
    [
        (3, 15, date(2026, 3, 23), date(2026, 3, 15), date(2027, 3, 15)),
        (12, 1, date(2026, 3, 23), date(2025, 12, 1), date(2026, 12, 1)),
        (3, 24, date(2026, 3, 23), date(2026, 3, 24), date(2027, 3, 24)),  # tomorrow in another zone
        (3, 25, date(2026, 3, 23), date(2025, 3, 25), date(2026, 3, 25)),
        (1, 1, date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
        (2, 29, date(2026, 3, 1), date(2024, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_date_without_a_year(month: int, day: int, published: date, behind: date, ahead: date) -> None:
    assert calendar.closest_year(month, day, published) == behind
    assert calendar.closest_year(month, day, published, ahead=True) == ahead


def test_a_year_before() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    week = Period(date(2026, 6, 15), date(2026, 6, 21))
    leap = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert calendar.years_before(june) == Period(date(2025, 6, 1), date(2025, 6, 30))
    assert calendar.years_before(week) == Period(date(2025, 6, 16), date(2025, 6, 22))
    assert calendar.years_before(leap) == Period(date(2023, 2, 1), date(2023, 2, 28))


def test_the_ends_of_the_calendar_are_null() -> None:
    assert calendar.move(calendar.week_of(date.min), -1) is None
    assert calendar.move(calendar.week_of(date(9999, 12, 1)), 9) is None
    assert calendar.unit_of(date(9999, 12, 31), "year", 1) is None
    assert calendar.months(1, 0) is None
    assert calendar.week_of(date.max).end == date.max
    assert calendar.last_complete_week(date.min).start == date.min
