"""What the head of a table's column says of its cells: a measure, a share, a change or a place, and of which time."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractors.claims.context import Start
from extractors.claims.draft import Memory
from extractors.claims.reach import rate_of
from extractors.claims.view import Field, View, view
from extractors.fold import fold
from extractors.periods import find_periods, previous
from extractors.quantities import find_quantities
from extractors.rules import Measure, Rules
from extractors.segment import Sentence
from extractors.types import Period, PriceOf

_LINK = re.compile(r"^(?:in|for|of|during) | (?:in|for|of|during)$|^\u7684|\u7684$|,$")
_SINCE = re.compile(r" (?:from|on|vs\.?|versus|over|since|against|than|to)$")
_PAREN = re.compile(r"\(([^()]{1,24})\)")
_CAPTION = 200
_MONTHS = [name.lower() for name in month_abbr[1:]]
_MONTH = re.compile(rf"(?:^|[ ,(])(?P<month>{'|'.join(_MONTHS)})t?\.?(?P<year> 20\d\d)?\)?$", re.IGNORECASE)
Column = Literal["level", "price", "share", "change", "rank"]


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a column (or a row's first cell) says of its cells."""

    kind: Column
    measure: Measure
    factor: Decimal = Decimal(1)
    part: PriceOf | None = None
    period: Period | None = None
    currency: str | None = None
    parts: tuple[PriceOf, ...] = ()


def seen_cell(source: Field, cell: Cell, number: int) -> View:
    return view(source, Sentence("text", cell.start, max(cell.end, cell.start), number, "row"), always=True)


def head_of(source: Field, cell: Cell, memory: Memory, rules: Rules, start: Start) -> Head | None:
    seen = seen_cell(source, cell, 0)
    dated = _dated(source, cell, seen)
    words = re.sub(r"[*_`]", "", _PAREN.sub("", dated[0])).strip(" :/$\u00a5")
    usage = next((measure for measure in rules.measures.values() if "level" in measure.kinds), None)
    period = dated[1]
    for word in seen.field.patterns.words("table_share"):
        if usage is not None and words == word:
            return Head("share", usage, period=period)
    for word in seen.field.patterns.words("table_change"):
        if usage is not None and words == word:
            return Head("change", usage, period=period)
    if usage is not None and words in seen.field.patterns.words("table_rank"):
        subset = [mark for mark in source.cues.inside("rank.subset", 0, cell.start) if cell.start - mark.end <= 240]
        return None if subset else Head("rank", usage, period=period)
    for measure in rules.measures.values():
        if words in measure.headers.get(source.language, ()):
            kind: Column = "price" if measure.per_unit is not None else "level"
            part = next((mark.leaf for mark in seen.cues("price")), None)
            return Head(
                kind, measure, _factor(cell.text, source.language),
                part if part in {"input", "output", "cached"} else None, period, _currency(source, cell, memory),  # type: ignore[arg-type]
            )  # fmt: skip
    if usage is not None and seen.expression("table_level").fullmatch(words):
        return Head("level", usage, _factor(cell.text, source.language), None, period)
    for measure in rules.measures.values():
        if measure.per_unit is not None and measure.denominators(source.language, cell.text):
            return Head("price", measure, Decimal(1), None, period, _currency(source, cell, memory), _parts(cell, seen))
    if period is not None and usage is not None and not words:
        return Head("level", usage, _factor(cell.text, source.language), None, period)
    return None


def weekly(
    heads: list[Head | None], top: list[Cell], week: Period | None, source: Field, rules: Rules
) -> list[Head | None]:
    """Columns of "this week" beside "last week": the week that the article is about and the one before it, whenever it
    was published."""
    this, last = (source.patterns.expression(name) for name in ("column_now", "column_before"))
    words = [_PAREN.sub("", cell.text).strip(" *_`").lower() for cell in top]
    usage = next((measure for measure in rules.measures.values() if "level" in measure.kinds), None)
    if week is None or usage is None or rate_of(week) != "week" or not any(map(this.match, words)):
        return heads
    found: list[Head | None] = []
    for head, cell, word in zip(heads, top, words, strict=True):
        hit = this.match(word) or last.match(word)
        if hit is not None and head is None and hit.end() == len(word):
            head = Head("level", usage, _factor(cell.text, source.language))  # noqa: PLW2901
        if hit is not None and head is not None:
            head = replace(head, period=week if hit.re is this else previous(week))  # noqa: PLW2901
        found.append(head)
    return found


def _parts(cell: Cell, seen: View) -> tuple[PriceOf, ...]:
    """ "Price per 1M tokens (in / out)": what the amounts of a cell are for, in their order."""
    inner = " ".join(_PAREN.findall(cell.text)) or cell.text
    words = [word for word in re.split(r"[\s/,;|&+]+", inner) if word]
    marks = {mark.word: mark.leaf for mark in seen.cues("price")}
    return tuple(leaf for word in words if (leaf := marks.get(word)) in {"input", "output", "cached"})  # type: ignore[misc]


def _dated(source: Field, cell: Cell, seen: View) -> tuple[str, Period | None]:
    """A head's words without the time that it names, and that time: "Share in June", "May (trillion tokens)"."""
    original = source.original[cell.start : cell.end]
    # A month alone in its cell is a month; in running text "may" needs more words around it.
    lead = "in " if source.language == "en" and not seen.times else ""
    found = find_periods(lead + fold(original), source.language, source.published_at)
    phrases = [phrase for phrase in found if phrase.period is not None and phrase.kind != "day"]
    if not phrases and source.language == "en" and (short := _MONTH.search(cell.text.rstrip())) is not None:
        # "Tokens, Aug": a month's first letters are a month in the head of a table.
        month = month_name[_MONTHS.index(short.group("month").lower()) + 1]
        told = find_periods(f"in {month}{short.group('year') or ''}", source.language, source.published_at)
        return cell.text[: short.start()].rstrip(" ,("), told[0].period if told else None
    if len(phrases) != 1:
        return cell.text, phrases[0].period if phrases else None
    start, end = max(phrases[0].start - len(lead), 0), phrases[0].end - len(lead)
    rest = _LINK.sub("", f"{cell.text[:start].rstrip()} {cell.text[end:].lstrip()}".strip())
    if (since := _SINCE.search(rest)) is not None:
        # "Change from July": what the change is against, not its own time.
        return rest[: since.start()], None
    return rest, phrases[0].period


def _factor(head: str, language: str) -> Decimal:
    """ "Tokens (T)": the scale that the head gives to bare cells."""
    scales = (_scale(inner.split()[0], language) for inner in _PAREN.findall(head) if inner.strip())
    return next((scale for scale in scales if scale > 1), Decimal(1))


def _scale(word: str, language: str) -> Decimal:
    for quantity in find_quantities(f"1{word.upper() if len(word) == 1 else ' ' + word}", language)[:1]:
        if quantity.value.point is not None and quantity.value.point > 1:
            return quantity.value.point
    return Decimal(1)


def _currency(source: Field, cell: Cell, memory: Memory) -> str | None:
    """A currency told in the head, else shortly before the table."""
    before = source.lowered[max(0, cell.start - 400) : cell.end]
    for sign, unit in (
        ("$", "USD"),
        ("dollar", "USD"),
        ("\u7f8e\u5143", "USD"),
        ("yuan", "CNY"),
        ("\u4eba\u6c11\u5e01", "CNY"),
        ("\u5143", "CNY"),
        ("\u00a5", "CNY"),
    ):
        if sign in cell.text:
            return unit
        if sign in before:
            return unit
    return None


def caption_factor(source: Field, start: int) -> Decimal:
    """ "Weekly tokens, in trillions", 单位：万亿Token: the scale told on the line before a table."""
    lead = source.lowered[max(0, start - _CAPTION) : start].rstrip()
    told = source.patterns.expression("table_unit").search(lead, lead.rfind("\n") + 1)
    word = (told.group("scale") or told.group("other")) if told else None
    return _scale(word.rstrip("s"), source.language) if word else Decimal(1)
