"""Discrepancies as Atom (RFC 4287) and as JSON Feed 1.1: plain values in, documents out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from service.reconcile.wire import time_text

TITLE = "Tallywire: discrepancies"
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
}


def atom(items: Sequence[Mapping[str, Any]], *, base: str, self_url: str) -> bytes:
    """An Atom feed. ``items`` are discrepancies as the API says them; ``base`` is the service's own address."""
    Xml.register_namespace("", _ATOM)
    feed = Xml.Element(f"{{{_ATOM}}}feed")
    _text(feed, "id", f"{base}/v1/feeds/discrepancies.atom")
    _text(feed, "title", TITLE)
    _text(feed, "updated", _stamp(_newest(items)))
    _link(feed, rel="self", type="application/atom+xml", href=self_url)
    _text(Xml.SubElement(feed, f"{{{_ATOM}}}author"), "name", "Tallywire")
    for item in items:
        entry = Xml.SubElement(feed, f"{{{_ATOM}}}entry")
        _text(entry, "id", f"urn:tallywire:{item['id']}")
        _text(entry, "title", _title(item))
        _text(entry, "published", _stamp(item["opened_at"]))
        _text(entry, "updated", _stamp(item["updated_at"]))
        _link(entry, rel="alternate", type="application/json", href=f"{base}/v1/discrepancies/{item['id']}")
        for url in _urls(item):
            _link(entry, rel="related", href=url)
        Xml.SubElement(entry, f"{{{_ATOM}}}category", term=item["type"])
        _text(entry, "content", _words(item)).set("type", "text")
    document: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(items: Sequence[Mapping[str, Any]], *, base: str, self_url: str) -> dict[str, Any]:
    """A JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": f"{base}/",
        "feed_url": self_url,
        "items": [
            {
                "id": f"urn:tallywire:{item['id']}",
                "url": f"{base}/v1/discrepancies/{item['id']}",
                "external_url": next(iter(_urls(item)), None),
                "title": _title(item),
                "content_text": _words(item),
                "date_published": _stamp(item["opened_at"]),
                "date_modified": _stamp(item["updated_at"]),
                "tags": [item["type"], item["subject"], item["measure"]],
            }
            for item in items
        ],
    }


def _newest(items: Iterable[Mapping[str, Any]]) -> datetime:
    return max((item["updated_at"] for item in items), default=_BEFORE_ANY)


def _title(item: Mapping[str, Any]) -> str:
    resolved = "Resolved: " if item["resolved_at"] else ""
    return f"{resolved}{_NAMES.get(item['type'], item['type'])}: {item['explanation']}"


def _words(item: Mapping[str, Any]) -> str:
    return f"{item['explanation']}\n{item['explanation_zh']}"


def _urls(item: Mapping[str, Any]) -> list[str]:
    """The sides' addresses, each once; only those that a reader may safely follow."""
    found = (side["url"] for side in item["sides"])
    return list(dict.fromkeys(url for url in found if url and url.startswith(("https://", "http://"))))


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
