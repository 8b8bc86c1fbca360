"""The table of retries, and when an endpoint is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alerts.retries import DELAYS, JITTER, LONGEST_WISH, PATIENCE, Failure, after_failure, spread

NOW = datetime(2026, 4, 10, tzinfo=UTC)
BROKEN = Failure("http_500", status=500)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18_000), (6, 36_000), (7, 50_400), (8, 72_000), (9, 86_400)],
)
def test_each_wait(attempts: int, seconds: int) -> None:
    follows = after_failure("msg_1", attempts, BROKEN, NOW, NOW)
    assert follows.next_try is not None
    assert abs((follows.next_try - NOW).total_seconds() - seconds) <= seconds * JITTER
    assert follows.disable is None
    assert follows.not_before is None


def test_after_the_last_wait_a_message_is_given_up() -> None:
    assert after_failure("msg_1", len(DELAYS) + 1, BROKEN, NOW, NOW).next_try is None


@given(st.text(min_size=1), st.integers(1, 9), st.timedeltas(timedelta(seconds=1), timedelta(days=1)))
def test_jitter_is_small_and_repeats_itself(message: str, attempts: int, delay: timedelta) -> None:
    first = spread(delay, message, attempts)
    assert first == spread(delay, message, attempts)
    assert delay * (1 - JITTER) <= first + timedelta(microseconds=1)
    assert first <= delay * (1 + JITTER) + timedelta(microseconds=1)


def test_messages_do_not_come_back_in_step() -> None:
    assert len({spread(timedelta(hours=1), f"msg_{number}", 1) for number in range(100)}) == 100


@pytest.mark.parametrize(
    ("wish", "expected"),
    [(timedelta(hours=1), timedelta(hours=1)), (timedelta(days=30), LONGEST_WISH)],
)
def test_the_receivers_wish_is_kept(wish: timedelta, expected: timedelta) -> None:
    follows = after_failure("msg_1", 1, Failure("http_503", status=503, retry_after=wish), NOW, NOW)
    assert follows.next_try == follows.not_before == NOW + expected


def test_a_wish_does_not_shorten_a_wait() -> None:
    follows = after_failure("msg_1", 4, Failure("http_429", status=429, retry_after=timedelta(seconds=1)), NOW, NOW)
    assert follows.next_try is not None
    assert follows.next_try > NOW + timedelta(hours=1)


def test_gone_is_gone() -> None:
    assert after_failure("msg_1", 1, Failure("http_410", status=410), NOW, NOW).disable == "gone"


@pytest.mark.parametrize(
    ("since", "disable"),
    [
        (NOW, None),
        (NOW - PATIENCE + timedelta(seconds=1), None),
        (NOW - PATIENCE, "failing"),
        (NOW - 2 * PATIENCE, "failing"),
    ],
)
def test_five_days_of_failure_disable(since: datetime, disable: str | None) -> None:
    assert after_failure("msg_1", 2, BROKEN, since, NOW).disable == disable
