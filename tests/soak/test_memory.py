"""The check that memory is flat: what it lets pass and what it does not."""

from __future__ import annotations

import os

import pytest

from tests.soak.memory import MEGABYTE, Usage, complaints, growth, resident


def days(*sizes: float, life: int = 0) -> list[Usage]:
    return [Usage(day, life, int(size * MEGABYTE), 0, 0) for day, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("usages", "grown"),
    [
        pytest.param(days(*[100.0] * 12), 0.0, id="flat"),
        pytest.param(days(*(100 + day for day in range(15))), 0.05, id="a percent a day"),
        pytest.param(days(40, 80, 90, 100, *[100.0] * 8), 0.0, id="caches that fill up"),
        pytest.param(days(*[100.0, 104.0] * 10), 0.02, id="up and down"),
        pytest.param([*days(*[50.0] * 9), *days(*[200.0] * 9, life=1)], 0.0, id="another life"),
    ],
)
def test_growth_is_that_of_the_last_life_once_it_has_settled(usages: list[Usage], grown: float) -> None:
    found = growth(usages)
    assert found == pytest.approx(grown, abs=0.03)


def test_a_leak_is_complained_of() -> None:
    (sentence,) = complaints(days(*(100 + 3 * day for day in range(18))))
    assert "memory grew by" in sentence


@pytest.mark.parametrize("usages", [[], days(100, 200, 300)], ids=["none", "short"])
def test_a_short_life_says_nothing(usages: list[Usage]) -> None:
    assert growth(usages) is None
    assert complaints(usages) == []


def test_memory_in_use_is_seen() -> None:
    before = resident(os.getpid())
    held = bytearray(os.urandom(MEGABYTE) * 64)
    assert resident(os.getpid()) - before > 32 * MEGABYTE
    assert len(held) == 64 * MEGABYTE
