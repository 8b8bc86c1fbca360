"""Due times: a table of situations, and the laws that hold for all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.schedule import (
    JITTER,
    SLOWER,
    Hints,
    Move,
    Pace,
    address,
    after_failure,
    after_success,
    follow_move,
    retry_entry,
)

NOW = datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PACE = Pace(every=HOUR, slowest=6 * HOUR)

durations = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40))
maybe = st.none() | durations
hints_ = st.builds(Hints, ttl=maybe, fresh_for=maybe, retry_after=maybe)
paces = st.builds(
    Pace,
    every=st.timedeltas(min_value=timedelta(seconds=1), max_value=DAY),
    slowest=st.timedeltas(min_value=timedelta(seconds=1), max_value=DAY),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hints", "least"),
    [
        (Hints(), HOUR),
        (Hints(ttl=timedelta(minutes=5)), HOUR),
        (Hints(ttl=timedelta(minutes=90)), 1.5 * HOUR),
        (Hints(fresh_for=2 * HOUR), 2 * HOUR),
        (Hints(ttl=2 * HOUR, fresh_for=3 * HOUR, retry_after=4 * HOUR), 4 * HOUR),
        (Hints(fresh_for=30 * DAY), DAY),
    ],
)
def test_a_poll_waits_for_its_interval_and_for_what_the_server_asked(hints: Hints, least: timedelta) -> None:
    due = after_success("s", PACE, None, new=1, hints=hints, now=NOW)
    assert least <= due.at - NOW <= min(least * (1 + JITTER), DAY)


def test_the_interval_grows_while_nothing_is_new_and_snaps_back() -> None:
    interval = None
    seen = []
    for new in [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]:
        interval = after_success("s", PACE, interval, new, Hints(), NOW).interval
        seen.append(interval)
    assert seen[0] == HOUR
    assert seen[1] == HOUR * SLOWER
    assert max(seen) == seen[10] == PACE.slowest
    assert seen[11] == HOUR


def test_failures_double_the_wait_up_to_a_day_and_never_end() -> None:
    waits = [after_failure("s", PACE, failures, Hints(), NOW).at - NOW for failures in range(6)]
    for doubled, wait in enumerate(waits[:5]):
        assert HOUR * 2**doubled <= wait <= HOUR * 2**doubled * (1 + JITTER)
    assert waits[5] == DAY
    assert after_failure("s", PACE, 10_000, Hints(), NOW).at - NOW == DAY


def test_the_same_source_at_the_same_time_gets_the_same_jitter_and_others_another() -> None:
    def at(name: str) -> datetime:
        return after_success(name, PACE, None, 0, Hints(), NOW).at

    assert at("a") == at("a")
    assert len({at(f"source-{number}") for number in range(50)}) == 50


@given(paces, maybe, st.integers(0, 50), hints_, moments)
def test_laws_of_success(pace: Pace, interval: timedelta | None, new: int, hints: Hints, now: datetime) -> None:
    due = after_success("s", pace, interval, new, hints, now)
    wait = due.at - now
    assert min(max(pace.every, hints.longest), pace.cap) <= wait <= pace.cap
    assert due.failures == 0
    assert due.interval == pace.every if new else due.interval <= max(pace.slowest, pace.every * SLOWER)


@given(paces, st.integers(0, 10**6), hints_, moments)
def test_laws_of_failure(pace: Pace, failures: int, hints: Hints, now: datetime) -> None:
    due = after_failure("s", pace, failures, hints, now)
    assert min(max(pace.every, hints.longest), pace.cap) <= due.at - now <= pace.cap
    assert due.failures == failures + 1
    later = after_failure("s", pace, failures + 1, hints, now)
    assert later.at >= due.at or later.at - now == pace.cap


@given(st.integers(0, 10**6), hints_)
def test_a_failed_page_is_tried_again_within_a_day(attempts: int, hints: Hints) -> None:
    assert HOUR <= retry_entry(attempts, hints, NOW) - NOW <= DAY


def test_a_permanent_redirect_counts_once_it_has_held_for_a_week() -> None:
    move = follow_move(None, "https://new.example/", NOW)
    assert move == Move("https://new.example/", NOW)
    later = NOW + timedelta(days=6, hours=23)
    assert follow_move(move, "https://new.example/", later) == move
    assert address("https://old.example/", move, later) == "https://old.example/"
    assert address("https://old.example/", move, NOW + timedelta(days=7)) == "https://new.example/"


def test_a_redirect_that_ends_or_turns_starts_anew() -> None:
    move = Move("https://new.example/", NOW)
    assert follow_move(move, None, NOW + DAY) is None
    assert follow_move(move, "https://other.example/", NOW + DAY) == Move("https://other.example/", NOW + DAY)
