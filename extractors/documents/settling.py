"""What a reader sees, written so that any extractor sees it too."""

from __future__ import annotations

import re
from typing import Any

from extractors.documents.markup import BULLETS, cell_text, first_words
from extractors.documents.tables import lift_caption, write_out_spans

_FOOTNOTE = re.compile(r"\s*[\[(【]?\s*(?:\d{1,3}|[*†‡])\s*[\])】]?\s*")

_LONGEST_MARK = 12


def settle(tree: Any) -> None:
    """Make a tree say to any extractor what it says to a reader: in place, once, right after parsing.

    Numbers that a page draws beside list items in elements of their own, and footnote marks, would glue onto the text
    ("4.69" and a raised 1) and go; a raised power becomes ``^15``. Spanned cells are written out, since extractors drop
    the span and shift the row; a caption becomes a paragraph above its table, since they take it for a row.
    """
    for raised in list(tree.iter("sup")):
        text = first_words(raised, _LONGEST_MARK)
        if text.isdigit() and raised.find(".//a") is None and _text_before(raised)[-1:].isdigit():
            _replace_text(raised, "^" + text)
        elif _FOOTNOTE.fullmatch(text):
            parent = raised.getparent()
            _drop(raised)
            if parent is not None and parent.tag == "a" and not first_words(parent, 1):
                _drop(parent)
    for items in tree.iter("ul", "ol"):
        _drop_drawn_numbers(items)
    for table in list(tree.iter("table")):
        lift_caption(table, cell_text)
        write_out_spans(table, cell_text)


def _drop_drawn_numbers(items: Any) -> None:
    """Only where every item starts with its own place in the list, so that "3 of the models" stays."""
    marks = []
    for place, item in enumerate(items.iterchildren("li"), start=1):
        mark = next((child for child in item if first_words(child, 1)), None)
        before = (item.text or "").strip(BULLETS + " \n\t")
        if mark is None or before or first_words(mark, _LONGEST_MARK).rstrip(".)、") != str(place):
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
