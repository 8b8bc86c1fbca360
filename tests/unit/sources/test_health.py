"""A source's health, derived from its state and its days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.sources.health import SourceHealth, health_of
from service.sources.kinds.feed import FeedSource
from service.sources.state import SourceState

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
OK = {"last_polled_at": NOW, "last_success_at": NOW, "last_new_at": NOW - timedelta(hours=3)}


def health(
    days: list[int] | None = None, *, enabled: bool = True, selected: bool = True, **state: object
) -> SourceHealth:
    """``days``: entries a day, the last of them today."""
    source = FeedSource(name="s", kind="feed", url="https://s.example/feed", enabled=enabled)
    counts = days or []
    by_day = {(NOW.date() - timedelta(days=back)).isoformat(): count for back, count in enumerate(reversed(counts))}
    return health_of(source, SourceState("s", **state), by_day, NOW, selected=selected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        ({}, "pending", None),
        (OK, "ok", None),
        ({**OK, "reason": "http_404"}, "ok", "http_404"),
        ({**OK, "failures": 3, "reason": "challenge_page", "detail": "d"}, "failing", "challenge_page"),
        ({**OK, "gone": True}, "paused", "http_410"),
        ({**OK, "paused": True, "failures": 2}, "paused", "by_request"),
        ({"enabled": False}, "paused", "disabled"),
        ({"selected": False}, "paused", "not_selected"),
    ],
)
def test_statuses(state: dict[str, object], status: str, reason: str | None) -> None:
    found = health(**state)  # type: ignore[arg-type]
    assert (found.status, found.reason) == (status, reason)


def test_a_failing_source_says_since_when_and_what_to_do() -> None:
    found = health(
        last_success_at=NOW - timedelta(days=2), failures=5, reason="html_instead_of_feed", detail="HTML came"
    )
    assert found.since == NOW - timedelta(days=2)
    assert found.detail == "HTML came"
    assert found.advice is not None
    assert "feed may have moved" in found.advice
    assert health(failures=1, reason="never seen before").advice is not None


def test_a_source_that_falls_silent_is_noticed() -> None:
    busy = [4] * 14
    silent_since = {**OK, "last_new_at": NOW - timedelta(days=4)}
    assert health([*busy, 0, 0, 0, 0], **silent_since).status == "silent"
    assert health([*busy, 0, 0], **{**OK, "last_new_at": NOW - timedelta(days=1, hours=20)}).status == "ok"


def test_a_source_that_often_pauses_is_given_its_pauses() -> None:
    weekly = [5, 0, 0, 0, 0, 0, 0] * 3 + [5, 0, 0, 0, 0]
    assert health(weekly, **{**OK, "last_new_at": NOW - timedelta(days=4)}).status == "ok"


def test_a_source_that_never_said_much_is_not_called_silent() -> None:
    assert health([1] + [0] * 20, **{**OK, "last_new_at": NOW - timedelta(days=20)}).status == "ok"


def test_the_usual_range_is_the_middle_half_of_complete_days() -> None:
    found = health([0, 0, 2, 4, 4, 4, 4, 4, 4, 10, 1], **OK)
    assert found.today == 1
    assert found.usual == (4, 4)
    assert health([3, 3], **OK).usual is None
