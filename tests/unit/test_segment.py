"""Sentences end where spaCy's own sentencizer ends them, though it is asked about few of the words."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.segment import sentences

_WORDS = """
The share rose fell Inc. U.S. etc. a.m. No. v3.2 12.96T 4.69 5. week. IT. really? (yes!) (about half.) "Up." "
... e.g. Dr. openrouter.ai. A. 2026. -
"""
WORDS = st.sampled_from([*_WORDS.split(), ""])


@cache
def sentencizer() -> Any:
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?"]})
    return pipeline


def found(line: str) -> list[str]:
    return [line[sentence.start : sentence.end] for sentence in sentences(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tokens fell. Prices rose.", ["Tokens fell.", "Prices rose."]),
        ("It drew 4.69 trillion. That is 2.3x.", ["It drew 4.69 trillion.", "That is 2.3x."]),
        ("The U.S. led. China fell back.", ["The U.S. led.", "China fell back."]),
        ('She said "it fell." He agreed.', ['She said "it fell."', "He agreed."]),
        ("Up vs. last week. Down since.", ["Up vs. last week.", "Down since."]),
        ("Podium: 1. Kimi K2.6, 2. GLM-5.2. More below.", ["Podium: 1. Kimi K2.6, 2. GLM-5.2.", "More below."]),
        ("Who leads? China!  Again.", ["Who leads?", "China!", "Again."]),
    ],
)
def test_sentences_of_a_line(line: str, expected: list[str]) -> None:
    assert found(line) == expected


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
def test_every_end_is_one_of_the_sentencizers(line: str) -> None:
    ends = {sentence.end_char for sentence in sentencizer()(line).sents} | {len(line.rstrip())}
    assert {sentence.end for sentence in sentences(line)} <= ends


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
def test_no_end_is_missed_before_a_capital_or_a_digit(line: str) -> None:
    """Of the sentencizer's ends only those are left out that an abbreviation, a number or a small letter takes back."""
    begins = {sentence.start for sentence in sentences(line)}
    for sentence in list(sentencizer()(line).sents)[1:]:
        rest = line[sentence.start_char :].lstrip()
        before = line[: sentence.start_char].rstrip()
        listed = re.search(r"[:;,] \d{1,2}\.$", before)
        if (
            rest
            and not rest[0].islower()
            and not listed
            and not before.lower().endswith(("no.", "etc.", "e.g."))
            and before.strip()
        ):
            assert len(line) - len(rest) in begins
