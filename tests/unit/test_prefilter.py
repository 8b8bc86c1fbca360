"""The literals a pattern cannot match without: right for any pattern, and useful for the shipped ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.claims.patterns import Shapes
from extractors.periods.rules import load_grammar
from extractors.prefilter import Finder, endings, finder, needed_literals
from extractors.rules import load_rules


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"\btop (?:spot|place)\b", [{"top spot", "top place"}]),
        (r"weeks? in a row", [{"week in a row", "weeks in a row"}]),
        (
            r"[0-9]{1,3} (?:straight|running)",
            [{f"{digit} {word}" for digit in range(10) for word in ("straight", "running")}],
        ),
        (r"(?:led|ahead)[^.]{0,40}? for \d", [{" for "}, {"led", "ahead"}]),
        (r"(?:by|of)[^.]*(?:led|ahead)[^.]*(?:weeks|days)", [{"weeks", "days"}, {"led", "ahead"}]),
        (r"(?:x|long)(?:y|z)", [{"xy", "xz", "longy", "longz"}]),
        (r"前(?P<n>[一二])", [{"前一", "前二"}]),
        (r"ab+c", [{"bc"}, {"ab"}]),
        (r"(?:ab){2,}c", [{"abc"}, {"ab"}]),
        (r"(?=models)of", [{"of"}]),
        (r"[0-9]+ ?%?", []),
        (r"(?i)models", []),
        (r"(?i:models) x", [{" x"}]),
        (r"(?:models)?", []),
        (r"models|", []),
    ],
)
def test_literals_of_a_pattern(pattern: str, sets: list[set[str]]) -> None:
    assert sorted(map(sorted, needed_literals(re.compile(pattern)))) == sorted(map(sorted, sets))


LITERALS = st.sampled_from(["a", "b", "ab", "ba", "[ab]", "[a-c]", "c"])
PATTERNS = st.recursive(
    LITERALS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map("(?:{})?".format),
        inner.map("(?:{})*".format),
        inner.map("(?:{}){{1,2}}".format),
        inner.map("(?:{})+?".format),
        inner.map("(?={})".format),
        inner.map("(?!{})".format),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text("abc", max_size=12))
def test_no_match_without_one_of_its_literals(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    sets = needed_literals(compiled)
    for match in compiled.finditer(text):
        assert all(any(literal in match.group() for literal in literals) for literals in sets)


@pytest.mark.parametrize(
    ("pattern", "finds"),
    [
        (r"(?:per |/)m", True),
        (r"(?<!a)(?:mar(?:ch)?|q[1-4])", True),
        (r"(?i)每日|日均", True),
        (r"(?i)日token|每日", True),
        (r"(?i)tokens", False),
        (r"[0-9]+ tokens", False),
        (r"(?:the )?week", True),
        (r"(?:the )?(?:week)?", False),
    ],
)
def test_what_is_looked_for_first(pattern: str, finds: bool) -> None:
    assert isinstance(finder(re.compile(pattern)), Finder) is finds


@given(PATTERNS, st.text("abc", max_size=12))
def test_a_finder_finds_what_its_pattern_finds(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    found = [match.span() for match in finder(compiled).finditer(text)]
    assert found == [match.span() for match in compiled.finditer(text)]


@given(PATTERNS, st.text("abcABC", max_size=12))
def test_a_match_ends_with_an_ending(pattern: str, text: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    for match in compiled.finditer(text):
        assert match.group().casefold().endswith(endings(compiled))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_roles_of_times_are_told_by_how_they_end(language: str) -> None:
    roles = load_grammar(language).roles
    assert sum("" not in role.endings for role in roles) >= len(roles) * 2 // 3


EVERY = -1  # all bits


@pytest.mark.parametrize("language", ["en", "zh"])
@given(data=st.data())
def test_shapes_are_those_that_trying_every_pattern_finds(language: str, data: st.DataObject) -> None:
    patterns = load_rules().patterns[language]
    words = sorted({word for literals in patterns.sieve.literals for word in literals.split(" ")})
    piece = st.sampled_from([*words, "two", "3", "third", "二", "三", "第", "the", "of", ",", "."])
    text = data.draw(st.lists(piece, max_size=25).map((" " if language == "en" else "").join))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shapes = Shapes(patterns, text)
    for family in patterns.families:
        assert shapes.find(family, start, end) == patterns.find(family, EVERY, text, start, end)
