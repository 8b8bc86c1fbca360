"""Wedoany: a plain page whose date is its byline, "en.Wedoany.com Report on Mar 23rd, …" at the head of the text.

The byline names no year; it takes the one that the time of the visit gives (see :func:`read_yearless`). The text is
read by the general reader; this one only adds the date, and keeps the byline where it stands.
"""

from __future__ import annotations

import re

from extractors.documents.general import read_general
from extractors.documents.metadata import Metadata, read_metadata
from extractors.documents.moments import read_moment, read_yearless
from extractors.documents.page import Draft, Page, Refusal, on_host

_BYLINE = re.compile(
    r"\b[\w-]{2,40}\.[a-z]{2,10}\s+Report\s+on\s+([A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4}\b)?)"
)
_HEAD = 400


def matches(url: str) -> bool:
    return on_host(url, "wedoany.com")


def looks_like(page: Page) -> bool:
    return _BYLINE.search(page.html) is not None


def read(page: Page) -> Draft | Refusal:
    facts = read_metadata(page.tree, page.known.zone)
    draft = read_general(page, Metadata(facts.title, facts.published, facts.url, facts.language, is_article=True))
    if isinstance(draft, Refusal):
        return draft
    byline = _BYLINE.search(draft.text[:_HEAD])
    dated = read_moment(byline[1]) or read_yearless(byline[1], page.known.seen_at) if byline else None
    return Draft(text=draft.text, title=draft.title, published=facts.published or dated or draft.published)
