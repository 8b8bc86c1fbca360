"""Reviews outlast other rules and other versions, and what loses its words is kept aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Span
from service.identity import claim_id
from service.reviews.carry import carry, relocate
from service.reviews.types import Reviewed
from tests.unit.reconcile.make import claim

TEXT = (
    "Chinese models handled 4.69 trillion tokens in the week to March 15. "
    "American models handled 3.2 trillion tokens. Analysts expect 5 trillion tokens next week."
)
TITLE = "A week of 4.69 trillion tokens"
THEN = {"title": TITLE, "text": TEXT}


def said(quote: str, stated: str, text: str = TEXT, **fields: Any) -> tuple[str, Claim]:
    start = text.index(quote)
    made = claim("level", stated, mentions=(Span("text", start, start + len(quote), quote),), **fields)
    return claim_id("art", made), made


CHINA = said("4.69 trillion", "4.69")
US = said("3.2 trillion", "3.2", subject="country:US")
NEXT = said("5 trillion", "5", period="03-16", modality="forecast")
EXTRACTED = [CHINA, US, NEXT]


def known(one: tuple[str, Claim], state: Any, *forms: Claim, **changes: Any) -> tuple[Reviewed, dict[str, str]]:
    return Reviewed(one[0], replace(one[1], **changes), state, forms), THEN


def ids(standing: tuple[tuple[str, Claim], ...]) -> list[str]:
    return [public_id for public_id, _ in standing]


def test_without_reviews_it_is_what_was_extracted() -> None:
    found = carry([], EXTRACTED, THEN)
    assert found.standing == tuple(EXTRACTED)
    assert (found.kept, found.aside, found.orphaned) == (frozenset(), (), ())


@pytest.mark.parametrize("state", ["accepted", "edited", "added"])
def test_the_same_reading_again(state: str) -> None:
    found = carry([known(CHINA, state)], EXTRACTED, THEN)
    assert found.standing == tuple(EXTRACTED)
    assert found.kept == (frozenset() if state == "accepted" else {CHINA[0]})


def test_an_edit_stays_where_the_extractor_reads_what_it_read_before() -> None:
    edit = known(CHINA, "edited", CHINA[1], subject="author:deepseek")
    found = carry([edit], EXTRACTED, THEN)
    assert ids(found.standing) == [CHINA[0], US[0], NEXT[0]]
    assert found.standing[0][1].subject == "author:deepseek"
    assert found.kept == {CHINA[0]}


def test_other_rules_that_read_it_as_the_reviewer_did_make_no_second_claim() -> None:
    edit = known(CHINA, "edited", CHINA[1], subject="author:deepseek")
    better = said("4.69 trillion", "4.69", subject="author:deepseek")
    found = carry([edit], [better, US, NEXT], THEN)
    assert ids(found.standing) == [CHINA[0], US[0], NEXT[0]]
    both = carry([edit], [CHINA, better, US, NEXT], THEN)
    assert ids(both.standing) == [CHINA[0], US[0], NEXT[0]]


def test_another_period_for_the_same_words_is_still_the_accepted_claim() -> None:
    other = said("4.69 trillion", "4.69", period="03-02")
    found = carry([known(CHINA, "accepted")], [other, US, NEXT], THEN)
    assert ids(found.standing) == [CHINA[0], US[0], NEXT[0]]
    assert found.standing[0][1].period == CHINA[1].period
    assert found.kept == {CHINA[0]}


def test_an_edited_value_is_found_again_by_the_one_that_was_extracted() -> None:
    changed = claim("level", "4.7").value
    edit = known(CHINA, "edited", CHINA[1], value=changed)
    other = said("4.69 trillion", "4.69", period="03-02")
    found = carry([edit], [other, US, NEXT], THEN)
    assert ids(found.standing) == [CHINA[0], US[0], NEXT[0]]
    assert found.standing[0][1].value == changed


def test_another_value_in_the_same_place_is_another_claim() -> None:
    other = said("4.69 trillion", "46.9")
    found = carry([known(CHINA, "accepted")], [other, US, NEXT], THEN)
    assert set(ids(found.standing)) == {CHINA[0], other[0], US[0], NEXT[0]}


def test_two_claims_in_one_place_find_their_own() -> None:
    """One figure said of two countries: the fields that agree most decide, whatever the order."""
    twin = said("4.69 trillion", "4.69", subject="country:US")
    reviewed = [known(twin, "accepted", period=None), known(CHINA, "edited", CHINA[1], period=None)]
    for extracted in ([CHINA, twin], [twin, CHINA]):
        moved = [(f"clm_{at}", replace(each, platform=None)) for at, (_, each) in enumerate(extracted)]
        found = carry(reviewed, moved, THEN)
        assert sorted(ids(found.standing)) == sorted([CHINA[0], twin[0]])


@pytest.mark.parametrize("state", ["accepted", "edited", "added"])
def test_what_is_not_extracted_any_more_stands_on_its_own(state: str) -> None:
    found = carry([known(US, state)], [CHINA, NEXT], THEN)
    assert ids(found.standing) == [CHINA[0], US[0], NEXT[0]]
    assert found.kept == {US[0]}


def test_a_rejected_claim_stays_rejected_and_aside() -> None:
    found = carry([known(US, "rejected")], EXTRACTED, THEN)
    assert ids(found.standing) == [CHINA[0], NEXT[0]]
    assert ids(found.aside) == [US[0]]
    other = said("3.2 trillion", "3.2", subject="country:US", period=None)
    again = carry([known(US, "rejected")], [CHINA, other, NEXT], THEN)
    assert ids(again.standing) == [CHINA[0], NEXT[0]]
    gone = carry([known(US, "rejected")], [CHINA, NEXT], THEN)
    assert (ids(gone.standing), gone.aside, gone.orphaned) == ([CHINA[0], NEXT[0]], (), ())


def test_a_new_version_moves_the_places() -> None:
    text = "Updated at noon. " + TEXT
    now = {"title": TITLE, "text": text}
    found = carry([known(CHINA, "edited", subject="all"), known(US, "added")], [], now)
    assert ids(found.standing) == [CHINA[0], US[0]]
    for _, each in found.standing:
        for span in each.mentions:
            assert text[span.start : span.end] == span.quote


def test_a_figure_that_the_new_version_gives_otherwise_orphans_its_review() -> None:
    text = TEXT.replace("4.69", "4.96")
    new = said("4.96 trillion", "4.96", text)
    found = carry([known(CHINA, "accepted"), known(US, "accepted")], [new], {"title": "", "text": text})
    assert ids(found.standing) == [new[0], US[0]]
    assert found.orphaned == (CHINA[0],)


def test_the_same_digits_in_other_words_are_another_place() -> None:
    text = "The fund raised 3.2 trillion yen."
    found = carry([known(US, "added")], [], {"title": "", "text": text})
    assert (found.standing, found.orphaned) == ((), (US[0],))


def test_of_several_places_the_one_with_the_same_words_around_it() -> None:
    before = "It was 5 trillion in May. It will be 5 trillion in June, they say."
    now = "In short: 5 trillion. It was 5 trillion in May, it seems. It will be 5 trillion in June, they say."
    at = before.rindex("5 trillion")
    moved = relocate(Span("text", at, at + 10, "5 trillion"), before, now)
    assert moved is not None
    assert moved.start == now.rindex("5 trillion")


words = st.text(st.sampled_from("ab 5😀é中。\n"), max_size=60)


@given(before=words, now=words, at=st.tuples(st.integers(0, 60), st.integers(1, 8)))
def test_a_moved_span_always_slices_to_its_quote(before: str, now: str, at: tuple[int, int]) -> None:
    start, end = min(at[0], len(before)), min(at[0] + at[1], len(before))
    moved = relocate(Span("text", start, end, before[start:end]), before, now)
    if moved is not None:
        text = before if before == now else now
        assert text[moved.start : moved.end] == moved.quote == before[start:end]


@given(st.lists(st.tuples(st.sampled_from(range(3)), st.sampled_from(["accepted", "rejected", "edited", "added"])),
                unique_by=lambda one: one[0]), st.sets(st.sampled_from(range(3))))  # fmt: skip
def test_no_review_is_lost(decided: list[tuple[int, str]], left: set[int]) -> None:
    reviewed = [known(EXTRACTED[at], state) for at, state in decided]
    found = carry(reviewed, [EXTRACTED[at] for at in sorted(left)], THEN)
    placed = [*ids(found.standing), *ids(found.aside), *found.orphaned]
    assert len(placed) == len(set(placed))
    for at, state in decided:
        assert EXTRACTED[at][0] in placed or (state == "rejected" and at not in left)
        assert (EXTRACTED[at][0] in ids(found.standing)) == (state != "rejected")
