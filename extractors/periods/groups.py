"""What a matched phrase hands to the productions, and what they hand back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractors.periods import calendar
from extractors.periods.calendar import Grain
from extractors.periods.types import PhraseKind, Role, Shift
from extractors.types import Period, PeriodBasis

_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Made:
    """What a production read; the finder adds place, quote and rule."""

    kind: PhraseKind
    grain: Grain
    period: Period | None = None
    basis: PeriodBasis = "explicit"
    ahead: Period | None = None
    role: Role | None = None
    shift: Shift | None = None
    steps: int = 1
    names_unit: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """The named groups of a match, read through the language's word lists."""

    found: Mapping[str, str]
    words: Mapping[str, Mapping[str, Any]]
    constants: Mapping[str, Any]
    published: date | None

    @classmethod
    def of(
        cls,
        match: re.Match[str],
        words: Mapping[str, Mapping[str, Any]],
        constants: Mapping[str, Any],
        published: date | None,
    ) -> Groups:
        """A pattern may hold a group several times (``month``, ``month__1``); at most one of them took part."""
        found = {name.partition("__")[0]: text for name, text in match.groupdict().items() if text is not None}
        return cls(found, words, constants, published)

    def __contains__(self, name: str) -> bool:
        return name in self.found

    def value(self, *names: str) -> Any:
        """The number or name that the first of these groups stands for; null where none took part."""
        for name in names:
            text = self.found.get(name)
            if text is None:
                continue
            listed = self.words.get(name.rstrip("2"), {}).get(text.lower())
            if listed is not None:
                return listed
            digits = text.translate(_HAN_DIGITS)
            return int(digits) if digits.isdecimal() else None
        return None

    def month(self, end: str = "") -> int | None:
        number: int | None = self.value(f"month{end}", f"mm{end}")
        return number

    def day(self, end: str = "") -> int | None:
        number: int | None = self.value(f"d{end}", f"dd{end}")
        return number

    def year(self, end: str = "") -> int | None:
        """The year the words give: written out, in two digits, or relative to publication."""
        written: int | None = self.value(f"y{end}")
        if written is not None:
            return written
        short = self.value(f"yy{end}")
        if short is not None:
            return 2000 + int(short)
        relative = self.value(f"relative{end}")
        return None if relative is None or self.published is None else self.published.year + int(relative)

    def dated(self, end: str = "") -> bool:
        """Whether the words name a year at all, even one that needs an unknown publication day."""
        return any(f"{name}{end}" in self.found for name in ("y", "yy", "relative"))

    def month_period(self, *, ahead: bool = False) -> Period | None:
        """The named month: in its year, or in the one that puts it closest before (or after) publication."""
        number = self.month()
        if number is None:
            return None
        if self.dated():
            year = self.year()
            return None if year is None or ahead else calendar.months(year, number)
        first = None if self.published is None else calendar.closest_year(number, 1, self.published, ahead=ahead)
        return None if first is None else calendar.months(first.year, first.month)


Production = Callable[[Groups], Made | None]
PRODUCTIONS: dict[str, Production] = {}


def production(function: Production) -> Production:
    """Registers a function under its own name, which is what a table's ``makes`` says."""
    PRODUCTIONS[function.__name__] = function
    return function
