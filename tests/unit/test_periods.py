"""The corpora of time phrases: one period and its phrasings, per language, and what is no time phrase."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.periods import find_periods, resolve
from extractors.types import Period

CORPUS = Path(__file__).parent.parent / "corpus" / "periods"


def period(text: str | None) -> Period | None:
    if text is None:
        return None
    start, _, end = text.partition("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def corpus() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - dates stay text
        for path in sorted(CORPUS.glob("*.yaml"))
    ]


def cases() -> list[Any]:
    return [
        pytest.param(language, {"published": table["published"], **group}, phrasing, id=f"{language}-{phrasing}")
        for language, table in corpus()
        for group in table["groups"]
        for phrasing in group["phrasings"]
    ]


@pytest.mark.parametrize(("language", "group", "phrasing"), cases())
def test_phrasing_means_the_period(language: str, group: dict[str, Any], phrasing: str) -> None:
    published = datetime.fromisoformat(group["published"])
    found = find_periods(phrasing, language, published)
    expected = None if group["period"] == "null" else period(group["period"])
    means = {resolve(phrase, period(group.get("reference")), published) for phrase in found}
    assert means == {expected}, found
    for phrase in found:
        assert phrasing[phrase.start : phrase.end] == phrase.quote
        if "grain" in group and phrase.period is not None and phrase.kind != "end_point":
            assert phrase.grain == group["grain"]
        if "ahead" in group:
            assert phrase.ahead == period(group["ahead"])


@pytest.mark.parametrize(
    ("language", "text"),
    [pytest.param(language, text, id=f"{language}-{text}") for language, table in corpus() for text in table["none"]],
)
def test_no_time_phrase(language: str, text: str) -> None:
    assert find_periods(text, language, datetime.fromisoformat("2026-04-06T09:00:00+00:00")) == []
