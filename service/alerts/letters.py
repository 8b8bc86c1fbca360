"""A message as a person reads it in a mail or a chat: a title and lines of plain text. Pure.

What articles and sources say is quoted as text that no chat takes for markup, an address or a call to somebody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from service.alerts.messages import cut
from service.alerts.types import DIGEST, RESOLVED, TEST

LONGEST = 3_500
_ITEMS = 20
_TITLE = 150
_BREAK = "\u200b"
_MARKUP = re.compile(r"([@<\[\]`*_~|#])(?=\S)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def letter(body: str, message_id: str) -> tuple[str, str]:
    """Title and text of a message's JSON body. The id at the end is the same however often it is sent."""
    message = orjson.loads(body)
    data = message["data"]
    if message["type"] == TEST:
        title, lines = "Test", [plain(data["message"])]
    elif message["type"] == DIGEST:
        items = data["items"]
        title = f"{len(items)} alerts"
        lines = [line for item in items[:_ITEMS] for line in (*_item(item, item["type"]), "")]
        lines += [f"… and {len(items) - _ITEMS} more"] if len(items) > _ITEMS else []
    else:
        title, lines = _headline(data, message["type"]), _item(data, message["type"])
    text = "\n".join(lines).strip()
    return f"Tallywire: {cut(title, _TITLE)}", f"{cut(text, LONGEST)}\n\n{message_id}"


def plain(text: Any) -> str:
    """One line in which no character begins markup, a mention or a link."""
    return _MARKUP.sub(rf"\1{_BREAK}", _SPACE.sub(" ", str(text)).replace("://", f":{_BREAK}//")).strip()


def _headline(item: Mapping[str, Any], type_: str) -> str:
    told = item.get("discrepancy") or item["notice"]
    over = "resolved: " if type_ == RESOLVED else ""
    return f"{over}{plain(told.get('type', type_))}, {told['severity']}"


def _item(item: Mapping[str, Any], type_: str) -> list[str]:
    told = item.get("discrepancy") or item["notice"]
    lines = [_headline(item, type_), plain(told.get("explanation", "")), plain(told.get("explanation_zh", ""))]
    lines += [f"– {plain(article['source'])}: “{plain(article['title'])}”" for article in item.get("articles", ())]
    if more := item.get("more_articles"):
        lines.append(f"– and {more} more articles")
    if href := told.get("href"):
        lines.append(str(href))
    return [line for line in lines if line]
