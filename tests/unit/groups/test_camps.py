"""Members one after the other, in any order, come to the same camps as all of them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.reconcile.camps import Camps, disagreements
from service.reconcile.groups import Member
from tests.unit.groups.test_groups import FLASH, WIRE, level, member

VALUES = ("4.6e12", "4.69e12", "4.7e12", "5e12", "4.69e13", "0.7e12")
FIELDS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"attribution": "org:a", "platform": None},
    {"attribution": "org:b", "platform": None},
    {"scope": "listed", "scope_n": 9},
    {"modifier": "more_than"},
    {"per": "day"},
)
told = st.builds(
    lambda value, fields, hour, text: (level(value, **fields), hour, text),
    st.sampled_from(VALUES),
    st.sampled_from(FIELDS),
    st.integers(0, 12),
    st.sampled_from(("", "", "", WIRE, FLASH)),
)


@given(st.lists(told, max_size=14))
def test_one_by_one_or_all_at_once(stories: list[tuple[Any, int, str]]) -> None:
    members: list[Member] = []
    camps = Camps(())
    for number, (claim, hour, text) in enumerate(stories):
        members.append(member(f"{number:02}", claim, hour, text))
        if not camps.add(members[-1]):
            camps = Camps(members)
        assert camps.pairs() == Camps(members).pairs()


def test_what_comes_later_and_is_like_nobody_moves_nobody() -> None:
    camps = Camps([member("a", level("4.69e12")), member("b", level("4.69e13"), 1)])
    assert camps.add(member("c", level("5.5e12"), 2))
    assert camps.add(member("d", level("7.5e12"), -1))
    assert camps.add(member("e", level("4.69e13"), 3))
    heads = [(first.name, second.name) for first, second in camps.pairs()]
    assert heads == [("b", "d"), ("b", "a"), ("b", "c")]


def test_what_may_move_others_is_left_to_who_asks_all_of_them() -> None:
    first = [member("a", level("4.69e12"), 0, WIRE), member("b", level("4.69e13"), 1)]
    camps = Camps(first)
    before = camps.pairs()
    assert not camps.add(member("copy", level("9e12"), 5, WIRE))
    assert not camps.add(member("earlier", level("4.69e12"), -1))
    assert camps.pairs() == before


def test_what_is_said_with_other_words_is_said_all_the_same() -> None:
    same = replace(level("4.69e12"), rule="another.rule")
    assert disagreements([member("a", level("4.69e12")), member("b", same, 1)]) == ()
