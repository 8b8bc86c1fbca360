"""Markup -> lines of text: one block a line, list items and table rows in a form that keeps their shape.

A list item becomes ``- item``; a row of a data table ``| a | b |``, with a ``|---|---|`` line under a header row, all
rows of one table equally long (a cell that spans rows is repeated, one that spans columns is followed by empty cells).
Trees are walked with a stack and never by recursion, so nesting has no price. Both HTML and trafilatura's own tags
are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

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
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_BULLETS = "•·▪◦‣● "
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FOOTNOTE = re.compile(r"\s*[\[(【]?\s*(?:\d{1,3}|[*†‡])\s*[\])】]?\s*")
# Tags that can be nested without end; what is left when they are gone keeps its lines and loses its outline.
_NESTING_TAG = re.compile(
    r"</?(?!(?:html|head|body|title|meta|link|script|style|p|br|h[1-6]|li|tr|td|th|time)\b)[A-Za-z][^<>]*>",
    re.IGNORECASE,
)
_MAX_SPAN = 50
_MAX_COLUMNS = 60
_MAX_TABLE_ROWS = 5_000


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


def lines_of(root: Any, *, skip: Iterable[str] = ()) -> list[str]:
    unread = _UNREAD | frozenset(skip)
    lines: list[str] = []
    parts: list[str] = []
    prefix = ""

    def flush() -> None:
        nonlocal prefix
        line = clean_line("".join(parts))
        parts.clear()
        if line:
            lines.append(prefix + line.lstrip(_BULLETS) if prefix else line)
            prefix = ""

    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if done:
            if tag in _BLOCKS or _is_heading(element, tag):
                flush()
                prefix = "" if tag in _ITEMS else prefix
            _add_tail(element, root, parts)
            continue
        if not tag or (tag in unread and not _is_heading(element, tag)):
            _add_tail(element, root, parts)
            continue
        if tag in _BREAKS:
            flush()
            _add_tail(element, root, parts)
            continue
        if tag in _BLOCKS or _is_heading(element, tag):
            flush()
        if tag in _ITEMS:
            prefix = "- "
        rows = table_rows(element) if tag == "table" else None
        if rows is not None:
            lines.extend(rows)
            _add_tail(element, root, parts)
            continue
        if element.text:
            parts.append(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    flush()
    return lines


def _is_heading(element: Any, tag: str) -> bool:
    return tag == "head" and element.get("rend") is not None  # trafilatura's heading, not a document's head


def _add_tail(element: Any, root: Any, parts: list[str]) -> None:
    if element is not root and element.tail:
        parts.append(element.tail)


def table_rows(table: Any) -> list[str] | None:
    """A data table's lines, or null for one that only lays a page out (one column, or tables within)."""
    if any(element is not table for element in table.iter("table")):
        return None
    grid: list[list[str]] = []
    headers: list[bool] = []
    down: dict[int, tuple[int, str]] = {}
    for row in table.iter(*_ROWS):
        cells = [cell for cell in row if cell.tag in _CELLS]
        if not cells and not down:
            continue
        if len(grid) >= _MAX_TABLE_ROWS:
            break
        grid.append(_grid_row(cells, down))
        headers.append(bool(cells) and all(_is_header(cell) for cell in cells))
    width = max((len(row) for row in grid), default=0)
    if width < 2 or len(grid) < 2:
        return None
    lines = []
    for index, row in enumerate(grid):
        padded = row + [""] * (width - len(row))
        if any(padded):
            lines.append("| " + " | ".join(padded) + " |")
        if index == 0 and headers[0]:
            lines.append("|" + "---|" * width)
    return lines


def _grid_row(cells: list[Any], down: dict[int, tuple[int, str]]) -> list[str]:
    """One row of equal columns; ``down`` carries the cells that reach into the rows below, by column."""
    row: list[str] = []

    def fill_from_above() -> None:
        while len(row) in down:
            left, text = down[len(row)]
            if left > 1:
                down[len(row)] = (left - 1, text)
            else:
                del down[len(row)]
            row.append(text)

    for cell in cells:
        fill_from_above()
        if len(row) >= _MAX_COLUMNS:
            break
        text = clean_line(" ".join(lines_of(cell))).replace("|", "/")
        rows_below = _span(cell, "rowspan") - 1
        for offset in range(_span(cell, "colspan")):
            if rows_below:
                down[len(row)] = (rows_below, "" if offset else text)
            row.append("" if offset else text)
    fill_from_above()
    return row


def _span(cell: Any, name: str) -> int:
    raw = cell.get(name) or ""
    return min(max(int(raw), 1), _MAX_SPAN) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1


def _is_header(cell: Any) -> bool:
    parent = cell.getparent().getparent() if cell.getparent() is not None else None
    return cell.tag == "th" or cell.get("role") == "head" or (parent is not None and parent.tag == "thead")


def settle(tree: Any) -> None:
    """Make a tree say to any extractor what it says to a reader: in place, once, right after parsing.

    Numbers that a page draws beside list items in elements of their own, and footnote marks, would glue onto the text
    ("4.69" and a raised 1) and go; a raised power becomes ``^15``. Spanned cells are written out, since extractors drop
    the span and shift the row; a caption becomes a paragraph above its table, since they take it for a row.
    """
    for raised in list(tree.iter("sup")):
        text = "".join(raised.itertext()).strip()
        if text.isdigit() and raised.find(".//a") is None and _text_before(raised)[-1:].isdigit():
            _replace_text(raised, "^" + text)
        elif _FOOTNOTE.fullmatch(text):
            parent = raised.getparent()
            _drop(raised)
            if parent is not None and parent.tag == "a" and not "".join(parent.itertext()).strip():
                _drop(parent)
    for items in tree.iter("ul", "ol"):
        _drop_drawn_numbers(items)
    for table in list(tree.iter("table")):
        _lift_caption(table)
        if any(_span(cell, name) > 1 for cell in table.iter("td", "th") for name in ("rowspan", "colspan")):
            _write_out_spans(table)


def _drop_drawn_numbers(items: Any) -> None:
    """Only where every item starts with its own place in the list, so that "3 of the models" stays."""
    marks = []
    for place, item in enumerate(items.iterchildren("li"), start=1):
        mark = next((child for child in item if "".join(child.itertext()).strip()), None)
        before = (item.text or "").strip(_BULLETS + " \n\t")
        if mark is None or before or "".join(mark.itertext()).strip().rstrip(".)、") != str(place):
            return
        marks.append(mark)
    for mark in marks:
        _drop(mark)


def _text_before(element: Any) -> str:
    before = element.getprevious()
    parent = element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return (text or "").rstrip()


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _replace_text(element: Any, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


def _lift_caption(table: Any) -> None:
    caption = table.find("caption")
    if caption is not None and table.getparent() is not None:
        text = clean_line("".join(caption.itertext()))
        table.remove(caption)
        if text:
            paragraph = etree.Element("p")
            paragraph.text = text
            table.addprevious(paragraph)


def _write_out_spans(table: Any) -> None:
    down: dict[int, tuple[int, str]] = {}
    for row in list(_own_rows(table))[:_MAX_TABLE_ROWS]:
        cells = [cell for cell in row if cell.tag in _CELLS]
        header = bool(cells) and all(_is_header(cell) for cell in cells)
        texts = _grid_row(cells, down)
        for cell in cells:
            row.remove(cell)
        for text in texts:
            cell = etree.SubElement(row, "th" if header else "td")
            cell.text = text


def _own_rows(table: Any) -> Iterator[Any]:
    """Rows of a data table; a table with tables inside is layout and left alone."""
    if all(element is table for element in table.iter("table")):
        yield from table.iter("tr")
