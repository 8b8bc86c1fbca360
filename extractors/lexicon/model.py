"""What a language calls numbers, as values: the shapes that the rule files are compiled into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractors.prefilter import Finder
from extractors.types import Modifier

_TIMES = frozenset({"hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class Word:
    """One form of the number vocabulary: ``kind`` says how it combines, ``value`` what it is worth."""

    kind: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """What may stand beside a number and says what it counts; ``unit`` is the canonical name, if it has one."""

    name: str
    unit: str | None
    money: bool = False
    factor: Decimal = Decimal(1)
    max: Decimal | None = None
    tail: bool = False
    half_tail: bool = False
    glued: bool = False
    discount: bool = False
    doublings: bool = False
    digits_apart: bool = False
    not_before: frozenset[str] = frozenset()
    but_before: frozenset[str] = frozenset()
    counts_after: frozenset[str] = frozenset()
    parts: tuple[tuple[str, Decimal], ...] = ()

    @property
    def is_time(self) -> bool:
        return self.unit in _TIMES


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are a quantity by themselves ("doubled", 过半)."""

    name: str
    value: Decimal
    unit: str | None
    modifier: Modifier


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the number readers know about a language. Patterns match folded, lower-cased text."""

    language: str
    decimal_mark: str
    lenient_decimal_comma: bool
    suffixes: Mapping[str, Decimal]
    money_suffixes: Mapping[str, Decimal]
    fractions: Mapping[str, tuple[Decimal, Decimal]]
    words: Mapping[str, Word]
    characters: Mapping[str, Word]
    phrases: Mapping[str, Phrase]
    never_words: frozenset[str]
    idioms: frozenset[str]
    units: Mapping[str, Unit]
    currencies_before: Mapping[str, Unit]
    likely_years: tuple[int, int] | None
    modifiers_before: Mapping[str, Modifier]
    modifiers_after: Mapping[str, Modifier]
    connectors: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    scan: Finder
    never_at_digits: re.Pattern[str]
    never_at_lines: re.Pattern[str]
    never_anywhere: Finder | re.Pattern[str]
    suffix: re.Pattern[str]
    unit_after: re.Pattern[str]
    currency_before: re.Pattern[str]
    ordinal_before: re.Pattern[str]
    modifier_before: re.Pattern[str]
    modifier_after: re.Pattern[str]
    modifier_through: re.Pattern[str] | None
    modifier_of_multiple: re.Pattern[str] | None
    connector: re.Pattern[str]
    measure_word: re.Pattern[str]
