"""Markdown tables as rows and columns: the row's name is the subject, the column's head says what its cells measure.

A table may lie the other way round: names across the top, measures down the side. Cells of columns that name no measure
are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors.claims.context import Start
from extractors.claims.draft import Draft, Memory
from extractors.claims.heads import Cell, Head, caption_factor, head_of, seen_cell, weekly
from extractors.claims.prices import prices
from extractors.claims.reach import rate_of
from extractors.claims.relations import negative, scaled
from extractors.claims.view import Field, View
from extractors.periods import previous
from extractors.rules import Rules
from extractors.types import Quantity, Value

_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]+")
_PLACE = re.compile(
    r"\W{0,3}(?:no\.? ?|\u7b2c)?(?P<n>[0-9]{1,3}|[\u4e00-\u9fff]{1,3}?)(?:st|nd|rd|th|\u540d|\u4f4d)?\W{0,3}"
)


@dataclass(slots=True)
class Table:
    """Rows of cells; ``start`` and ``end`` bound the table in its field, the first row is its head."""

    start: int
    end: int
    rows: list[list[Cell]] = field(default_factory=list)


def tables(text: str) -> list[Table]:
    """The tables of a lower-case field, in order."""
    found: list[Table] = []
    if "|" not in text:
        return found
    for row in _ROW.finditer(text):
        start = row.start() + len(row.group()) - len(row.group().lstrip())
        if not found or text[found[-1].end : start].strip(" \t\r") != "\n":
            found.append(Table(start, row.end()))
        found[-1].end = row.end()
        if not _RULE.fullmatch(row.group()):
            found[-1].rows.append(list(_cells(row.group(), row.start())))
    return [table for table in found if len(table.rows) > 1]


def _cells(line: str, offset: int) -> Iterator[Cell]:
    at = line.find("|") + 1
    while 0 < at < len(line):
        stop = line.find("|", at)
        stop = len(line) if stop < 0 else stop
        raw = line[at:stop]
        if stop < len(line) or raw.strip():
            start = at + len(raw) - len(raw.lstrip())
            yield Cell(offset + start, offset + start + len(raw.strip()), raw.strip())
        at = stop + 1


def table_claims(table: Table, source: Field, memory: Memory, start: Start, rules: Rules) -> list[Draft]:
    """The claims of a table's cells, row by row."""
    top, *rows = table.rows
    scale = caption_factor(source, table.start)
    week = memory.period or start.times.dominant
    told = weekly([head_of(source, cell, memory, rules, start) for cell in top], top, week, source, rules)
    heads = [_scaled(head, scale) for head in told]
    drafts: list[Draft] = []
    if any(heads):
        for row in rows:
            subject = _subject(source, row, heads)
            for cell, head in zip(row, heads, strict=False):
                if head is not None and subject is not None:
                    drafts.extend(_cell(source, cell, head, subject, memory, start, rules))
    else:
        subjects = [_name(source, cell) for cell in top]
        for row in rows:
            head = _scaled(head_of(source, row[0], memory, rules, start), scale) if row else None
            if head is None:
                continue
            for cell, subject in list(zip(row, subjects, strict=False))[1:]:
                if subject is not None:
                    drafts.extend(_cell(source, cell, head, subject, memory, start, rules))
    memory.drafts.extend(drafts)
    if drafts:
        memory.row = drafts[0].subject
        memory.topic = drafts[0].measure
    return drafts


def _scaled(head: Head | None, scale: Decimal) -> Head | None:
    """A column of amounts that names no scale has the caption's."""
    return replace(head, factor=scale) if head is not None and head.kind == "level" and head.factor == 1 else head


def _name(source: Field, cell: Cell) -> str | None:
    aside = source.patterns.expression("example").search(cell.text)
    if aside and aside.start() > 0:
        cell = Cell(cell.start, cell.start + aside.start(), cell.text[: aside.start()])
    seen = seen_cell(source, cell, 0)
    for kind in ("model", "author", "country"):
        for name in seen.names:
            if name.kind == kind:
                return name.id
    if seen.has("subject.all") or cell.text.strip("* ") in source.patterns.words("table_total"):
        return "all"
    return None


def _subject(source: Field, row: list[Cell], heads: list[Head | None]) -> str | None:
    best: str | None = None
    for cell, head in zip(row, heads, strict=False):
        if (head is None or head.kind == "rank") and (name := _name(source, cell)) is not None:
            if name.startswith("model:"):
                return name
            best = best or name
    return best


def _cell(
    source: Field, cell: Cell, head: Head, subject: str, memory: Memory, start: Start, rules: Rules
) -> Iterator[Draft]:
    seen = seen_cell(source, cell, memory.block)
    if head.kind == "price":
        memory_base = memory.price_base
        memory.price_base = True
        made = list(prices(seen, seen.quantities, set(), memory, rules))
        memory.price_base = memory_base
        if not made and head.currency:
            made = [_price(seen, quantity, head) for quantity in seen.quantities[:1] if quantity.unit is None]
        parts = head.parts if len(head.parts) == len(made) else ()
        for index, draft in enumerate(made):
            draft.subject, draft.price_of = subject, parts[index] if parts else head.part or draft.price_of
            draft.trail.append("table.column")
            yield draft
        return
    if head.kind == "rank":
        place = _place(seen, head)
        if place is not None and subject != "all":
            yield _set(place, subject, head, memory, start)
        return
    for quantity in seen.quantities[:1]:
        amount = _amount(seen, quantity, head)
        if amount is None:
            continue
        if subject == "all" and amount.kind == "share":
            continue
        yield _set(amount, subject, head, memory, start)


def _set(draft: Draft, subject: str, head: Head, memory: Memory, start: Start) -> Draft:
    """A cell's draft with what its row, its column and the article say of it."""
    draft.subject = subject
    draft.period, draft.period_basis = (
        (head.period, "explicit")
        if head.period
        else (memory.period or start.times.dominant, memory.period_basis or start.times.basis)
    )
    if draft.kind == "change" and draft.period is not None:
        draft.base_period = previous(draft.period)
    draft.platform = memory.platform if memory.platform_known else start.platform
    draft.attribution = "OpenRouter" if draft.platform == "openrouter" else memory.source
    draft.per = rate_of(draft.period) if head.kind == "level" else None
    draft.trail.append("table.column")
    return draft


def _place(seen: View, head: Head) -> Draft | None:
    """A cell of a column of places: "1", "No. 2", 第三."""
    hit = _PLACE.fullmatch(seen.text, seen.start, seen.end)
    number = seen.field.patterns.count(hit.group("n")) if hit else None
    if hit is None or number is None or not 1 <= number <= 999:
        return None
    place = Decimal(number)
    return Draft(
        view=seen, start=hit.start("n"), end=hit.end("n"), kind="rank", measure=head.measure.name,
        value=Value(place, place, place), unit="place", trail=["rank.column"],
    )  # fmt: skip


def _price(seen: View, quantity: Quantity, head: Head) -> Draft:
    return Draft(
        view=seen, start=quantity.span.start, end=quantity.span.end, kind="price", measure=head.measure.name,
        value=quantity.value, unit=head.measure.unit.replace("{currency}", head.currency or "USD"),
        modifier=quantity.modifier, trail=[quantity.rule, "price.column"],
    )  # fmt: skip


def _amount(seen: View, quantity: Quantity, head: Head) -> Draft | None:
    value, unit = quantity.value, head.measure.unit
    if head.kind == "level":
        if quantity.unit not in {None, head.measure.unit}:
            return None
        if value.point is not None and value.point < head.measure.bare_level_from:
            value = scaled(value, head.factor)
        if quantity.unit is None and (value.point or 0) < head.measure.bare_level_from:
            return None
    else:
        unit = "percent"
        if quantity.unit not in {None, "percent"}:
            return None
        before = seen.text[seen.start : quantity.span.start].rstrip()
        fell = before.endswith("-") or any(
            mark.leaf == "down" and mark.end == seen.start + len(before)
            for mark in seen.cues("growth", seen.start, quantity.span.start)
        )
        if head.kind == "change" and fell and (value.point or 0) > 0:
            value = negative(value)
    return Draft(
        view=seen, start=quantity.span.start, end=quantity.span.end, kind=head.kind, measure=head.measure.name,
        value=Value(value.point, value.low, value.high), unit=unit, modifier=quantity.modifier, trail=[quantity.rule],
    )  # fmt: skip
