"""Subscription lists as feed readers exchange them (OPML 2.0): out of ``sources.yaml``, and into stanzas for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml
from lxml import etree

from service.errors import UnusableInput
from service.sources.protocol import SourceConfig, WebSource

MOST_BYTES = 20_000_000
_ODD = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a list. ``group`` is the folder that it lies in."""

    url: str
    title: str | None = None
    group: str | None = None
    language: str | None = None


def write_opml(sources: Iterable[SourceConfig]) -> bytes:
    """The feeds among the sources; other kinds mean nothing to a feed reader."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Tallywire's sources"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        if source.kind != "feed" or not isinstance(source, WebSource):
            continue
        parent = body
        if source.group:
            if source.group not in folders:
                folders[source.group] = etree.SubElement(body, "outline", text=source.group)
            parent = folders[source.group]
        title = source.title or source.name
        facts = {"text": title, "title": title, "type": "rss", "xmlUrl": source.url}
        etree.SubElement(parent, "outline", facts | ({"language": source.language} if source.language else {}))
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def read_opml(data: bytes) -> list[Subscription]:
    """Every feed of the list, each once. Entities are not resolved, nothing is fetched. :class:`UnusableInput`."""
    if len(data) > MOST_BYTES:
        raise UnusableInput(f"the list has more than {MOST_BYTES} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableInput(f"the list is not XML: {error}") from error
    if root is None or not isinstance(root.tag, str) or etree.QName(root).localname.lower() != "opml":
        raise UnusableInput("the list is not OPML: its root element is another")
    found: dict[str, Subscription] = {}
    for outline in root.iter("{*}outline"):
        facts = {str(name).lower(): " ".join(str(value).split()) for name, value in outline.attrib.items()}
        url = facts.get("xmlurl", "")
        if not re.fullmatch(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", url) or url in found:
            continue
        parent = outline.getparent()
        folder = parent.get("text") or parent.get("title") if parent is not None and parent.tag == outline.tag else None
        title = facts.get("title") or facts.get("text")
        found[url] = Subscription(url, title or None, _name(folder) if folder else None, facts.get("language"))
    return list(found.values())


def stanzas(subscriptions: Iterable[Subscription], known: Iterable[SourceConfig]) -> str:
    """Indented YAML to stand under ``sources:``, without the feeds that are there already; empty for none."""
    known = list(known)
    urls = {getattr(source, "url", None) for source in known}
    taken = {source.name for source in known} | {source.group for source in known if source.group}
    added: dict[str, dict[str, str]] = {}
    for subscription in subscriptions:
        if subscription.url in urls:
            continue
        name = _free(_name(urlsplit(subscription.url).hostname or "") or "feed", taken)
        taken.add(name)
        stanza = {"kind": "feed", "title": subscription.title, "group": subscription.group, "url": subscription.url}
        language = subscription.language or ""
        if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language):
            stanza["language"] = language
        added[name] = {key: value for key, value in stanza.items() if value}
    if not added:
        return ""
    text = yaml.safe_dump(added, allow_unicode=True, sort_keys=False, width=1_000)
    return "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())


def _name(text: str) -> str:
    """As source and group names are written; empty where nothing of the text can be."""
    return _ODD.sub("-", text.lower().removeprefix("www.")).strip("-._")[:50]


def _free(name: str, taken: set[str]) -> str:
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 100_000))) if each not in taken)
