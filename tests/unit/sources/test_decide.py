"""Which announced entries need work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.sources.decide import MOST_ATTEMPTS, KnownEntry, decide, fingerprint, gives_up
from service.sources.protocol import Entry

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
A = Entry("guid:a", url="https://e.example/a", title="A")
B = Entry("guid:b", url="https://e.example/b", title="B")


def known(
    entry: Entry, *, attempts: int = 1, next_try: datetime | None = None, article: str | None = "art_1", mark: str = ""
) -> KnownEntry:
    return KnownEntry(entry.key, entry.url, mark or fingerprint(entry), attempts, next_try, article)


def test_what_is_not_known_is_new_in_the_listings_order() -> None:
    decision = decide([B, A], [], NOW)
    assert [work.entry for work in decision.work] == [B, A]
    assert (decision.new, decision.changed, decision.settled) == (2, 0, 0)


def test_what_is_done_is_left_alone() -> None:
    decision = decide([A, B], [known(A), known(B, article=None)], NOW)
    assert (decision.work, decision.settled) == ((), 2)


@pytest.mark.parametrize(
    ("wait", "due"), [(timedelta(hours=-1), True), (timedelta(), True), (timedelta(hours=1), False)]
)
def test_what_failed_is_tried_again_when_its_time_has_come(wait: timedelta, due: bool) -> None:
    decision = decide([A], [known(A, next_try=NOW + wait, article=None)], NOW)
    assert [work.attempts for work in decision.work] == ([1] if due else [])
    assert decision.new == 0


def test_what_its_publisher_changed_is_read_again() -> None:
    decision = decide([A], [known(A, mark="older")], NOW)
    assert (decision.new, decision.changed) == (0, 1)
    assert decision.work[0].article_id == "art_1"


def test_endless_changes_end_unless_they_are_ours() -> None:
    restless = [known(A, mark="older", attempts=MOST_ATTEMPTS)]
    assert decide([A], restless, NOW).work == ()
    assert len(decide([A], restless, NOW, local=True).work) == 1


def test_a_new_guid_for_a_known_link_is_the_known_entry() -> None:
    renamed = Entry("guid:new", url=A.url, title="A")
    assert decide([renamed], [known(A)], NOW).work == ()
    changed = Entry("guid:new", url=A.url, title="A, corrected")
    assert [work.entry.key for work in decide([changed], [known(A)], NOW).work] == ["guid:a"]


def test_a_link_that_entries_share_says_nothing() -> None:
    home = "https://e.example/"
    old = [known(Entry(f"guid:{n}", url=home)) for n in "ab"]
    assert decide([Entry("guid:c", url=home)], old, NOW).new == 1
    assert decide([Entry("guid:c", url=home), Entry("guid:d", url=home)], old[:1], NOW).new == 2


def test_a_guid_that_goes_from_article_to_article_names_neither() -> None:
    first = known(Entry("guid:x", url="https://e.example/1", title="One"))
    second = Entry("guid:x", url="https://e.example/2", title="Two")
    (work,) = decide([second], [first], NOW).work
    assert (work.entry.key, work.known) == ("url:https://e.example/2", False)


def test_an_article_that_moves_under_its_guid_stays_itself() -> None:
    first = known(Entry("guid:x", url="https://e.example/1", title="One"))
    moved = Entry("guid:x", url="https://e.example/one", title="One")
    assert decide([moved], [first], NOW).work == ()


def test_the_fingerprint_is_what_the_publisher_says() -> None:
    assert fingerprint(A) == fingerprint(Entry("other", title="A", published_at=NOW))
    assert fingerprint(A) != fingerprint(Entry("guid:a", title="A", content="text"))
    assert fingerprint(A) != fingerprint(Entry("guid:a", title="A", updated_at=NOW))
    assert fingerprint(Entry("k", title="x", content="")) != fingerprint(Entry("k", title="x"))


@pytest.mark.parametrize(
    ("reason", "tries"), [("http_404", 5), ("http_410", 1), ("not_an_article", 5), ("timeout", 12), ("worker_died", 2)]
)
def test_how_often_a_page_is_tried(reason: str, tries: int) -> None:
    assert [gives_up(reason, attempt) for attempt in (tries - 1, tries)] == [False, True]
