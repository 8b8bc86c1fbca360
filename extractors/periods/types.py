"""What a time phrase says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.periods.calendar import Grain
from extractors.types import Per, Period, PeriodBasis

PhraseKind = Literal[
    "day",  # on August 2, 8月2日, yesterday
    "range",  # March 16-22, 3月30日至4月5日, the three months to June
    "week",  # last week, the week of March 9, 4月第一周
    "month",
    "month_part",  # mid-March, 4月初: the period is the week it points at
    "quarter",
    "half",
    "year",
    "end_point",  # as of March 15, 截至3月15日: the period is the seven days ending there, or the named month or year
    "anaphor",  # the same week, 同期, week on week: nothing without a reference period
    "duration",  # over five years, 五年间: a length, no place in time
    "vague",  # 2024年初: a time too vague to be a period
]
Role = Literal[
    "at",  # what the number is about, unless the sentence says otherwise
    "base",  # compared with, than in, 较: the earlier side of a change
    "start",  # from X (to Y), 从, 由: the earlier end of a growth
    "by",  # by, to, 到, 至: a point reached
    "since",
    "until",
]
Shift = Literal["same", "previous", "next", "year_before"]


class TimePhrase(NamedTuple):
    """A time phrase at ``text[start:end] == quote``.

    * ``period`` is null for an anaphor, a duration, a vague phrase, and wherever a date needs a publication time that
      is not known. ``rule`` names the data row.
    * ``ahead`` is the other reading of a date without a year, the closest one after publication: right for a forecast
      ("by December").
    * ``shift`` and ``steps`` are how an anaphor moves its reference ("two weeks earlier": previous, 2);
      ``names_unit`` says whether its words name its ``grain`` ("the same period" does not).
    * For a duration ``steps`` counts its ``grain`` ("five years": 5).
    * A range whose grain is month or year is two ends of a growth as often as a window ("between 2026 and 2030").
    """

    start: int
    end: int
    quote: str
    period: Period | None
    basis: PeriodBasis
    rule: str
    kind: PhraseKind
    grain: Grain
    role: Role = "at"
    ahead: Period | None = None
    shift: Shift | None = None
    steps: int = 1
    names_unit: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A word that says over how long an amount runs: weekly, a day, 日均, 周."""

    start: int
    end: int
    quote: str
    per: Per
    rule: str
