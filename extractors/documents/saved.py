"""Articles that people save by hand: plain text and JSON.

A text file's first line is the title. Lines ``URL:``, ``Published:`` and ``Language:`` directly under it are facts
about the article; everything after them is the text. A JSON file is one object in the form that ``tallywire extract``
reads: ``id``, ``language``, ``title``, ``text``, ``url``, ``published_at``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from extractors.documents.decoding import decode
from extractors.documents.moments import read_moment
from extractors.documents.page import Draft, Refusal
from extractors.types import Article
from extractors.wire import WireError, article_from_wire

_HEADER = re.compile(r"(url|published|language)\s*[:：]\s*(\S.*)", re.IGNORECASE)


def draft_from_text(text: str) -> Draft:
    """Total: a first line, whatever it holds, is the title. A header that cannot be read stays part of the text."""
    lines = text.splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    title = lines.pop(0).strip().removeprefix("# ") if lines else ""
    draft = Draft(text="", title=title or None)
    while lines:
        match = _HEADER.fullmatch(lines[0].strip())
        taken = _take(draft, match[1].lower(), match[2].strip()) if match else None
        if taken is None:
            break
        draft = taken
        lines.pop(0)
    return replace(draft, text="\n".join(lines))


def _take(draft: Draft, key: str, value: str) -> Draft | None:
    if key == "url":
        return replace(draft, url=value) if value.startswith(("http://", "https://")) else None
    if key == "language":
        return replace(draft, language=value)
    published = read_moment(value)
    return replace(draft, published=published) if published is not None else None


def article_from_json(data: bytes) -> Article | Refusal:
    """The article as it is written, its text untouched so that offsets hold in the file too."""
    decoded = decode(data)
    try:
        row = json.loads(decoded.text)
        if not isinstance(row, dict):
            return Refusal("malformed", f"one JSON object is required, got a {type(row).__name__}")
        article = article_from_wire(row)
    except (ValueError, RecursionError, OverflowError, WireError) as error:
        return Refusal("malformed", f"not a JSON article: {error}")
    if not article.text.strip():
        return Refusal("empty", "text: nothing in it")
    return replace(article, flags=decoded.flags)
