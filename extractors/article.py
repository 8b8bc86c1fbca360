"""Bytes of a page, a feed item or a saved file -> :class:`~extractors.types.Article`, or the reason why there is none.

Pure and total: no network, no clock, no exception, whatever the bytes. A page goes through four steps: decode, refuse
what is no article, let the site's reader (or the general one) make a draft, finish the draft by the house's rules.

trafilatura must not run on several threads at once: libxml2 has crashed under it there and nothing is gained. To go
parallel, give pages to several processes.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from extractors.documents.challenges import find_challenge
from extractors.documents.decoding import REPLACEMENT, damage_flags, decode
from extractors.documents.general import read_general
from extractors.documents.language import language_of
from extractors.documents.markup import clean_line, parse, render
from extractors.documents.metadata import Metadata, read_metadata
from extractors.documents.page import Draft, Known, Moment, Page, PageResult, Refusal
from extractors.documents.saved import article_from_json, draft_from_text
from extractors.documents.settling import settle
from extractors.documents.sites import find_site
from extractors.types import Article

__all__ = ["MAX_BYTES", "Known", "PageResult", "read_content", "read_file", "read_page"]

MAX_BYTES = 16 * 1024 * 1024
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))  # one in eleven of random bytes, none of a text's
_FUTURE = timedelta(hours=1)  # clocks of servers differ; more than this is a mistake


def read_page(
    data: bytes, *, url: str | None = None, content_type: str | None = None, known: Known | None = None
) -> PageResult:
    """The article on a fetched page. What ``known`` holds wins over what the page says.

    Where a page's text cannot be had (encrypted, or not an article) but the feed gave the text, the article is made
    of that and flagged. A challenge is always reported, so that the poller learns of it.
    """
    known = known or Known()
    if not data and known.content_html:
        return read_content(known, url=url)
    refusal = _refuse(data)
    if refusal is not None:
        return _refused(refusal)
    kind = (content_type or "").split(";")[0].strip().lower()
    decoded = decode(data, content_type)
    if kind == "application/json":
        return _read_json(data, known, url)
    if kind == "text/plain":
        return _finish(draft_from_text(decoded.text), known, url, decoded.flags, Metadata(), data)
    return _read_html(decoded.text, data, decoded.flags, url, known)


def read_content(known: Known, *, url: str | None = None) -> PageResult:
    """The article as the feed itself carries it, for pages that need not or cannot be fetched."""
    html = known.content_html or ""
    tree = parse(html)
    if tree is None:
        return _refused(Refusal("empty", "the feed item carries no text"))
    settle(tree)
    draft = Draft(text=render(tree))
    data = f"{known.title}\n{html}".encode("utf-8", "replace")
    return _finish(draft, known, url, ("from_feed_content",), Metadata(), data)


def read_file(data: bytes, *, name: str, known: Known | None = None) -> PageResult:
    """A saved article: HTML, plain text (first line is the title) or JSON (the line that ``tallywire extract`` takes).

    The name's ending decides; without a telling one, the first character does.
    """
    known = known or Known()
    refusal = _refuse(data)
    if refusal is not None:
        return _refused(refusal)
    ending = name.rpartition(".")[2].lower()
    start = decode(data[:1024]).text.lstrip()[:1]
    if ending == "json" or (ending not in {"html", "htm", "txt", "md", "text"} and start == "{"):
        return _read_json(data, known, None)
    if ending in {"html", "htm", "xhtml"} or (ending not in {"txt", "md", "text"} and start == "<"):
        return read_page(data, known=known)
    decoded = decode(data)
    return _finish(draft_from_text(decoded.text), known, None, decoded.flags, Metadata(), data)


def _refuse(data: bytes) -> Refusal | None:
    if not data.strip():
        return Refusal("empty", "nothing but white space")
    if len(data) > MAX_BYTES:
        return Refusal("too_large", f"{len(data)} bytes; at most {MAX_BYTES} are read")
    wide = data[:4].startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    head = data[:2048]
    if not wide and (data.startswith(_BINARY) or len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20):
        return Refusal("not_text", "the bytes are an image, an archive or another binary form")
    return None


def _refused(refusal: Refusal) -> PageResult:
    return PageResult(reason=refusal.reason, detail=refusal.detail)


def _read_json(data: bytes, known: Known, url: str | None) -> PageResult:
    """The text stays as it is written, so that offsets hold in the file too; only what is missing is filled in."""
    article = article_from_json(data)
    if isinstance(article, Refusal):
        return _refused(article)
    url = url or article.url
    stated = None if article.published_at is None else Moment(article.published_at)
    published, flags = _published(known, stated)
    words = f"{article.title}\n{article.text}"
    article = replace(
        article,
        id=known.id or article.id or url or _content_id(data),
        language=language_of(words, known.language or article.language),
        url=url,
        published_at=published,
        flags=(*article.flags, *flags, *damage_flags(words)),
    )
    return PageResult(article=article)


def _read_html(html: str, data: bytes, flags: tuple[str, ...], url: str | None, known: Known) -> PageResult:
    tree = parse(html)
    if tree is None:
        return _refused(Refusal("empty", "no markup and no text"))
    challenge = find_challenge(html, tree)
    if challenge:
        return _refused(Refusal("challenge", f"a challenge page ({challenge}) stands where the article was due"))
    settle(tree)
    facts = read_metadata(tree, known.zone)
    page = Page(url or facts.url, html, tree, known)
    site = find_site(page)
    draft = site.read(page) if site is not None else None
    name = site.name if site is not None and draft is not None else None
    withheld = isinstance(draft, Refusal) and draft.reason == "encrypted"
    rendered = read_general(page, facts) if draft is None or withheld else draft
    result = (
        _finish(rendered, known, page.url, flags, facts, data) if isinstance(rendered, Draft) else _refused(rendered)
    )
    if result.article is None or (withheld and _feed_says_more(known, result.article)):
        fallback = read_content(known, url=page.url)
        result = fallback if fallback.article is not None else result
    if result.article is None and isinstance(draft, Refusal):
        result = _refused(draft)
    return replace(result, site=name)


def _feed_says_more(known: Known, article: Article) -> bool:
    """Whether what is left of a page that withholds its text is less than the feed gave."""
    tree = parse(known.content_html or "")
    return tree is not None and len(render(tree)) > len(article.text)


def _finish(
    draft: Draft, known: Known, url: str | None, flags: tuple[str, ...], facts: Metadata, data: bytes
) -> PageResult:
    title = clean_line(_best_title(known.title, draft.title or facts.title))
    text = _body(draft.text, title)
    if not text and not title:
        return _refused(Refusal("not_an_article", "no title and no text were found"))
    if not text:
        return _refused(Refusal("not_an_article", "a title and nothing under it"))
    published, date_flags = _published(known, draft.published or facts.published)
    url = url or draft.url
    article = Article(
        id=known.id or url or _content_id(data),
        language=language_of(f"{title}\n{text}", known.language or draft.language or facts.language),
        title=title,
        text=text,
        url=url,
        published_at=published,
        flags=(*flags, *date_flags, *damage_flags(f"{title}\n{text}")),
    )
    return PageResult(article=article, generated_text=draft.generated_text, original_url=draft.original_url)


def _content_id(data: bytes) -> str:
    return f"page-{hashlib.sha256(data).hexdigest()[:16]}"


def _best_title(*titles: str | None) -> str:
    """The first title that is whole; a damaged one only where there is no other."""
    given = [title for title in titles if title and title.strip()]
    return next((title for title in given if REPLACEMENT not in title), given[0] if given else "")


def _body(text: str, title: str) -> str:
    """Clean lines without empty ones, and without the title standing above the text once more."""
    lines = [line for line in (clean_line(line) for line in text.splitlines()) if line]
    while lines and title and _plain(lines[0]) == _plain(title):
        lines.pop(0)
    return "\n".join(lines)


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).lstrip("#")


def _published(known: Known, found: Moment | None) -> tuple[datetime | None, tuple[str, ...]]:
    if known.published_at is not None:
        at = known.published_at
        moment = Moment((at if at.tzinfo else at.replace(tzinfo=known.zone)).astimezone(UTC))
    elif found is not None:
        moment = found
    else:
        return None, ()
    if known.seen_at is not None and moment.at > known.seen_at + _FUTURE:
        return known.seen_at.astimezone(UTC), ("date_in_future",)
    return moment.at, moment.flags
