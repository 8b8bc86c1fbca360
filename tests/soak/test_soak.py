"""The soak at a small size: some days instead of a month, some publishers instead of hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.run import Size, simulate

FEWEST_REASONS = 8


@pytest.mark.parametrize("size", [Size(sources=12, days=2, seed=7, megabytes=2), Size(7, 3, seed=8, megabytes=2)])
def test_everything_that_could_be_had_is_held_once_and_nobody_was_bothered(size: Size, tmp_path: Path) -> None:
    outcome = simulate(size, tmp_path)
    assert outcome.shortfalls == []
    assert outcome.breaches == []
    assert outcome.articles > size.sources * size.days * 0.7
    assert outcome.false_copies == 0
    assert outcome.polls["failed"] > 0
    assert len(outcome.reasons) >= FEWEST_REASONS
    were, could = outcome.conditional
    assert were > 0.95 * could > 0
