"""The soak at a small size: days instead of months, a handful of publishers instead of hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.soak import check, soak


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_few_bad_days(tmp_path: Path, seed: int) -> None:
    outcome = await soak(tmp_path, sources=3, days=2, seed=seed)
    check(outcome)
    assert len(outcome.articles) > 5
    assert len(outcome.reasons) > 6
