"""Markup -> tree -> lines of text, one block a line, list items and table rows in a form that keeps their shape.

A list item becomes ``- item``; a row of a data table ``| a | b |`` (see :mod:`extractors.documents.tables`). Trees are
walked with a stack and never by recursion, so nesting has no price. HTML and trafilatura's own tags are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from extractors.documents.tables import table_rows

_UNREAD = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "head", "select", "option", "button", "textarea", "input", "dialog", "map", "datalist", "graphic",
})  # fmt: skip
FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "ab", "cell", "doc", "item", "list", "quote", "row",
})  # fmt: skip
_BREAKS = frozenset({"br", "lb"})
_ITEMS = frozenset({"li", "item"})
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
BULLETS = "•·▪◦‣● "
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Tags that can be nested without end; what is left when they are gone keeps its lines and loses its outline.
_NESTING_TAG = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|p|br|h[1-6]|li|tr|td|th|time)\b)[A-Za-z][^<>]*>",
    re.IGNORECASE,
)


def parse(html: str) -> Any:
    """The root element, or null where there is no markup to speak of. Nothing is fetched, no entity is expanded."""
    text = _CONTROLS.sub("", html)
    text = text.replace("encoding=", "coding=", 1) if text.lstrip()[:5].lower() == "<?xml" else text
    if not text.strip():
        return None
    tree, too_deep = _parse(text)
    return _parse(_NESTING_TAG.sub("", text))[0] if too_deep else tree


def _parse(text: str) -> tuple[Any, bool]:
    """The tree, and whether libxml2 met its limit of depth, beyond which it drops all the rest of the page."""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, False
    return tree, any("depth" in entry.message for entry in parser.error_log)


def clean_line(text: str) -> str:
    """Runs of white space become one space; characters that show nothing go."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text)).strip()


def render(root: Any, *, skip: Iterable[str] = ()) -> str:
    """The text under ``root``, one block a line, without what a reader does not see and without tags in ``skip``."""
    return "\n".join(lines_of(root, skip=skip))


def lines_of(root: Any, *, skip: Iterable[str] = ()) -> Iterator[str]:
    """The same, a line at a time, for who needs only the beginning or asks about single lines."""
    unread = _UNREAD | frozenset(skip)
    parts: list[str] = []
    prefix = ""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        heading = _is_heading(element, tag)
        hidden = not tag or (tag in unread and not heading)
        if not hidden and (tag in _BLOCKS or tag in _BREAKS or heading):
            line = clean_line("".join(parts))
            parts.clear()
            if line:
                yield prefix + line.lstrip(BULLETS) if prefix else line
                prefix = ""
            if tag in _ITEMS:
                prefix = "" if done else "- "
        rows = table_rows(element, cell_text) if tag == "table" and not done and not hidden else None
        yield from rows or ()
        if not (done or hidden or rows or tag in _BREAKS):
            if element.text:
                parts.append(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        elif element is not root and element.tail:
            parts.append(element.tail)
    line = clean_line("".join(parts))
    if line:
        yield prefix + line.lstrip(BULLETS) if prefix else line


def first_words(element: Any, limit: int) -> str:
    """What an element says, if that is short: reading stops soon after ``limit`` characters."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part.strip())
        if length > limit:
            break
    return clean_line("".join(parts))


def cell_text(cell: Any) -> str:
    """A table cell in one line."""
    return clean_line(" ".join(lines_of(cell)))


def _is_heading(element: Any, tag: str) -> bool:
    return tag == "head" and element.get("rend") is not None  # trafilatura's heading, not a document's head
