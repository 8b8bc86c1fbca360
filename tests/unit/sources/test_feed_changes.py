"""Feeds from one poll to the next: what is a change, what was cut off, and where older entries are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.sources.decide import fingerprint
from service.sources.kinds.feed import parse
from service.sources.protocol import DAMAGED, Document
from tests.unit.sources.test_feed import NOW, PLAIN, read, rss, source


def test_a_date_in_the_future_moves_with_the_clock_and_makes_no_change() -> None:
    feed = rss("<title>a</title><link>https://e.example/a</link><pubDate>2026-06-01T00:00:00Z</pubDate>")
    early = read(feed, **PLAIN).entries[0]
    later = parse(Document(feed.encode(), "https://e.example/"), source(**PLAIN), NOW + timedelta(days=1)).entries[0]
    assert (early.published_at, later.published_at) == (NOW, NOW + timedelta(days=1))
    assert fingerprint(early) == fingerprint(later)


def test_the_last_item_of_a_feed_that_is_cut_off_is_left_for_the_next_time() -> None:
    items = [f"<guid>{name}</guid><title>{name}</title><link>https://e.example/{name}</link>" for name in "abc"]
    whole = rss(*items, channel="")
    listing = read(whole[: whole.index("https://e.example/c")], **PLAIN)
    assert [entry.key for entry in listing.entries] == ["guid:a", "guid:b"]
    assert [rejected.reason for rejected in listing.rejected] == ["cut_off"]
    assert DAMAGED in listing.flags
    assert len(read(f"{whole}\n<!-- served by cache 7 -->\n", **PLAIN).entries) == 3


@pytest.mark.parametrize(
    ("link", "older"),
    [
        ("<link rel='prev-archive' href='/archive/2026-02.atom'/>", "https://www.36kr.com/archive/2026-02.atom"),
        ("<link rel='next' href='?page=2'/>", "https://www.36kr.com/feed?page=2"),
        ("<link rel='next' href='https://elsewhere.example/2'/>", None),
        ("<link rel='self' href='/feed'/>", None),
    ],
)
def test_the_listing_before_this_one(link: str, older: str | None) -> None:
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{link}<entry><id>a</id></entry></feed>"
    assert read(feed).older == older
