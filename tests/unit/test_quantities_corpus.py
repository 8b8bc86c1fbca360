"""The corpora under ``tests/corpus/numbers``: one value and its phrasings, lists of values, and texts without any."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.quantities import find_quantities

CORPUS = Path(__file__).parents[1] / "corpus" / "numbers"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.yaml"))}


def _same_value() -> list[Any]:
    return [
        pytest.param(language, block, phrasing, id=f"{language}: {phrasing}")
        for language, corpus in FILES.items()
        for block in corpus["same_value"]
        for phrasing in block["phrasings"]
    ]


def _points(text: str, language: str) -> list[Decimal]:
    found: list[Decimal] = []
    for quantity in find_quantities(text, language):
        ends = (quantity.value.low, quantity.value.high) if quantity.modifier == "range" else (quantity.value.point,)
        found.extend(end for end in ends if end is not None)
    return found


def _decimals(numbers: list[Any]) -> list[Decimal]:
    return [Decimal(str(number)) for number in numbers]


@pytest.mark.parametrize(("language", "block", "phrasing"), _same_value())
def test_phrasing_has_the_value(language: str, block: dict[str, Any], phrasing: str) -> None:
    [quantity] = find_quantities(phrasing, language)
    value = quantity.value
    for end in ("point", "low", "high"):
        if end in block:
            want = block[end]
            assert getattr(value, end) == (None if want is None else Decimal(str(want))), end
    assert quantity.modifier == block.get("modifier", "none")
    if "unit" in block:
        assert quantity.unit == block["unit"]


@pytest.mark.parametrize(
    ("language", "text", "points"),
    [
        pytest.param(language, text, points, id=f"{language}: {text}")
        for language, corpus in FILES.items()
        for text, points in corpus["several"].items()
    ],
)
def test_several_values_in_order(language: str, text: str, points: list[Any]) -> None:
    assert _points(text, language) == _decimals(points)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param(language, text, id=f"{language}: {text}")
        for language in FILES
        for text in FILES[language]["nothing"]
    ],
)
def test_no_value_at_all(language: str, text: str) -> None:
    assert find_quantities(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "points"),
    [
        pytest.param(
            language,
            gap["text"],
            gap["points"],
            id=f"{language}: {gap['text']}",
            marks=pytest.mark.xfail(reason=gap["reason"]),
        )
        for language, corpus in FILES.items()
        for gap in corpus["gaps"]
    ],
)
def test_known_gap(language: str, text: str, points: list[Any]) -> None:
    assert _points(text, language) == _decimals(points)
