"""Folding: one spelling, the same length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fold import INVISIBLE, fold, lower


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("４．６９％", "4.69%"),
        ("ＯｐｅｎＲｏｕｔｅｒ", "OpenRouter"),
        ("週用量達到萬億", "周用量达到万亿"),
        ("貳佰", "贰佰"),
        ("5–15", "5-15"),
        ("−3.2", "-3.2"),
        ("a—b", "a—b"),
        ("5～15", "5~15"),
        ("1\u202f234\u00a0567", "1 234 567"),
        ("a\u3000b", "a b"),
        ("4\u200b.6\u200f9", f"4{INVISIBLE}.6{INVISIBLE}9"),
        ("• item", "· item"),
        ("it’s", "it's"),
        ("￥300", "¥300"),
        ("Case is Kept", "Case is Kept"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_every_offset_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lt"])))
def test_lower_keeps_every_offset(text: str) -> None:
    assert len(lower(text)) == len(text)


def test_lower_leaves_a_capital_that_would_grow() -> None:
    assert lower("İstanbul 5") == "İstanbul 5"
