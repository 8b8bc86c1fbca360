"""Data tables -> rows of equal columns.

A row becomes ``| a | b |``, with a ``|---|---|`` line under a header row. A cell that spans rows is repeated in each,
one that spans columns is followed by empty cells, so that a column means one thing all the way down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

CellText = Callable[[Any], str]
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_SPANS = ("rowspan", "colspan")
_MAX_SPAN = 50
_MAX_COLUMNS = 60
_MAX_TABLE_ROWS = 5_000


def table_rows(table: Any, cell_text: CellText) -> list[str] | None:
    """A data table's lines, or null for one that only lays a page out (one column, or tables within)."""
    if _is_layout(table):
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
        grid.append(_grid_row(cells, down, cell_text))
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


def _grid_row(cells: list[Any], down: dict[int, tuple[int, str]], cell_text: CellText) -> list[str]:
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
        text = cell_text(cell).replace("|", "/")
        rows_below = _span(cell, "rowspan") - 1
        for offset in range(_span(cell, "colspan")):
            if rows_below:
                down[len(row)] = (rows_below, "" if offset else text)
            row.append("" if offset else text)
    while down and max(down) >= len(row):
        fill_from_above()
        if down and max(down) >= len(row):
            row.append("")
    return row


def _span(cell: Any, name: str) -> int:
    raw = cell.get(name) or ""
    return min(max(int(raw), 1), _MAX_SPAN) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1


def _is_header(cell: Any) -> bool:
    parent = cell.getparent().getparent() if cell.getparent() is not None else None
    return cell.tag == "th" or cell.get("role") == "head" or (parent is not None and parent.tag == "thead")


def lift_caption(table: Any, cell_text: CellText) -> None:
    """A caption becomes a paragraph above its table."""
    caption = table.find("caption")
    if caption is not None and table.getparent() is not None:
        text = cell_text(caption)
        table.remove(caption)
        if text:
            paragraph = etree.Element("p")
            paragraph.text = text
            table.addprevious(paragraph)


def write_out_spans(table: Any, cell_text: CellText) -> None:
    """Repeat spanned cells in place. A table with tables inside is layout and left alone."""
    if _is_layout(table) or not any(_span(cell, name) > 1 for cell in table.iter(*_CELLS) for name in _SPANS):
        return
    down: dict[int, tuple[int, str]] = {}
    for row in list(table.iter(*_ROWS))[:_MAX_TABLE_ROWS]:
        cells = [cell for cell in row if cell.tag in _CELLS]
        header = bool(cells) and all(_is_header(cell) for cell in cells)
        texts = _grid_row(cells, down, cell_text)
        for cell in cells:
            row.remove(cell)
        for text in texts:
            cell = etree.SubElement(row, "th" if header else "td")
            cell.text = text


def _is_layout(table: Any) -> bool:
    return any(element is not table for element in table.iter("table"))
