"""36Kr: the article is JSON in the page, ``window.initialState = {…}``.

Articles and newsflashes hold the same three fields in different places of that object: ``widgetTitle``,
``publishTime`` (milliseconds) and ``widgetContent`` (HTML for articles, a sentence or two for newsflashes). Some
answers are encrypted (``isEncrypt``); this reader does not decrypt, it says so, and the text that the server rendered
or the feed carries is used instead.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from extractors.documents.markup import parse, render
from extractors.documents.moments import from_epoch
from extractors.documents.page import Draft, Page, Refusal
from extractors.documents.settling import settle

_STATE = re.compile(r"window\.initialState\s*=\s*")
_PATHS = (
    ("articleDetail", "articleDetailData", "data"),
    ("newsflashDetail", "newsflashDetailData", "data"),
    ("newsflashDetail", "detailData", "data"),
    ("newsflashDetail", "data"),
)
_MAX_STATES = 5  # a page has one; a failed attempt costs the whole page's length
_DECODER = json.JSONDecoder(strict=False)


def matches(url: str) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return host == "36kr.com" or host.endswith(".36kr.com")


def looks_like(page: Page) -> bool:
    return "window.initialState" in page.html and ("widgetContent" in page.html or "isEncrypt" in page.html)


def read(page: Page) -> Draft | Refusal | None:
    state = _state(page.html)
    if state is None:
        return None
    if state.get("isEncrypt") is True:
        return Refusal("encrypted", "the page's data are encrypted (isEncrypt)")
    data = next((found for path in _PATHS if (found := _at(state, path)) is not None), None)
    if data is None:
        return None
    content = data.get("widgetContent")
    if not isinstance(content, str) or not content.strip():
        return None
    title = data.get("widgetTitle")
    return Draft(
        text=_text(content),
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


def _at(state: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any] | None:
    node: Any = state
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) and "widgetContent" in node else None


def _text(content: str) -> str:
    tree = parse(content)
    if tree is None:
        return content
    settle(tree)
    return render(tree)


def _address(raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw.startswith(("http://", "https://")) else None
