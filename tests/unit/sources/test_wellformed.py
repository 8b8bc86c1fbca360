"""Every feed of feedparser's own test suite, where its sources are at hand, through our entry model.

Name the folder of its unpacked source distribution to run it: ``FEEDPARSER_SOURCES=/path/to/feedparser-6.0``.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.sources.decide import fingerprint
from service.sources.kinds.feed import FeedSource, parse
from service.sources.protocol import Document, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
SOURCE = FeedSource(name="feed", kind="feed", url="https://feeds.example/feed")
FOLDER = Path(os.environ.get("FEEDPARSER_SOURCES", "")) / "tests"
FILES = sorted(FOLDER.rglob("*.xml")) if os.environ.get("FEEDPARSER_SOURCES") else []


@pytest.mark.skipif(not FILES, reason="feedparser's sources are not at hand: set FEEDPARSER_SOURCES")
def test_all_of_feedparsers_own_feeds_are_listings_or_have_a_reason() -> None:
    outcome: Counter[str] = Counter()
    for path in FILES:
        try:
            listing = parse(Document(path.read_bytes(), "https://feeds.example/feed", None), SOURCE, NOW)
        except ListingError as error:
            outcome[error.reason] += 1
            assert "wellformed" not in path.parts or error.reason in {"not_a_feed", "malformed_feed"}, path
            continue
        outcome["listing"] += 1
        for entry in listing.entries:
            assert entry.key
            assert len(fingerprint(entry)) == 32
            assert entry.published_at is None or entry.published_at.tzinfo is UTC
            assert entry.published_at is None or entry.published_at <= NOW
    assert outcome["listing"] > 0.9 * len(FILES), outcome
