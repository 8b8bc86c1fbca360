"""Every feed of feedparser's own test suite, where its sources are at hand, through our entry model.

Name the folder of its unpacked source distribution to run it: ``FEEDPARSER_SOURCES=/path/to/feedparser-6.0``.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from service.sources.decide import fingerprint
from service.sources.kinds import feed
from service.sources.kinds.feed import FeedSource
from service.sources.listings.identity import entry_key
from service.sources.protocol import Document, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
SOURCE = FeedSource(name="feed", kind="feed", url="https://feeds.example/feed")
FOLDER = Path(os.environ.get("FEEDPARSER_SOURCES", "")) / "tests"
FILES = sorted(FOLDER.rglob("*.xml")) if os.environ.get("FEEDPARSER_SOURCES") else []


FEW = 2_000
"""A distribution has more; a folder with fewer is not one."""


@pytest.mark.skipif(not FILES, reason="feedparser's sources are not at hand: set FEEDPARSER_SOURCES")
def test_all_of_feedparsers_own_feeds_are_listings_or_have_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of their items have neither a link nor a guid: they get one here, so that every item becomes an entry."""
    given = count()
    monkeypatch.setattr(feed, "entry_key", lambda *found: entry_key(*found) or f"given:{next(given)}")
    outcome: Counter[str] = Counter()
    entries = 0
    for path in FILES:
        try:
            listing = feed.parse(Document(path.read_bytes(), "https://feeds.example/feed", None), SOURCE, NOW)
        except ListingError as error:
            outcome[error.reason] += 1
            assert "wellformed" not in path.parts, (path, error)
            continue
        outcome["listing"] += 1
        for entry in listing.entries:
            entries += 1
            assert entry.key
            assert len(fingerprint(entry)) == 32
            assert entry.published_at is None or entry.published_at.tzinfo is UTC
            assert entry.published_at is None or entry.published_at <= NOW
        assert {each.reason for each in listing.rejected} <= {"cut_off"}
    assert len(FILES) > FEW
    assert entries > len(FILES) / 3
    assert outcome.keys() <= {"listing", "not_a_feed", "html_instead_of_feed"}
    assert outcome["listing"] > 0.97 * len(FILES), outcome
