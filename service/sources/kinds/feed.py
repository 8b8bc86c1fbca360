"""RSS and Atom, read by feedparser from bytes (never from an address).

What the web has taught: anti-bot pages come with status 200 and HTML where XML was due; a guid may be shared by all
items; a time without a zone is the publisher's, not UTC; the declared encoding may be a lie.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import feedparser

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import decode
from service.sources.listings.dates import read_time
from service.sources.listings.identity import Link, entry_key, read_link, usable_guids
from service.sources.protocol import (
    CUT_OFF,
    DAMAGED,
    Document,
    Entry,
    Get,
    Kind,
    Listing,
    ListingError,
    Rejected,
    WebSource,
)

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
FULL_TEXT = 400  # characters of text from which a feed's content counts as the article, not as a teaser
_XML_ROOTS = {"rss", "feed", "rdf", "channel"}  # the last is the Channel Definition Format's
_PROLOG = re.compile(
    r"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<!?\s*(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.{0,500}-->\s*)?\Z", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_UPDATES = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


class FeedSource(WebSource):
    """``url`` is the feed's."""

    kind: Literal["feed"]


@dataclass(frozen=True, slots=True)
class _Item:
    raw: Any
    guid: str | None
    link: Link | None


def plan(source: FeedSource) -> tuple[Get, ...]:
    return (Get(source.url, ACCEPT, robots=False),)


def parse(document: Document, source: FeedSource, now: datetime) -> Listing:
    decoded = decode(document.data, document.content_type)
    _expect_feed(decoded.text, source)
    body = _NOT_XML.sub("", _DECLARATION.sub("", decoded.text)).encode("utf-8", "replace")
    parsed = feedparser.parse(
        io.BytesIO(body),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    flags = list(decoded.flags)
    if parsed.get("bozo"):
        flags.append(DAMAGED)
    if not parsed.get("version") and not parsed.entries and (parsed.get("bozo") or not parsed.feed):
        raise ListingError("malformed_feed", str(parsed.get("bozo_exception", "no feed could be read"))[:200])
    rejected: list[Rejected] = []
    listed = parsed.entries
    if parsed.get("bozo") and listed and not _END.search(body):
        rejected.append(Rejected(f"item {len(listed)}", CUT_OFF, "the feed ends before its end"))
        listed = listed[:-1]
    items = [_item(raw, document.url, source) for raw in listed[: source.max_items]]
    guids = usable_guids([(item.guid, item.link.canonical if item.link else None) for item in items])
    entries: list[Entry] = []
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        key = entry_key(item.guid, item.link, guids)
        if key is None:
            rejected.append(Rejected(f"item {number}", "no_identity", "neither a link nor a guid of its own"))
        elif key not in seen:
            seen.add(key)
            entries.append(_entry(key, item, source, now))
    return Listing(
        tuple(entries), _ttl(parsed.feed), tuple(rejected), tuple(flags), older=_older(parsed.feed, document.url)
    )


def _expect_feed(text: str, source: FeedSource) -> None:
    """Raise unless the root element is a feed's."""
    if not text.strip():
        raise ListingError("empty_body", "the answer has no content")
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    name = root[1].lower() if root else ""
    if name in _XML_ROOTS:
        return
    if phrase := _challenge(text, source):
        raise ListingError("challenge_page", f"an anti-bot page came instead of the feed ({phrase})")
    if name in {"html", "doctype", "head", "body", "script"}:
        raise ListingError("html_instead_of_feed", "an HTML page came instead of the feed")
    raise ListingError("not_a_feed", f"the root is {name!r}" if name else "the answer is not XML")


def _item(raw: Any, base: str, source: FeedSource) -> _Item:
    guid = str(raw.get("id") or "").strip() or None
    link = read_link(raw.get("link"), base, source.tracking, source.id_pattern)
    if link is None and guid is not None and guid.startswith(("http://", "https://")):
        link = read_link(guid, base, source.tracking, source.id_pattern)
    return _Item(raw, guid, link)


def _entry(key: str, item: _Item, source: FeedSource, now: datetime) -> Entry:
    raw = item.raw
    published, flags = read_time(raw.get("published") or raw.get("updated"), source.zone, now)
    updated = _updated(raw, source, now)
    title = " ".join(html.unescape(_TAG.sub("", raw.get("title") or "")).split())
    content = _content(raw, source)
    if "\ufffd" in title or "\ufffd" in (content or ""):
        flags = (*flags, "replacement_characters")
    return Entry(
        key=key,
        url=item.link.canonical if item.link else None,
        link=item.link.url if item.link else None,
        site_id=item.link.site_id if item.link else None,
        title=title or None,
        published_at=published,
        updated_at=updated,
        content=content,
        flags=flags,
    )


def _updated(raw: Any, source: FeedSource, now: datetime) -> datetime | None:
    """Only as stated: feedparser would give the publication time, and a time in the future moves with the clock."""
    if "updated" not in raw:
        return None
    updated, flags = read_time(raw.get("updated"), source.zone, now)
    return None if flags else updated


def _content(raw: Any, source: FeedSource) -> str | None:
    """The article's HTML where the feed has it; with ``pages: never`` its summary will do."""
    bodies = [str(part.get("value") or "") for part in raw.get("content") or ()]
    best = max(bodies, key=len, default="")
    if len(_TAG.sub("", best).strip()) >= FULL_TEXT:
        return best
    if source.pages == "never" or not raw.get("link"):
        return max((best, str(raw.get("summary") or "")), key=len) or None
    return None


def _ttl(feed: Any) -> timedelta | None:
    return max(_stated_ttls(feed), default=None)


def _stated_ttls(feed: Any) -> Iterator[timedelta]:
    """RSS's ttl in minutes; the syndication module's updates a period."""
    ttl = str(feed.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 7:
        yield timedelta(minutes=int(ttl))
    period = _UPDATES.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period:
        often = str(feed.get("sy_updatefrequency") or "1").strip()
        times = int(often) if often.isascii() and often.isdigit() and 0 < len(often) < 5 else 1
        yield timedelta(seconds=period / max(times, 1))


def _older(feed: Any, base: str) -> str | None:
    """The document before this one, of an archived or a paged feed (RFC 5005), on the same host."""
    links = {str(link.get("rel")): link.get("href") for link in feed.get("links") or ()}
    link = read_link(links.get("prev-archive") or links.get("next"), base)
    same_host = link is not None and urlsplit(link.canonical).netloc == urlsplit(base).netloc.lower()
    return link.url if link is not None and same_host else None


def _challenge(text: str, source: FeedSource) -> str | None:
    """What gives the text away as an anti-bot page: the source's own phrase, or the name of a general rule."""
    return next((phrase for phrase in source.challenge if phrase in text), None) or find_challenge(text)


KIND = Kind(config=FeedSource, plan=plan, parse=parse)
