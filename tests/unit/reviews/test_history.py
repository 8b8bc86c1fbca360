"""What several decisions come to, what is drawn for two reviewers, and what is looked at first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.reviews.history import Decided, standing
from service.reviews.queue import Urgency, Waiting, doubt, urgency
from service.reviews.types import wanted_twice
from tests.unit.reconcile.make import claim

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def decided(*words: str) -> list[Decided]:
    """``accept``, or with a mark: ``accept-`` was taken back, ``accept2`` is a second reviewer's."""
    return [
        Decided(
            word.rstrip("-2"),  # type: ignore[arg-type]
            f"r{at}",
            NOW + timedelta(minutes=at),
            second=word.endswith("2"),
            undone=word.endswith("-"),
        )
        for at, word in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "state", "by"),
    [
        ("", "unreviewed", None),
        ("accept", "accepted", "r0"),
        ("reject", "rejected", "r0"),
        ("edit", "edited", "r0"),
        ("add", "added", "r0"),
        ("skip", "unreviewed", None),
        ("skip accept skip", "accepted", "r1"),
        ("accept reject", "rejected", "r1"),
        ("accept reject- undo", "accepted", "r0"),
        ("edit accept", "edited", "r1"),
        ("edit reject accept", "edited", "r2"),
        ("edit- undo accept", "accepted", "r2"),
        ("add edit", "added", "r1"),
        ("add- undo", "unreviewed", None),
        ("accept reject2", "accepted", "r0"),
        ("reject2", "unreviewed", None),
    ],
)
def test_what_decisions_come_to(words: str, state: str, by: str | None) -> None:
    found = standing(decided(*words.split()))
    assert (found.state, found.reviewer) == (state, by)
    assert (found.at is None) == (by is None)


def test_the_draw_is_the_same_everywhere_and_of_the_right_size() -> None:
    ids = [f"clm_{number}" for number in range(4000)]
    drawn = [each for each in ids if wanted_twice(each, 0.1)]
    assert 320 < len(drawn) < 480
    assert drawn == [each for each in ids if wanted_twice(each, 0.1)]
    assert set(drawn) <= {each for each in ids if wanted_twice(each, 0.3)}
    assert not any(wanted_twice(each, 0.0) for each in ids)
    assert all(wanted_twice(each, 1.0) for each in ids)


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({"period_basis": "vague"}, 15),
        ({"period_basis": "end_date"}, 5),
        ({"period": None, "period_basis": None}, 25),
        ({"subject": "named:the small ones"}, 20),
        ({"attribution": None}, 5),
        ({"modality": "forecast"}, 5),
        ({"confidence": 0.4}, 60),
        ({"confidence": 0.0, "period": None}, 100),
    ],
)
def test_what_the_words_leave_open_is_a_doubt(fields: dict[str, Any], more: int) -> None:
    sure = {"attribution": "OpenRouter"}
    assert doubt(claim("level", "4.69", **sure), "supported") == 0
    assert doubt(claim("level", "4.69", **(sure | fields)), "supported") == more


def test_what_stands_against_a_claim_comes_before_any_doubt() -> None:
    open_ = Waiting(claim("level", "4.69", period=None), None)
    grave = Waiting(claim("level", "4.69", attribution="OpenRouter"), "supported", severity=3)
    assert urgency([]) is None
    assert urgency([grave]) == Urgency(1, 3, 0)
    assert urgency([open_, grave]) == Urgency(2, 3, doubt(open_.claim, None))
