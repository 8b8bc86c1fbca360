"""Processes killed in the middle of polls, a few of them; ``python -m tests.soak.killing`` kills a hundred."""

from __future__ import annotations

from pathlib import Path

from tests.soak.killing import kill_often


def test_killed_again_and_again_the_store_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    killed = kill_often(tmp_path, rounds=12, seed=3)
    assert killed.differences == []
    assert killed.before_the_end == 12
    assert killed.articles > 20
