"""China Daily Brief: standfirst, numbered Key Takeaways, an editor's Strategic Analysis, and then the report.

Takeaways and analysis stand outside the article's own element, so general extraction loses one or the other. The
page is read by its headings instead. List numbers are drawn by the page beside each takeaway ("1China's weekly …"
when flattened) and are no part of the text. The id in the address is a MongoDB ObjectId: its first eight hex digits
are the second of its creation, which dates a page that does not date itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from extractors.documents.general import read_general
from extractors.documents.markup import FURNITURE, lines_of
from extractors.documents.metadata import read_metadata
from extractors.documents.moments import from_epoch
from extractors.documents.page import Draft, Moment, Page, Refusal, on_host
from extractors.documents.sections import cut, heading_key

_HEADINGS = {
    "key takeaways": "takeaways",
    "editor's": "desk",
    "editor’s": "desk",
    "editor's desk": "desk",
    "editor’s desk": "desk",
    "strategic analysis": "analysis",
    "china daily brief editorial": "signature",
    "share article": "after",
    "share this article": "after",
    "related articles": "after",
}
_FURNITURE_LINES = frozenset({"desk", "strategic insight", "china daily brief"})
_OBJECT_ID = re.compile(r"/article/([0-9a-f]{8})[0-9a-f]{16}(?:[/?#]|$)", re.IGNORECASE)


def matches(url: str) -> bool:
    return on_host(url, "chinadailybrief.com")


def looks_like(page: Page) -> bool:
    return "Key Takeaways" in page.html and "Strategic Analysis" in page.html and "Editorial" in page.html


def read(page: Page) -> Draft | Refusal:
    facts = read_metadata(page.tree, page.known.zone)
    title = facts.title or page.known.title
    lines = _lines_below_title(page.tree, title)
    sections = cut(lines, _HEADINGS)
    if "takeaways" not in sections and "analysis" not in sections:
        draft = read_general(page, facts)
        if isinstance(draft, Draft) and draft.published is None:
            return replace(draft, published=_created(page.url))
        return draft
    text = [line for line in sections.get("", ()) if _is_sentence(line)]
    if "takeaways" in sections:
        text += ["Key Takeaways", *_without_numbers(sections["takeaways"])]
    if "analysis" in sections:
        text += ["Strategic Analysis", *sections["analysis"]]
    text += [line for line in sections.get("signature", ()) if heading_key(line) not in _FURNITURE_LINES]
    return Draft(text="\n".join(text), title=title, published=facts.published or _created(page.url))


def _lines_below_title(tree: Any, title: str | None) -> list[str]:
    """The page's lines from under its headline on; its figures' captions are about pictures and left out."""
    lines = list(lines_of(tree, skip=(FURNITURE - {"aside", "header"}) | {"figcaption", "figure"}))
    starts = [index for index, line in enumerate(lines) if title and line == title]
    return lines[starts[-1] + 1 :] if starts else lines


def _without_numbers(lines: list[str]) -> list[str]:
    """Takeaways without the numbers drawn before them, if each starts with its own place in the list."""
    texts = [line.removeprefix("- ") for line in lines]
    texts = [text for text in texts if not text.isdigit()]
    if all(text.startswith(str(place)) for place, text in enumerate(texts, start=1)):
        texts = [text.removeprefix(str(place)).lstrip(" .)") for place, text in enumerate(texts, start=1)]
    return [f"- {text}" for text in texts]


def _is_sentence(line: str) -> bool:
    """Above the takeaways stand labels as well ("5 min read"); a standfirst ends like a sentence."""
    return line.endswith((".", "!", "?", "”", '"'))


def _created(url: str | None) -> Moment | None:
    match = _OBJECT_ID.search(url or "")
    return from_epoch(int(match[1], 16)) if match else None
