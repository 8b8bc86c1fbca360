"""A list of articles as JSON: what sites give their own pages and apps, without a key.

Where the list is and what its objects call a link, a title and a time is configuration: paths of keys with dots
(``data.items``; numbers pick from lists), or several that are tried in order, since such lists change without notice.
A link may be a template with such paths in braces. A list that answers none of the paths is a failure that names the
keys it does have.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import decode
from service.sources.listings.dates import read_time
from service.sources.listings.identity import entry_key, read_link
from service.sources.protocol import Document, Entry, Get, Kind, Listing, ListingError, Rejected, WebSource

ACCEPT = "application/json, */*;q=0.1"
_HOLE = re.compile(r"\{([\w.]+)\}")
_MILLISECONDS, _SECONDS = re.compile(r"\d{13}"), re.compile(r"\d{10}")
_KEYS_SHOWN = 12


def _several(raw: object) -> object:
    return () if raw is None else (raw,) if isinstance(raw, str) else raw


Dotted = Annotated[str, Field(pattern=r"^[\w-]+(?:\.[\w-]+)*$")]
Paths = Annotated[tuple[Dotted, ...], BeforeValidator(_several)]
Links = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]


class JsonListSource(WebSource):
    """``url`` is the list's; ``{date}`` in it becomes the day in the source's zone, as 2026-03-26."""

    kind: Literal["json_list"]
    items: Paths = Field((), description="path of the list in the document; without it the document itself")
    link: Links = Field(description="path of an item's link, or a template such as https://e.example/p/{itemId}")
    item_title: Paths = Field((), description="path of an item's title")
    item_date: Paths = Field((), description="path of an item's time")
    content: Paths = Field((), description="path of an item's full text, as HTML")


def plan(source: JsonListSource) -> tuple[Get, ...]:
    """A list that is made once a day is not there in the morning: that is no failure."""
    return (Get(source.url, ACCEPT, robots=False, may_be_missing="{date}" in source.url),)


def parse(document: Document, source: JsonListSource, now: datetime) -> Listing:
    decoded = decode(document.data, document.content_type)
    entries: dict[str, Entry] = {}
    rejected: list[Rejected] = []
    items = _items(decoded.text, source)
    for number, item in enumerate(items[: source.max_items], 1):
        link = read_link(_link(item, source.link), document.url, source.tracking, source.id_pattern)
        key = entry_key(None, link, frozenset())
        if link is None or key is None:
            rejected.append(Rejected(f"item {number}", "no_identity", "it has no link"))
            continue
        title = _text(item, source.item_title)
        published, flags = read_time(_time(item, source.item_date), source.zone, now)
        content = _text(item, source.content)
        entries[key] = Entry(
            key, link.canonical, link.url, link.site_id, title, published, content=content, flags=flags
        )
    if items and not entries:
        raise ListingError("not_a_list", f"no item has a link at {_named(source.link)}; {_keys(items[0])}")
    return Listing(tuple(entries.values()), rejected=tuple(rejected), flags=decoded.flags)


def _items(text: str, source: JsonListSource) -> list[Any]:
    if not text.strip():
        raise ListingError("empty_body", "the answer has no content")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        if phrase := next((phrase for phrase in source.challenge if phrase in text), None) or find_challenge(text):
            raise ListingError("challenge_page", f"an anti-bot page came instead of the list ({phrase})") from error
        raise ListingError("malformed_json", str(error)[:200]) from error
    found = [_at(data, path) for path in source.items] if source.items else [data]
    items = next((each for each in found if isinstance(each, list)), None)
    if items is None:
        raise ListingError("not_a_list", f"there is no list at {_named(source.items) or 'the root'}; {_keys(data)}")
    return items


def _named(paths: tuple[str, ...]) -> str:
    return " or ".join(paths)


def _keys(found: Any) -> str:
    """What is there instead, for whoever has to correct the paths."""
    if isinstance(found, dict):
        return f"the keys are {', '.join(list(found)[:_KEYS_SHOWN]) or 'none'}"[:300]
    return f"it is {type(found).__name__}"


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def _link(item: Any, links: tuple[str, ...]) -> str | None:
    return next((found for link in links if (found := _filled(item, link))), None)


def _filled(item: Any, link: str) -> str | None:
    names = _HOLE.findall(link)
    if not names:
        return _text(item, (link,))
    parts = {name: _text(item, (name,)) for name in names}
    return _HOLE.sub(lambda match: parts[match[1]] or "", link) if all(parts.values()) else None


def _text(item: Any, paths: tuple[str, ...]) -> str | None:
    """What stands at the first path that holds words or a number."""
    values = (_at(item, path) for path in paths)
    words = (str(value).strip() for value in values if isinstance(value, str | int) and not isinstance(value, bool))
    return next((each for each in words if each), None)


def _time(item: Any, paths: tuple[str, ...]) -> str | None:
    """Times as text, or as seconds or milliseconds since 1970."""
    text = _text(item, paths) or ""
    seconds = text[:10] if _MILLISECONDS.fullmatch(text) or _SECONDS.fullmatch(text) else None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat() if seconds else text or None


KIND = Kind(config=JsonListSource, plan=plan, parse=parse)
