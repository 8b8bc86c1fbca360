"""Cue words: braces, whole words, the longest of two, and places inside longer words that do not count."""

from __future__ import annotations

import pytest

from extractors.claims.cues import CueIndex, expand
from extractors.rules import load_rules


@pytest.mark.parametrize(
    ("phrase", "spelled"),
    [
        ("ris{e|es|ing}", ["rise", "rises", "rising"]),
        ("{a|the} {week|month}", ["a month", "a week", "the month", "the week"]),
        ("than {in |}the", ["than in the", "than the"]),
        ("plain", ["plain"]),
    ],
)
def test_braces_list_alternatives(phrase: str, spelled: list[str]) -> None:
    assert expand(phrase) == spelled


@pytest.mark.parametrize("phrase", ["ris{e|es", "{a{b}}"])
def test_unbalanced_braces_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        expand(phrase)


def _found(groups: dict[str, list[str]], text: str) -> list[tuple[str, str]]:
    return [(mark.group, text[mark.start : mark.end]) for mark in CueIndex(groups).find(text)]


def test_latin_cues_are_whole_words_and_chinese_ones_need_no_edge() -> None:
    groups = {"growth.up": ["up", "涨"]}
    assert _found(groups, "upper, up-to-date and up; 大涨了") == [
        ("growth.up", "up"),
        ("growth.up", "up"),
        ("growth.up", "涨"),
    ]


def test_of_two_that_overlap_in_a_namespace_the_longest_counts() -> None:
    groups = {"topic.speed.unit": ["tokens per second"], "topic.usage.unit": ["tokens"], "other.x": ["second"]}
    assert _found(groups, "110 tokens per second") == [
        ("topic.speed.unit", "tokens per second"),
        ("other.x", "second"),
    ]


def test_a_list_number_may_stand_directly_before_a_word() -> None:
    assert _found({"anaphor.it": ["it"]}, "· 4it was the third week") == [("anaphor.it", "it")]
    assert _found({"anaphor.it": ["it"]}, "4it was") == []


def test_small_counts_are_read_in_both_languages() -> None:
    rules = load_rules()
    assert [rules.patterns["en"].count(word) for word in ("fifteen", "15th", "third", "21", "many")] == [
        15,
        15,
        3,
        21,
        None,
    ]
    assert [rules.patterns["zh"].count(word) for word in ("十", "十五", "二十一", "两", "9", "多")] == [
        10,
        15,
        21,
        2,
        9,
        None,
    ]
