"""Any page at all -> a draft: trafilatura finds the text, and what it cannot find is taken block by block.

trafilatura runs in its fast form, which loses nothing on news pages, and without metadata where title and date are
known: metadata is a large share of its time. Its date search is told where time ends, so it reads no clock.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from typing import Any

from lxml import etree

from extractors.documents.markup import FURNITURE, clean_line, first_words, lines_of, render
from extractors.documents.metadata import Metadata
from extractors.documents.moments import read_moment
from extractors.documents.page import Draft, Moment, Page, Refusal

_MAX_ELEMENTS = 20_000  # beyond these a page is a data dump or broken; news pages have thousands, tens and a few
_MAX_DEPTH = 150
_MAX_TABLE_DEPTH = 12
_SHORT = 80  # what a newsflash has at least; less is looked for elsewhere on the page
_LIST_SHARE = 0.6
_LIST_LINKS = 5
_MENU_LINKS = 3
_LONGEST_LINK = 300
_LINK_BLOCKS = frozenset({"div", "ul", "ol", "p", "td", "section", "dl"})
_MENU_MARK = re.compile(r"\s*[|｜·>»/]\s*")
_FAR_FUTURE = "2100-01-01"


def read_general(page: Page, facts: Metadata) -> Draft | Refusal:
    """The main text of a page. A page that is mostly links to others is refused as no article."""
    links = _link_texts(page.tree)
    text = _without_menus(_main_text(page), links)
    if not text:
        return Refusal("not_an_article", "the page holds no running text")
    if not facts.is_article and _is_list(links, text, facts.title):
        return Refusal("not_an_article", "the page is a list of links to other pages")
    title, published = facts.title, facts.published
    missing = not (title or page.known.title) or not (published or page.known.published_at)
    if missing and not _is_outlandish(page.tree):
        title, published = _searched_metadata(page, title, published)
    return Draft(text=text, title=title, published=published)


def _main_text(page: Page) -> str:
    if _is_outlandish(page.tree):
        return _blocks(page.tree)
    text = _trafilatura_text(page)
    if len(text) >= _SHORT:
        return text
    blocks = _blocks(page.tree)
    return blocks if len(blocks) > len(text) else text


def _is_outlandish(tree: Any) -> bool:
    """Larger or deeper than any article: trafilatura's time grows with size times depth, faster still with tables."""
    elements = depth = tables = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        elements += step > 0
        depth += step
        tables += step if element.tag == "table" else 0
        if elements > _MAX_ELEMENTS or depth > _MAX_DEPTH or tables > _MAX_TABLE_DEPTH:
            return True
    return False


def _trafilatura_text(page: Page) -> str:
    # Imported here: it takes half a second, and texts that come as JSON never need it.
    from trafilatura import bare_extraction  # noqa: PLC0415

    document: Any = None
    with suppress(Exception):  # total by contract: whatever a page provokes inside, the plain blocks are left
        document = bare_extraction(
            deepcopy(page.tree), url=page.url, fast=True, include_comments=False, with_metadata=False
        )
    body = getattr(document, "body", None)
    if body is None or _is_last_resort(body, page.tree):
        return ""
    return render(body)


def _is_last_resort(body: Any, tree: Any) -> bool:
    """Where a page says little, trafilatura returns all of it, menus included, as one paragraph without breaks."""
    if len(body) != 1 or body[0].tag != "p" or len(body[0]):
        return False
    return clean_line(body[0].text or "") not in lines_of(tree, skip=FURNITURE)


def _blocks(tree: Any) -> str:
    """The text of the innermost element that claims to be the article, without the page's furniture."""
    tree = deepcopy(tree)
    _drop_link_blocks(tree)
    for path in (".//article", ".//main", ".//body"):
        for element in tree.iterfind(path):
            text = render(element, skip=FURNITURE)
            if text:
                return text
    return render(tree, skip=FURNITURE)


def _drop_link_blocks(tree: Any) -> None:
    """Menus and lists of related pages: blocks of several links and hardly anything else."""
    blocks = []
    said: Counter[Any] = Counter()
    for _, element in etree.iterwalk(tree, events=("end",)):
        linked = element.tag == "a"
        own = len((element.text or "").strip())
        said[element, "all"] += own
        said[element, "links"] = said[element, "all"] if linked else said[element, "links"]
        said[element, "count"] += linked
        parent = element.getparent()
        if parent is not None:
            said[parent, "all"] += said[element, "all"] + len((element.tail or "").strip())
            said[parent, "links"] += said[element, "links"]
            said[parent, "count"] += said[element, "count"]
        if element.tag in _LINK_BLOCKS and said[element, "count"] >= 2:
            blocks += [element] if said[element, "links"] > _LIST_SHARE * said[element, "all"] else []
    for block in blocks:
        block.clear(keep_tail=True)


def _link_texts(tree: Any) -> frozenset[str]:
    return frozenset(first_words(link, _LONGEST_LINK) for link in tree.iter("a")) - {""}


def _without_menus(text: str, links: frozenset[str]) -> str:
    """Drop lines such as "Home | Markets | Funds", which old layouts keep in a table cell and not in a ``nav``."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if not _is_menu(line, links))


def _is_menu(line: str, links: frozenset[str]) -> bool:
    pieces = [piece for piece in _MENU_MARK.split(line) if piece]
    return len(pieces) >= _MENU_LINKS and all(piece in links for piece in pieces)


def _is_list(links: frozenset[str], text: str, title: str | None) -> bool:
    """Whether most of a text is the words of links that stand alone, as on an index page."""
    lines = [line.removeprefix("- ") for line in text.splitlines() if line != title]
    alone = [line for line in lines if line in links]
    if len(alone) == len(lines):
        return True
    return len(alone) >= _LIST_LINKS and sum(map(len, alone)) > _LIST_SHARE * sum(map(len, lines))


def _searched_metadata(page: Page, title: str | None, published: Moment | None) -> tuple[str | None, Moment | None]:
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    seen_at = page.known.seen_at
    latest = (seen_at + timedelta(days=1)).date().isoformat() if seen_at is not None else _FAR_FUTURE
    found: Any = None
    with suppress(Exception):
        settings = {"extensive_search": False, "original_date": True, "max_date": latest}
        found = extract_metadata(deepcopy(page.tree), default_url=page.url, date_config=settings)
    if found is None:
        return title, published
    return title or found.title, published or read_moment(found.date)
