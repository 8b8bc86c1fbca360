"""A measure is a file: an invented one is read, claimed and kept apart from the others without a line of code."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.rulefile import DataFileError
from extractors.rules import HERE, Rules, load_rules
from extractors.types import Article, Claim

WATER = """
name: water_use
title: water drunk by data centres
unit: litre
kinds: [level, change, share, ratio]
smallest_level: 1000
bare_level_from: 100000
evidence:
  en: ["water use", "water consumption", "litres of water"]
  zh: ["用水量"]
cues:
  en:
    unit: ["litre", "litres", "litres of water"]
    noun: ["water", "water use", "water consumption"]
    verb: ["drank", "drink"]
  zh:
    unit: ["升", "升水"]
    noun: ["用水量"]
    verb: ["用水"]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    shutil.copytree(HERE / "measures", tmp_path / "measures")
    (tmp_path / "measures" / "water_use.yaml").write_text(WATER, encoding="utf-8")
    return load_rules(measures=tmp_path / "measures")


def _claims(text: str, rules: Rules, language: str = "en") -> list[Claim]:
    moment = datetime(2026, 4, 13, 8, tzinfo=UTC)
    return list(extract(Article("a", language, "", text, published_at=moment), rules).claims)


def test_an_invented_measure_is_claimed(rules: Rules) -> None:
    text = "Google's water use reached 23 billion litres in 2025, up 17% from 2024."
    found = {(claim.measure, claim.kind, claim.subject): claim for claim in _claims(text, rules)}
    assert set(found) == {("water_use", "level", "author:google"), ("water_use", "change", "author:google")}
    level = found["water_use", "level", "author:google"]
    assert level.value.point == Decimal(23_000_000_000)
    assert level.unit == "litre"
    assert found["water_use", "change", "author:google"].value.point == 17


def test_an_invented_measure_is_claimed_in_chinese(rules: Rules) -> None:
    found = _claims("谷歌2025年用水量达230亿升。", rules, "zh")
    assert [(claim.measure, claim.subject, claim.value.point) for claim in found] == [
        ("water_use", "author:google", Decimal(23_000_000_000))
    ]


def test_the_shipped_rules_know_nothing_of_it() -> None:
    assert _claims("Google's water use reached 23 billion litres in 2025.", load_rules()) == []


def test_it_leaves_the_other_measures_alone(rules: Rules) -> None:
    text = "Chinese models on OpenRouter processed 12.96 trillion tokens last week."
    assert [claim.measure for claim in _claims(text, rules)] == ["token_usage"]
    assert _claims(text, rules) == _claims(text, load_rules())


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (WATER.replace("kinds: [level,", "kinds: [depth,"), "'depth' is not one of"),
        (WATER.replace("unit: litre", "", 1), "unit is required"),
        (WATER.replace("    verb: [", "    adverb: [", 1), "'adverb' is not one of"),
        (WATER.replace("  en:\n    unit", "  fr:\n    unit"), "'fr' is not one of"),
        (WATER.replace("smallest_level: 1000", "smallest_level: many"), "is not a number"),
    ],
)
def test_a_malformed_measure_names_file_and_line(tmp_path: Path, broken: str, complaint: str) -> None:
    folder = tmp_path / "measures"
    folder.mkdir()
    (folder / "water_use.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(DataFileError, match=rf"water_use\.yaml:\d+: .*{complaint}"):
        load_rules(measures=folder)
