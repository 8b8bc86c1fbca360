"""Cohen's kappa against tables worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reviews.agreement import CATEGORIES, Item, agreement, disputed, kappa, pairs

A, E, R = "accept", "edit", "reject"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # p_o = 35/50, p_e = (25*30 + 25*20)/2500 = 1/2
        ({(A, A): 20, (A, R): 5, (R, A): 10, (R, R): 15}, Fraction(2, 5)),
        # p_o = p_e = 1/2: what chance gives
        ({(A, A): 1, (A, R): 1, (R, A): 1, (R, R): 1}, Fraction(0)),
        # p_o = 0, p_e = 1/2
        ({(A, R): 3, (R, A): 3}, Fraction(-1)),
        ({(A, A): 7, (R, R): 2}, Fraction(1)),
        # margins 5, 3, 1 and 4, 3, 2: p_o = 6/9, p_e = (20 + 9 + 2)/81, so (54 - 31)/(81 - 31)
        ({(A, A): 3, (A, E): 1, (A, R): 1, (E, A): 1, (E, E): 2, (R, R): 1}, Fraction(23, 50)),
        # a category that only one of them uses: p_o = 3/4, p_e = (3*4)/16
        ({(A, A): 3, (R, A): 1}, Fraction(0)),
        ({}, None),
        ({(A, A): 0}, None),
        ({(A, A): 9}, None),
    ],
)
def test_kappa_by_hand(table: Mapping[tuple[str, str], int], expected: Fraction | None) -> None:
    assert kappa(table) == expected


def item(first: str, second: str, *, by: tuple[str, str] = ("ada", "ben"), same: bool | None = None) -> Item:
    return Item("clm", by, (first, second), first == second if same is None else same)


def test_nothing_reviewed_twice_is_no_agreement() -> None:
    nothing = agreement([])
    assert (nothing.items, nothing.agreed, nothing.observed, nothing.kappa) == (0, 0, None, None)


def test_all_alike_is_full_agreement_and_no_kappa() -> None:
    found = agreement([item(A, A), item(A, A)])
    assert (found.observed, found.kappa) == (1, None)


def test_a_pair_is_one_pair_whoever_came_first() -> None:
    items = [item(A, R), item(R, A, by=("ben", "ada")), item(E, E, same=False), item(A, A, by=("ada", "cy"))]
    assert pairs(items) == [("ada", "ben"), ("ada", "cy")]
    pair = agreement(items, ("ada", "ben"))
    assert pair.table == {(A, R): 2, (E, E): 1}
    assert (pair.items, pair.agreed, pair.edits, pair.same_edits) == (3, 1, 1, 0)
    assert agreement(items).items == 4
    assert len(disputed(items)) == 3


tables = st.dictionaries(st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(CATEGORIES)), st.integers(0, 50))


@given(tables)
def test_kappa_is_at_most_one_and_does_not_hang_on_who_is_called_first(table: dict[tuple[str, str], int]) -> None:
    found = kappa(table)
    assert found == kappa({(second, first): count for (first, second), count in table.items()})
    if found is not None:
        assert -1 <= found <= 1
        assert (found == 1) == all(first == second or not count for (first, second), count in table.items())
