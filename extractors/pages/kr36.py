"""36Kr: the article is JSON in the page, ``window.initialState = {…}``.

Articles (``articleDetail.articleDetailData.data``) and newsflashes hold the same fields in different places of that
object: ``widgetTitle``, ``publishTime`` (milliseconds) and ``widgetContent`` (HTML for articles, a sentence or two for
newsflashes). Places change more often than fields, so the fields are looked for. Some answers are encrypted
(``isEncrypt``); this reader does not decrypt, it says so, and the text that the server rendered or the feed carries is
used instead.
"""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import islice
from typing import Any

from extractors.documents.markup import parse, render
from extractors.documents.moments import from_epoch
from extractors.documents.page import Draft, Page, Refusal, on_host
from extractors.documents.settling import settle

_STATE = re.compile(r"window\.initialState\s*=\s*")
_MAX_STATES = 5  # a page has one; a failed attempt costs the whole page's length
_MAX_NODES = 20_000
_DECODER = json.JSONDecoder(strict=False)


def matches(url: str) -> bool:
    return on_host(url, "36kr.com")


def looks_like(page: Page) -> bool:
    return "window.initialState" in page.html and ("widgetContent" in page.html or "isEncrypt" in page.html)


def read(page: Page) -> Draft | Refusal | None:
    state = _state(page.html)
    if state is None:
        return None
    if state.get("isEncrypt") is True:
        return Refusal("encrypted", "the page's data are encrypted (isEncrypt)")
    data = _item(state, page.url)
    if data is None:
        return None
    title = data.get("widgetTitle")
    return Draft(
        text=_text(data["widgetContent"]),
        title=title if isinstance(title, str) else None,
        published=from_epoch(data.get("publishTime")),
        original_url=_address(data.get("sourceUrl")),
    )


def _state(html: str) -> dict[str, Any] | None:
    for match in islice(_STATE.finditer(html), _MAX_STATES):
        try:
            state, _ = _DECODER.raw_decode(html, match.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(state, dict):
            return state
    return None


def _item(state: dict[str, Any], url: str | None) -> dict[str, Any] | None:
    """The item that the page is about: the one whose id is in the address, else the outermost with a text."""
    found: list[dict[str, Any]] = []
    nodes: deque[Any] = deque([state])
    for _ in range(_MAX_NODES):
        if not nodes:
            break
        node = nodes.popleft()
        if isinstance(node, dict):
            content = node.get("widgetContent")
            found += [node] if isinstance(content, str) and content.strip() else []
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)
    numbers = re.findall(r"\d{5,}", url or "")
    return next((item for item in found if str(item.get("itemId")) in numbers), found[0] if found else None)


def _text(content: str) -> str:
    tree = parse(content)
    if tree is None:
        return content
    settle(tree)
    return render(tree)


def _address(raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw.startswith(("http://", "https://")) else None
