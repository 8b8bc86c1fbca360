"""What a page says about itself beside its text: title, time of publication, address, language.

Structured statements come first (JSON-LD, meta elements, ``time``), then what stands where dates stand. Search by
guessing through the whole page is left to trafilatura's own metadata, which costs more and is asked only for what is
still missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from extractors.documents.markup import clean_line, first_words
from extractors.documents.moments import from_epoch, read_moment
from extractors.documents.page import Moment

_ARTICLE_TYPES = frozenset({
    "Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle", "AnalysisNewsArticle", "TechArticle",
    "LiveBlogPosting",
})  # fmt: skip
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "og:release_date", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date", "parsely-pub-date", "date",
)  # fmt: skip
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "headline")
_DATED = re.compile(r"\b(?:date|time|pub|publish\w*|posted|dateline|byline|meta)\b|(?:date|time)$", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:[|｜_–—·»]|\s-\s)\s*")
_LONGEST_DATE = 120
_LONGEST_TITLE = 300
_MAX_HEADINGS = 20
_MAX_JSON = 500_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """``is_article`` says that the page calls itself one."""

    title: str | None = None
    published: Moment | None = None
    url: str | None = None
    language: str | None = None
    is_article: bool = False


def read_metadata(tree: Any, zone: tzinfo) -> Metadata:
    """Never raises; a statement that cannot be read is passed over."""
    metas = dict(_metas(tree))
    linked = [node for node in _json_ld(tree) if _types(node) & _ARTICLE_TYPES]
    return Metadata(
        title=_title(tree, metas, linked),
        published=_published(tree, metas, linked, zone),
        url=_address(tree, metas),
        language=tree.get("lang") or metas.get("og:locale") or metas.get("content-language"),
        is_article=bool(linked) or metas.get("og:type") == "article",
    )


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    """The first of each name wins, so later ones are yielded first."""
    for meta in reversed(list(tree.iter("meta"))):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content:
            yield name.strip().lower(), content.strip()


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MAX_JSON:
            continue
        try:
            loaded = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        pending = [loaded]
        while pending:
            node = pending.pop(0)
            if isinstance(node, list):
                pending.extend(node)
            elif isinstance(node, dict):
                yield node
                pending.extend(value for key, value in node.items() if key in {"@graph", "mainEntity"})


def _types(node: dict[str, Any]) -> set[str]:
    raw = node.get("@type")
    return {kind for kind in (raw if isinstance(raw, list) else [raw]) if isinstance(kind, str)}


def _title(tree: Any, metas: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    """The headline without the outlet's name: where an ``h1`` repeats part of a longer title, the ``h1`` is it."""
    stated = [node.get("headline") for node in linked] + [metas.get(name) for name in _TITLE_METAS]
    texts = [clean_line(text) for text in stated if isinstance(text, str) and text.strip()]
    headings = [first_words(heading, _LONGEST_TITLE) for heading in islice(tree.iter("h1"), _MAX_HEADINGS)]
    whole = clean_line(tree.findtext(".//title") or "")
    for text in (*texts, whole):
        for heading in headings:
            if len(heading) > 3 and heading in text:
                return heading
    if texts:
        return texts[0]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    return _without_outlet(whole, metas) or None


def _without_outlet(title: str, metas: dict[str, str]) -> str:
    parts = _SUFFIX.split(title)
    outlet = metas.get("og:site_name", "").casefold()
    if len(parts) > 1 and outlet and parts[-1].casefold() == outlet:
        return title[: title.rindex(parts[-1])].rstrip(" |｜_–—·»-")
    return title


def _published(tree: Any, metas: dict[str, str], linked: list[dict[str, Any]], zone: tzinfo) -> Moment | None:
    """The most exact of what is stated; a page may give the day in one place and the minute in another."""
    stated: list[Any] = [node.get(key) for node in linked for key in ("datePublished", "dateCreated")]
    stated += [metas.get(name) for name in _DATE_METAS]
    stated += [time.get("datetime") or first_words(time, _LONGEST_DATE) for time in _article_times(tree)]
    best: Moment | None = None
    for raw in stated:
        if not isinstance(raw, str | int):
            continue
        moment = from_epoch(raw) or (read_moment(raw, zone) if isinstance(raw, str) else None)
        if moment is not None and (best is None or len(moment.flags) < len(best.flags)):
            best = moment
    return best or next(_visible_dates(tree, zone), None)


def _article_times(tree: Any) -> list[Any]:
    times = list(tree.iter("time"))
    marked = [time for time in times if (time.get("itemprop") or "").lower() == "datepublished" or time.get("pubdate")]
    return marked[:1] or times[:1]


def _visible_dates(tree: Any, zone: tzinfo) -> Iterator[Moment]:
    for element in tree.iter("span", "div", "p", "em", "i", "small", "li", "td"):
        label = f"{element.get('class') or ''} {element.get('id') or ''}".replace("-", " ").replace("_", " ").strip()
        if len(label) > 1 and _DATED.search(label):
            text = first_words(element, _LONGEST_DATE)
            moment = read_moment(text, zone) if len(text) <= _LONGEST_DATE else None
            if moment is not None:
                yield moment


def _address(tree: Any, metas: dict[str, str]) -> str | None:
    """The canonical address if it is a whole one."""
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").split()]
    for raw in (*links, metas.get("og:url")):
        try:
            parts = urlsplit((raw or "").strip())
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc:
            return (raw or "").strip()
    return None
