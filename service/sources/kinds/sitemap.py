"""A sitemap, or an index of sitemaps: what large sites publish for search engines, some with the dates of news.

An index announces no articles but further listings, the newest first; following them is the poller's to do.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from lxml import etree
from pydantic import Field

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import decode
from service.sources.listings.dates import read_time
from service.sources.listings.identity import Link, entry_key, read_link
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

ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.1"
_GZIP, _GZIP_MAGIC = 31, b"\x1f\x8b"


class SitemapSource(WebSource):
    """``url`` is the sitemap's, or an index's; a news sitemap holds the last two days."""

    kind: Literal["sitemap"]
    only_news: bool = Field(False, description="entries without a news: section are left out")


def plan(source: SitemapSource) -> tuple[Get, ...]:
    return (Get(source.url, ACCEPT, robots=False),)


def parse(document: Document, source: SitemapSource, now: datetime) -> Listing:
    data = _unpacked(document.data, source.max_bytes)
    root, flags = _tree(replace(document, data=data), source)
    if _name(root) == "sitemapindex":
        return Listing((), flags=flags, parts=_parts(root, document, source, now))
    entries: dict[str, Entry] = {}
    rejected: list[Rejected] = []
    urls = _children(root, "url")
    if flags and not _ends(data):
        rejected.append(Rejected(f"url {len(urls)}", CUT_OFF, "the sitemap ends before its end"))
        urls = urls[:-1]
    for number, node in enumerate(urls, 1):
        link = read_link(_text(node, "loc"), document.url, source.tracking, source.id_pattern)
        if link is None:
            rejected.append(Rejected(f"url {number}", "no_identity", "loc is no web address"))
            continue
        entry = _entry(node, link, source, now)
        if entry is not None:
            entries[entry.key] = entry
        if len(entries) >= source.max_items:
            break
    return Listing(tuple(entries.values()), rejected=tuple(rejected), flags=flags)


def _ends(data: bytes) -> bool:
    return data[-200:].replace(b"\0", b"").rstrip().endswith((b"urlset>", b"-->"))


def _entry(node: Any, link: Link, source: SitemapSource, now: datetime) -> Entry | None:
    news = next(iter(_children(node, "news")), None)
    key = entry_key(None, link, frozenset())
    if key is None or (source.only_news and news is None) or (source.id_pattern and link.site_id is None):
        return None
    published, flags = read_time(_text(news, "publication_date"), source.zone, now)
    updated, odd = read_time(_text(node, "lastmod"), source.zone, now)
    return Entry(
        key=key,
        url=link.canonical,
        link=link.url,
        site_id=link.site_id,
        title=_text(news, "title"),
        published_at=published,
        updated_at=None if odd else updated,  # a time in the future moves with the clock
        flags=flags,
    )


def _parts(root: Any, document: Document, source: SitemapSource, now: datetime) -> tuple[str, ...]:
    """The index's sitemaps of the same host, the newest first, then those without a date in their own order."""
    dated: list[tuple[float, str]] = []
    for node in _children(root, "sitemap"):
        link = read_link(_text(node, "loc"), document.url)
        if link is None or _host(link.canonical) != _host(document.url):
            continue
        changed, _ = read_time(_text(node, "lastmod"), source.zone, now)
        dated.append((-changed.timestamp() if changed else 0.0, link.url))
    return tuple(dict.fromkeys(url for _, url in sorted(dated, key=lambda pair: pair[0])))


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _unpacked(data: bytes, limit: int) -> bytes:
    """Sitemaps are often stored as gzip files, which no header of the answer tells."""
    if not data.startswith(_GZIP_MAGIC):
        return data
    inflate = zlib.decompressobj(_GZIP)
    try:
        plain = inflate.decompress(data, limit)
    except zlib.error as error:
        raise ListingError("corrupt_compression", f"the sitemap's gzip file: {error}") from error
    if inflate.unconsumed_tail:
        raise ListingError("body_too_large", f"unpacked the sitemap has more than {limit} bytes")
    if not inflate.eof:
        raise ListingError("truncated_body", "the sitemap's gzip file ends before its end")
    return plain


def _tree(document: Document, source: SitemapSource) -> tuple[Any, tuple[str, ...]]:
    """The root element, and what was wrong with the XML as a whole."""
    if not document.data.strip():
        raise ListingError("empty_body", "the answer has no content")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(document.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListingError("malformed_sitemap", str(error)[:200]) from error
    if root is not None and _name(root) in {"urlset", "sitemapindex"}:
        return root, (DAMAGED,) if len(parser.error_log) else ()
    text = decode(document.data, document.content_type).text
    if phrase := next((phrase for phrase in source.challenge if phrase in text), None) or find_challenge(text):
        raise ListingError("challenge_page", f"an anti-bot page came instead of the sitemap ({phrase})")
    raise ListingError("not_a_sitemap", "the root is neither urlset nor sitemapindex")


def _name(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _children(node: Any, name: str) -> list[Any]:
    """By local name: sites write the namespaces in many ways, most of them wrong."""
    return [child for child in node if _name(child) == name]


def _text(node: Any, name: str) -> str | None:
    found = next(iter(_children(node, name)), None) if node is not None else None
    words = " ".join("".join(found.itertext()).split()) if found is not None else ""
    return words or None


KIND = Kind(config=SitemapSource, plan=plan, parse=parse)
