"""One sentence with everything that is known of it before claims are read: clauses, cues, quantities, names, times.

Every offset counts in the field the sentence comes from, so marks of one sentence compare with marks of the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from extractors.claims.cues import CueIndex, Mark
from extractors.claims.patterns import Patterns
from extractors.entities import EntityMention, find_entities
from extractors.fold import fold, lower
from extractors.periods import Rate, TimePhrase, find_periods, find_rates
from extractors.quantities import find_quantities
from extractors.segment import Sentence
from extractors.types import Quantity, Span, TextField

_BREAK = re.compile(
    r"(?<!\d),|,(?!\d{3}(?!\d))|[;:()?!\"\u201c\u201d\u300a\u300b\u2014\u3010\u3011\u3002|]| --? "
    r"|\b(?:while|whereas|although|though|but)\b"
    r"|(?<!such)(?<!well)(?<!much)(?<!many)(?<!known)(?<!soon)(?<!long)(?<!far) \bas\b(?! (?:of|much|many|well|reported|recently|low|high|per|it|if)\b)"
    r"|\u800c(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)


@dataclass(slots=True)
class Field:
    """A text field as read once a document: the original, its folded lower-case form and its cues."""

    name: TextField
    original: str
    folded: str
    lowered: str
    marks: Sequence[Mark]
    language: str
    published_at: datetime | None
    patterns: Patterns
    quantities: Sequence[Quantity]
    names: Sequence[EntityMention]
    times: Sequence[TimePhrase]
    rates: Sequence[Rate]


def look(
    name: TextField, original: str, language: str, published_at: datetime | None, cues: CueIndex, patterns: Patterns
) -> Field:
    """Read a field with every finder, once."""
    folded = fold(original)
    lowered = lower(folded)
    times = find_periods(folded, language, published_at)
    names = find_entities(folded, language)
    taken = sorted((one.start, one.end) for one in (*names, *(phrase for phrase in times if phrase.kind != "duration")))
    quantities = []
    for quantity in find_quantities(folded, language):
        start, end = quantity.span.start, quantity.span.end
        near = bisect_left(taken, (end, 0))
        if near and taken[near - 1][1] > start:
            continue
        quantities.append(replace(quantity, span=Span(name, start, end, original[start:end])))
    return Field(
        name, original, folded, lowered, cues.find(lowered), language, published_at, patterns,
        quantities, names, times, find_rates(folded, language),
    )  # fmt: skip


@dataclass(slots=True)
class View:
    """A sentence of a :class:`Field`; lists are in text order."""

    sentence: Sentence
    field: Field
    clauses: list[tuple[int, int]]
    marks: list[Mark]
    quantities: list[Quantity]
    names: list[EntityMention]
    times: list[TimePhrase]
    rates: list[Rate]
    notes: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end

    @property
    def text(self) -> str:
        return self.field.lowered

    def span(self, start: int, end: int) -> Span:
        return Span(self.sentence.field, start, end, self.field.original[start:end])

    def note(self, start: int, end: int, why: str) -> None:
        """Why something at this place did or did not become a claim; read by the explainer."""
        self.notes.append((start, end, why))

    def clause(self, at: int) -> int:
        """The number of the clause that holds an offset."""
        starts = [start for start, _ in self.clauses]
        return max(bisect_right(starts, at) - 1, 0)

    def clause_span(self, at: int) -> tuple[int, int]:
        return self.clauses[self.clause(at)]

    def cues(self, prefix: str, start: int | None = None, end: int | None = None) -> list[Mark]:
        """The cues of a group (or of all groups under a dotted prefix) that lie inside a stretch."""
        start = self.start if start is None else start
        end = self.end if end is None else end
        dotted = prefix + "."
        return [
            mark
            for mark in self.marks
            if mark.start >= start and mark.end <= end and (mark.group == prefix or mark.group.startswith(dotted))
        ]

    def has(self, prefix: str, start: int | None = None, end: int | None = None) -> bool:
        return bool(self.cues(prefix, start, end))

    def between(self, start: int, end: int) -> str:
        return self.field.lowered[start:end]

    def patterns(self, family: str) -> Iterator[tuple[int, int, object]]:
        for match in self.field.patterns.find(family, self.field.lowered, self.start, self.end):
            yield match.start, match.end, match


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start]
    for stop in _BREAK.finditer(text, start, end):
        if stop.end() > cuts[-1]:
            cuts.append(stop.end())
    cuts.append(end)
    return [(left, right) for left, right in zip(cuts, cuts[1:], strict=False) if right > left]


def _inside(
    items: Sequence[Any], sentence: Sentence, start: Callable[[Any], int], end: Callable[[Any], int]
) -> list[Any]:
    found = []
    for item in items[bisect_left(items, sentence.start, key=start) :]:
        if start(item) >= sentence.end:
            break
        if end(item) <= sentence.end:
            found.append(item)
    return found


_START = attrgetter("start")
_END = attrgetter("end")


def view(source: Field, sentence: Sentence) -> View:
    """One sentence of a field, with what was found in it."""
    return View(
        sentence=sentence,
        field=source,
        clauses=_clauses(source.lowered, sentence.start, sentence.end),
        marks=_inside(source.marks, sentence, _START, _END),
        quantities=_inside(source.quantities, sentence, attrgetter("span.start"), attrgetter("span.end")),
        names=_inside(source.names, sentence, _START, _END),
        times=_inside(source.times, sentence, _START, _END),
        rates=_inside(source.rates, sentence, _START, _END),
    )
