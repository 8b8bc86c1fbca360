"""One sentence with everything that is known of it before claims are read: clauses, cues, quantities, names, times.

Every offset counts in the field the sentence comes from, so marks of one sentence compare with marks of the next.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from extractors.claims.clauses import clauses
from extractors.claims.cues import CueIndex, Cues, Mark
from extractors.claims.patterns import Match, Patterns, Shapes
from extractors.claims.weeks import told_weeks
from extractors.entities import EntityMention, find_entities
from extractors.fold import fold, lower
from extractors.lexicon import Lexicon, load_lexicon
from extractors.periods import Rate, TimePhrase, find_periods, find_rates, publication_day
from extractors.quantities import quantities_in
from extractors.segment import Sentence
from extractors.types import Quantity, Span, TextField


@dataclass(slots=True)
class Field:
    """A text field as read once a document: the original, its folded lower-case form and its cues."""

    name: TextField
    original: str
    folded: str
    lowered: str
    cues: Cues
    language: str
    published_at: datetime | None
    today: date | None
    patterns: Patterns
    shapes: Shapes
    names: Sequence[EntityMention]
    times: Sequence[TimePhrase]
    rates: Sequence[Rate]
    lexicon: Lexicon
    denominators: dict[str, Any] = dataclasses.field(default_factory=dict)


class Text(NamedTuple):
    """A text as written, folded, and folded in lower case: three spellings with the same offsets."""

    original: str
    folded: str
    lowered: str

    @classmethod
    def of(cls, original: str) -> Text:
        folded = fold(original)
        return cls(original, folded, lower(folded))


def look(
    name: TextField,
    text: Text,
    language: str,
    published_at: datetime | None,
    cues: CueIndex,
    patterns: Patterns,
    context: str = "",
) -> Field:
    """Read a field with every finder, once."""
    original, folded, lowered = text
    # "This week's highlights" is a name and dates nothing.
    now, label = patterns.expression("now"), patterns.expression("label_noun")
    times = [
        phrase
        for phrase in find_periods(folded, language, published_at)
        if not (now.match(lowered, phrase.start) and label.match(lowered, phrase.end))
    ]
    times = told_weeks(times, folded)
    names = find_entities(folded, language, context)
    return Field(
        name, original, folded, lowered, Cues(cues.find(lowered)), language, published_at,
        publication_day(published_at, language), patterns,
        Shapes(patterns, lowered), names, times, find_rates(folded, language), load_lexicon(language),
    )  # fmt: skip


@dataclass(slots=True)
class View:
    """A sentence of a :class:`Field`; lists are in text order.

    ``expression`` gives a grammar expression of the field's language by its name.
    """

    sentence: Sentence
    field: Field
    start: int
    end: int
    quantities: list[Quantity]
    names: list[EntityMention]
    times: list[TimePhrase]
    rates: list[Rate]
    marks: Mapping[str, Sequence[Mark]]
    expression: Callable[[str], re.Pattern[str]]
    notes: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)
    read: bool = True
    _clauses: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    _cuts: list[int] = dataclasses.field(default_factory=list)
    _shapes: dict[str, list[Match]] = dataclasses.field(default_factory=dict)
    _able: int | None = None

    @property
    def text(self) -> str:
        return self.field.lowered

    def span(self, start: int, end: int) -> Span:
        return Span(self.sentence.field, start, end, self.field.original[start:end])

    def note(self, start: int, end: int, why: str) -> None:
        """Why something at this place did or did not become a claim; read by the explainer."""
        self.notes.append((start, end, why))

    @property
    def clauses(self) -> list[tuple[int, int]]:
        """The sentence's clauses, cut when first asked for."""
        if not self._clauses:
            self._cut()
        return self._clauses

    def _cut(self) -> None:
        self._clauses = clauses(self.field.lowered, self.start, self.end)
        self._cuts = [start for start, _ in self._clauses[1:]]

    def clause(self, at: int) -> int:
        """The number of the clause that holds an offset."""
        if not self._clauses:
            self._cut()
        return bisect_right(self._cuts, at)

    def bracket_before(self, start: int) -> tuple[int, int]:
        """Where the brackets that close right before a place open and end; twice the place where none do."""
        if start <= self.start or self.text[start - 1] != ")":
            return start, start
        opened = self.text.rfind("(", self.start, start)
        return (opened, start) if opened > self.start else (start, start)

    def clause_begin(self, offset: int) -> int:
        """Where the clause of a place begins, brackets inside that clause put aside."""
        left, _ = self.clause_span(offset)
        opened, closed = self.bracket_before(left)
        return self.clause_span(opened - 1)[0] if opened < closed else left

    def clause_span(self, at: int) -> tuple[int, int]:
        if not self._clauses:
            self._cut()
        return self._clauses[bisect_right(self._cuts, at)]

    def cues(self, prefix: str, start: int | None = None, end: int | None = None) -> Sequence[Mark]:
        """The cues of a group (or of all groups under a dotted prefix) that lie inside a stretch."""
        marks = self.marks.get(prefix, ())
        if not marks or start is None:
            return marks
        last = self.end if end is None else end
        return [mark for mark in marks if start <= mark.start and mark.end <= last]

    def has(self, prefix: str, start: int | None = None, end: int | None = None) -> bool:
        return prefix in self.marks and bool(self.cues(prefix, start, end))

    def between(self, start: int, end: int) -> str:
        return self.field.lowered[start:end]

    def shapes(self, family: str, start: int | None = None) -> list[Match]:
        """The sentence's hits of a pattern family, from ``start`` on; in order of the rules."""
        if start is not None:
            return self.field.shapes.find(family, start, self.end)
        if self._able is None:
            self._able = self.field.shapes.able(self.start, self.end)
        found = self._shapes.get(family)
        if found is None:
            found = self._shapes[family] = self.field.shapes.find(family, self.start, self.end, self._able)
        return found


def _inside(
    items: Sequence[Any], sentence: Sentence, start: Callable[[Any], int], end: Callable[[Any], int]
) -> list[Any]:
    found: list[Any] = []
    if not items:
        return found
    for item in items[bisect_left(items, sentence.start, key=start) :]:
        if start(item) >= sentence.end:
            break
        if end(item) <= sentence.end:
            found.append(item)
    return found


_START = attrgetter("start")
_END = attrgetter("end")


_NUMBER = re.compile(
    r"[0-9\u534a\u500d\u6210\u4ebf\u7b2c\u524d\u4e24\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u756a\u51a0\u699c\u8fde]"
)
_TELLING = ("compare", "condition", "number", "rank")


def promising(source: Field, sentence: Sentence, marks: Mapping[str, Sequence[Mark]]) -> bool:
    """Whether a sentence can hold a claim at all: a digit, or a word that stands for a number, a place or an order."""
    if _NUMBER.search(source.lowered, sentence.start, sentence.end):
        return True
    return any(group in marks for group in _TELLING)


def _quantities(
    source: Field, sentence: Sentence, names: Sequence[EntityMention], times: Sequence[TimePhrase]
) -> list[Quantity]:
    """The sentence's numbers that are no part of a name or a date."""
    taken = [(one.start, one.end) for one in names]
    taken += [(phrase.start, phrase.end) for phrase in times if phrase.kind != "duration"]
    return [
        quantity
        for quantity in quantities_in(
            source.original,
            source.folded,
            source.lexicon,
            field=sentence.field,
            start=sentence.start,
            end=sentence.end,
        )
        if not any(quantity.span.start < end and start < quantity.span.end for start, end in taken)
    ]


def view(source: Field, sentence: Sentence, *, always: bool = False) -> View:
    """One sentence of a field, with what was found in it; without its numbers where it cannot hold a claim."""
    names = _inside(source.names, sentence, _START, _END)
    times = _inside(source.times, sentence, _START, _END)
    marks = source.cues.between(sentence.start, sentence.end)
    numbers = always or promising(source, sentence, marks)
    return View(
        sentence=sentence,
        field=source,
        start=sentence.start,
        end=sentence.end,
        quantities=_quantities(source, sentence, names, times) if numbers else [],
        names=names,
        times=times,
        read=numbers,
        rates=_inside(source.rates, sentence, _START, _END),
        marks=marks,
        expression=source.patterns.expression,
    )
