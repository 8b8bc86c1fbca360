"""A page that links to articles: a front page or an archive, read with CSS selectors from ``sources.yaml``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

import lxml.html
from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from pydantic import AfterValidator, Field

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import decode
from service.sources.listings.dates import read_time
from service.sources.listings.identity import entry_key, read_link
from service.sources.protocol import Document, Entry, Get, Kind, Listing, ListingError, WebSource

ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
DATE_ATTRIBUTES = ("datetime", "content", "data-time", "data-timestamp", "title")


@cache
def _xpath(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def _selector(text: str) -> str:
    try:
        _xpath(text)
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"a CSS selector is required: {error}") from error
    return text


Selector = Annotated[str, AfterValidator(_selector)]


class ListPageSource(WebSource):
    """``url`` is the list page's. Titles and dates are looked for inside each item; the page itself may know better."""

    kind: Literal["list_page"]
    links: Selector = Field(description="CSS selector of the links to articles")
    items: Selector | None = Field(None, description="CSS selector of the cards that hold one link each")
    item_title: Selector | None = Field(None, description="CSS selector of the title inside a card")
    item_date: Selector | None = Field(None, description="CSS selector of the date inside a card")


def plan(source: ListPageSource) -> tuple[Get, ...]:
    return (Get(source.url, ACCEPT, robots=True),)


def parse(document: Document, source: ListPageSource, now: datetime) -> Listing:
    decoded = decode(document.data, document.content_type)
    root = _tree(decoded.text)
    base = root.base_url or document.url
    if href := next(iter(root.xpath("//base/@href")), None):
        base = (link.url if (link := read_link(str(href), base)) else base) or base
    entries: dict[str, Entry] = {}
    cards = _cards(root, source)
    for card, anchor in cards:
        link = read_link(anchor.get("href"), base, source.tracking, source.id_pattern)
        if link is None or (source.id_pattern and link.site_id is None):
            continue
        key = entry_key(None, link, frozenset())
        if key is None or len(entries) >= source.max_items:
            continue
        title = _text(card, source.item_title) if source.item_title else None
        published, flags = read_time(_date(card, source.item_date), source.zone, now)
        entry = Entry(key, link.canonical, link.url, link.site_id, title or None, published, flags=flags)
        entries[key] = _merged(entries[key], entry) if key in entries else entry
    if not entries:
        _explain_nothing(decoded.text, source, len(cards))
    return Listing(tuple(entries.values()), flags=decoded.flags)


def _merged(first: Entry, again: Entry) -> Entry:
    """The same article linked twice, from its picture and from its headline."""
    title = max((first.title or "", again.title or ""), key=len) or None
    return replace(first, title=title, published_at=first.published_at or again.published_at)


def _tree(text: str) -> Any:
    if not text.strip():
        raise ListingError("empty_body", "the answer has no content")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ListingError("malformed_page", str(error)[:200]) from error
    if root is None:
        raise ListingError("malformed_page", "no element could be read")
    return root


def _explain_nothing(text: str, source: ListPageSource, matched: int) -> None:
    if phrase := _challenge(text, source):
        raise ListingError("challenge_page", f"an anti-bot page came instead of the list ({phrase})")
    if matched:
        what = f"links match {source.links!r}, but none of them is an article's (id_pattern {source.id_pattern!r})"
        raise ListingError("empty_listing", f"{matched} {what}")
    where = f"{source.links!r} inside {source.items!r}" if source.items else repr(source.links)
    raise ListingError("empty_listing", f"no link matches {where}; the page's layout may have changed")


def _cards(root: Any, source: ListPageSource) -> list[tuple[Any, Any]]:
    """(card, link) pairs; without ``items`` a link is its own card."""
    select = _xpath(source.links)
    if source.items is None:
        return [(anchor, anchor) for anchor in select(root)]
    cards = [(card, next(iter(select(card)), None)) for card in _xpath(source.items)(root)]
    return [(card, anchor) for card, anchor in cards if anchor is not None]


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) or str(element.get("title") or "").strip()


def _text(card: Any, selector: str) -> str | None:
    return next((words for found in _xpath(selector)(card) if (words := _words(found))), None)


def _date(card: Any, selector: str | None) -> str | None:
    if selector is None:
        return None
    for found in _xpath(selector)(card):
        for name in DATE_ATTRIBUTES:
            if value := found.get(name):
                return str(value)
        if words := _words(found):
            return words
    return None


def _challenge(text: str, source: ListPageSource) -> str | None:
    """What gives the text away as an anti-bot page: the source's own phrase, or the name of a general rule."""
    return next((phrase for phrase in source.challenge if phrase in text), None) or find_challenge(text)


KIND = Kind(config=ListPageSource, plan=plan, parse=parse)
