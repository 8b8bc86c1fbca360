"""What goes into reading a page and what comes out of it.

A page is read once, by one reader, into a :class:`Draft`: what this page says, before the house rules for text, ids
and flags are applied. Readers under :mod:`extractors.pages` know these types and nothing of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal
from urllib.parse import urlsplit

from extractors.types import Article

Reason = Literal["empty", "too_large", "not_text", "challenge", "encrypted", "not_an_article", "malformed"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows before the page is opened; all of it optional, and it wins over the page.

    ``content_html`` is the feed item's own text, used where the page gives none. ``zone`` is given to dates that name
    no zone. ``seen_at`` is when the page was seen: it gives a year to a byline without one and caps dates in the
    future; without it neither is done, since nothing here reads a clock. ``site`` picks a reader whatever the host.
    """

    id: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    content_html: str | None = None
    zone: tzinfo = UTC
    seen_at: datetime | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded and parsed page. ``tree`` is shared between readers: they must not change it."""

    url: str | None
    html: str
    tree: Any
    known: Known


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page gave it: ``at`` is aware UTC; the flags say what had to be assumed."""

    at: datetime
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found: one block of text a line. ``title`` and ``published`` are null where the page is silent.

    ``generated_text`` is what the page itself marks as machine-written; it never enters the article's text.
    """

    text: str
    title: str | None = None
    published: Moment | None = None
    generated_text: str = ""
    original_url: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no text to be had, and a sentence for the log."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """An article, or the reason why there is none: never both, never neither.

    ``site`` names the reader that understood the page, null for the general one. ``original_url`` is where a digest
    says its story comes from.
    """

    article: Article | None = None
    reason: Reason | None = None
    detail: str = ""
    generated_text: str = ""
    original_url: str | None = None
    site: str | None = None


def on_host(url: str, domain: str) -> bool:
    """Whether an address lies on a domain or below it; false for what is no address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host == domain or host.endswith(f".{domain}")
