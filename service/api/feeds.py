"""Discrepancies and claims as Atom (RFC 4287) and as JSON Feed 1.1: plain values in, documents out.

What articles say is text in both, never markup, and an address is led to only where a reader may safely follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from service.reconcile.wire import time_text

_ATOM = "http://www.w3.org/2005/Atom"
_BEFORE_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMES = {
    "refuted": "Refuted",
    "conflicting": "True in another reading only",
    "inconsistent": "Inconsistent within the article",
    "disagreement": "Articles disagree",
    "revision": "Figure revised",
    "verdict_changed": "Verdict changed",
    "supported": "Supported",
    "not_enough_evidence": "Not enough evidence",
    "unchecked": "Not checked yet",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed. ``path`` is where the API says it, ``urls`` the addresses of what it is about."""

    id: str
    path: str
    title: str
    text: str
    published: datetime
    updated: datetime
    urls: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is called, and where: ``base`` is the service's own address, ``self_url`` this very feed's."""

    noun: str
    base: str
    self_url: str

    @property
    def title(self) -> str:
        return f"Tallywire: {self.noun}"


def of_discrepancy(item: Mapping[str, Any]) -> Entry:
    """A discrepancy, as the API says it."""
    resolved = "Resolved: " if item["resolved_at"] else ""
    return Entry(
        id=item["id"],
        path=f"/v1/discrepancies/{item['id']}",
        title=f"{resolved}{_NAMES.get(item['type'], item['type'])}: {item['explanation']}",
        text=f"{item['explanation']}\n{item['explanation_zh']}",
        published=item["opened_at"],
        updated=item["updated_at"],
        urls=_followed(side["url"] for side in item["sides"]),
        tags=(item["type"], item["subject"], item["measure"]),
    )


def of_claim(item: Mapping[str, Any], seen: datetime) -> Entry:
    """A claim, as the API says it; it changes when it gets another verdict."""
    article, verdict = item["article"], item["verdict"]
    quote = item["mentions"][0]["quote"] if item["mentions"] else ""
    said = [] if verdict is None else [verdict["explanation"], verdict["explanation_zh"]]
    label = "unchecked" if verdict is None else verdict["label"]
    published = article["published_at"] or seen
    return Entry(
        id=item["id"],
        path=f"/v1/claims/{item['id']}",
        title=f"{_NAMES.get(label, label)}: {quote} ({article['title']})",
        text="\n".join([quote, *said]),
        published=published,
        updated=max(published, published if verdict is None else verdict["decided_at"]),
        urls=_followed([article["url"]]),
        tags=(label, item["kind"], item["subject"], item["measure"]),
    )


def atom(entries: Sequence[Entry], feed: Feed) -> bytes:
    """An Atom feed."""
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed")
    _text(root, "id", f"{feed.base}/v1/feeds/{feed.noun}.atom")
    _text(root, "title", feed.title)
    _text(root, "updated", _stamp(max((each.updated for each in entries), default=_BEFORE_ANY)))
    _link(root, rel="self", type="application/atom+xml", href=feed.self_url)
    _text(Xml.SubElement(root, f"{{{_ATOM}}}author"), "name", "Tallywire")
    for each in entries:
        entry = Xml.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "id", f"urn:tallywire:{each.id}")
        _text(entry, "title", each.title)
        _text(entry, "published", _stamp(each.published))
        _text(entry, "updated", _stamp(each.updated))
        _link(entry, rel="alternate", type="application/json", href=f"{feed.base}{each.path}")
        for url in each.urls:
            _link(entry, rel="related", href=url)
        Xml.SubElement(entry, f"{{{_ATOM}}}category", term=each.tags[0])
        _text(entry, "content", each.text).set("type", "text")
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(entries: Sequence[Entry], feed: Feed) -> dict[str, Any]:
    """A JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{feed.base}/",
        "feed_url": feed.self_url,
        "items": [
            {
                "id": f"urn:tallywire:{each.id}",
                "url": f"{feed.base}{each.path}",
                "external_url": next(iter(each.urls), None),
                "title": each.title,
                "content_text": each.text,
                "date_published": _stamp(each.published),
                "date_modified": _stamp(each.updated),
                "tags": list(each.tags),
            }
            for each in entries
        ],
    }


def _followed(urls: Iterable[str | None]) -> tuple[str, ...]:
    """Each address once; only those that a reader may safely follow."""
    return tuple(dict.fromkeys(url for url in urls if url and url.startswith(("https://", "http://"))))


def _stamp(moment: datetime) -> str:
    return str(time_text(moment))


def _text(parent: Xml.Element, name: str, words: str) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = _NOT_XML.sub("\ufffd", words)
    return element


def _link(parent: Xml.Element, **attributes: str) -> None:
    Xml.SubElement(
        parent, f"{{{_ATOM}}}link", {name: _NOT_XML.sub("\ufffd", value) for name, value in attributes.items()}
    )
