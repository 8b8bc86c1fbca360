"""A sitemap: what large sites publish for search engines, with titles and dates of news where they have them.

An index of sitemaps is refused with the newest of its sitemaps named: following it would be another request.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from lxml import etree
from pydantic import Field

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import decode
from service.sources.listings.dates import read_time
from service.sources.listings.identity import entry_key, read_link
from service.sources.protocol import Document, Entry, Get, Kind, Listing, ListingError, Rejected, WebSource

ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.1"


class SitemapSource(WebSource):
    """``url`` is the sitemap's; a news sitemap holds the last two days."""

    kind: Literal["sitemap"]
    only_news: bool = Field(False, description="entries without a news: section are left out")


def plan(source: SitemapSource) -> tuple[Get, ...]:
    return (Get(source.url, ACCEPT, robots=False),)


def parse(document: Document, source: SitemapSource, now: datetime) -> Listing:
    root = _tree(document, source)
    if _name(root) == "sitemapindex":
        raise ListingError("sitemap_index", f"an index of sitemaps; use one of them: {_newest(root)}")
    entries: dict[str, Entry] = {}
    rejected: list[Rejected] = []
    for number, node in enumerate(_children(root, "url"), 1):
        news = next(iter(_children(node, "news")), None)
        if source.only_news and news is None:
            continue
        link = read_link(_text(node, "loc"), document.url, source.tracking, source.id_pattern)
        key = entry_key(None, link, frozenset())
        if link is None or key is None:
            rejected.append(Rejected(f"url {number}", "no_identity", "loc is no web address"))
            continue
        if source.id_pattern and link.site_id is None:
            continue
        stated = _text(news, "publication_date") if news is not None else None
        published, flags = read_time(stated, source.zone, now)
        updated, _ = read_time(_text(node, "lastmod"), source.zone, now)
        title = _text(news, "title") if news is not None else None
        entries[key] = Entry(key, link.canonical, link.url, link.site_id, title, published, updated, flags=flags)
        if len(entries) >= source.max_items:
            break
    return Listing(tuple(entries.values()), rejected=tuple(rejected))


def _tree(document: Document, source: SitemapSource) -> Any:
    if not document.data.strip():
        raise ListingError("empty_body", "the answer has no content")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(document.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListingError("malformed_sitemap", str(error)[:200]) from error
    if root is not None and _name(root) in {"urlset", "sitemapindex"}:
        return root
    text = decode(document.data, document.content_type).text
    if phrase := next((phrase for phrase in source.challenge if phrase in text), None) or find_challenge(text):
        raise ListingError("challenge_page", f"an anti-bot page came instead of the sitemap ({phrase})")
    raise ListingError("not_a_sitemap", "the root is neither urlset nor sitemapindex")


def _newest(root: Any) -> str:
    maps = [(_text(node, "lastmod") or "", _text(node, "loc") or "") for node in _children(root, "sitemap")]
    return ", ".join(loc for _, loc in sorted(maps, reverse=True)[:3]) or "it names none"


def _name(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _children(node: Any, name: str) -> list[Any]:
    """By local name: sites write the namespaces in many ways, most of them wrong."""
    return [child for child in node if _name(child) == name]


def _text(node: Any, name: str) -> str | None:
    found = next(iter(_children(node, name)), None)
    words = " ".join("".join(found.itertext()).split()) if found is not None else ""
    return words or None


KIND = Kind(config=SitemapSource, plan=plan, parse=parse)
