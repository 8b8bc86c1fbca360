"""OpenRouter's ``rankings-daily``: what to ask for, and what makes a day of answers good.

From the publisher's documentation: days are UTC; a day has at most 51 rows, tokens descending, the last one ``other``
(absent if there is no tail); ``total_tokens`` is a decimal string; nothing before 2025-01-01; at most 366 days a
call. A day that breaks this is reported and left out whole, because bounds made from half a day would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from service.reconcile.rankings import openrouter_rankings
from service.reconcile.types import Number
from service.reference.protocol import Dataset, Frame, Problem, Publication, Query, RawRow

ID = "openrouter-rankings-daily"
PATH = "/api/v1/datasets/rankings-daily"
EARLIEST = date(2025, 1, 1)
WINDOW_DAYS = 366
MOST_ROWS = 51
_OTHER = "other"
_AROUND = (*range(-7, 0), *range(1, 8))
_FEWEST_AROUND = 4
_MOST_OFF = 3
"""Times that a day's sum may be above or below the median of the days around it. Real ones stay within 1.4."""
_DAY = timedelta(days=1)


class _BadRow(ValueError):
    """A row that cannot be read; ``reason`` is a stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def queries(start: date, end: date) -> tuple[Query, ...]:
    """The calls that cover a range of days, oldest first; nothing for days before the data begin."""
    start = max(start, EARLIEST)
    windows = []
    while start <= end:
        last = min(start + (WINDOW_DAYS - 1) * _DAY, end)
        params = {"start_date": start.isoformat(), "end_date": last.isoformat()}
        windows.append(Query(PATH, params, start, last))
        start = last + _DAY
    return tuple(windows)


def read(rows: Iterable[RawRow], frame: Frame) -> Publication:
    """Rows as days. Never raises: whatever is wrong with a row or a day becomes a problem of that day."""
    days: dict[date, dict[str, int]] = {}
    problems: list[Problem] = []
    for row in rows:
        day: date | None = None
        try:
            day = _day(row)
            rows_of_day = days.setdefault(day, {})
            series, tokens = _series(row), _tokens(row)
            if series in rows_of_day:
                raise _BadRow("duplicate_series", f"{row.where}: {series} was given before")
            rows_of_day[series] = tokens
        except _BadRow as bad:
            problems.append(Problem(day, bad.reason, str(bad)))
    for day, values in days.items():
        problems += _judge(day, values, frame)
    bad_days = {problem.day for problem in problems if not problem.used}
    problems += wrong_sums({day: sum(values.values()) for day, values in days.items() if day not in bad_days}, {})
    bad_days = {problem.day for problem in problems if not problem.used}
    start = frame.start or min(days, default=frame.as_of.date())
    end = frame.end or max(days, default=frame.as_of.date())
    good = {day: days[day] for day in sorted(days) if day not in bad_days}
    problems += _missing(days, start, min(end, frame.as_of.date() - _DAY))
    problems.sort(key=lambda problem: (problem.day or date.min, problem.reason))
    return Publication(ID, frame.as_of, start, end, good, tuple(problems))


def _day(row: RawRow) -> date:
    raw = row.fields.get("date")
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        raise _BadRow("malformed_date", f"{row.where}: date {raw!r} is not YYYY-MM-DD") from None


def _series(row: RawRow) -> str:
    raw = row.fields.get("model_permaslug")
    if not isinstance(raw, str) or not raw.strip():
        raise _BadRow("malformed_row", f"{row.where}: model_permaslug is {raw!r}")
    return raw.strip()


def _tokens(row: RawRow) -> int:
    raw = row.fields.get("total_tokens")
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()):
        raise _BadRow("malformed_tokens", f"{row.where}: total_tokens {raw!r} is not a whole number of tokens")
    return int(text)


def _judge(day: date, values: dict[str, int], frame: Frame) -> Iterable[Problem]:
    """What is wrong with a day of readable rows."""
    if not values:
        return
    if len(values) > MOST_ROWS:
        yield Problem(day, "too_many_rows", f"{len(values)} rows, the publisher gives at most {MOST_ROWS}")
    if day >= frame.as_of.date():
        yield Problem(day, "incomplete_day", f"the day was not over at {frame.as_of.isoformat()}")
    if (frame.start and day < frame.start) or (frame.end and day > frame.end):
        yield Problem(day, "day_not_asked_for", f"outside {frame.start} to {frame.end}")
    if set(values) == {_OTHER}:
        yield Problem(day, "no_named_rows", "only the row of the rest is there")
    if frame.published_order and (wrong := _out_of_order(values)):
        yield Problem(day, "wrong_order", f"{wrong} does not belong where it stands; rows come with tokens descending")
    if _OTHER in values and len(values) < MOST_ROWS:
        detail = f"the rest is given beside {len(values) - 1} models instead of {MOST_ROWS - 1}: rows may be missing"
        yield Problem(day, "few_rows", detail, used=True)


def wrong_sums(totals: Mapping[date, Number], known: Mapping[date, Number]) -> Iterable[Problem]:
    """Days whose sum cannot be right beside those around them: rows are missing, or a number has slipped.

    The days around are those of the same publication, and ``known`` ones where it has none.
    """
    every = {**known, **totals}
    for day, total in totals.items():
        around = [every[near] for off in _AROUND if (near := day + off * _DAY) in every]
        if len(around) < _FEWEST_AROUND:
            continue
        usual = median(map(Decimal, around))
        if not usual <= total * _MOST_OFF <= usual * _MOST_OFF**2:
            detail = f"the rows sum to {total}, the days around it to about {usual:.0f} each"
            yield Problem(day, "wrong_sum", detail)


def _out_of_order(values: dict[str, int]) -> str | None:
    """The first series that stands in the wrong place."""
    series = list(values)
    if _OTHER in values and series[-1] != _OTHER:
        return _OTHER
    named = [name for name in series if name != _OTHER]
    return next((name for above, name in pairwise(named) if values[above] < values[name]), None)


def _missing(days: Iterable[date], start: date, end: date) -> Iterable[Problem]:
    there = set(days)
    day = start
    while day <= end:
        if day not in there:
            yield Problem(day, "missing_day", "there is no row for this day")
        day += _DAY


DATASET = Dataset(
    id=ID,
    citation="Source: OpenRouter (openrouter.ai/rankings). CC BY 4.0.",
    spec=openrouter_rankings,
    columns=("date", "model_permaslug", "total_tokens"),
    read=read,
    earliest=EARLIEST,
    queries=queries,
    wrong_sums=wrong_sums,
    sums_reach=max(_AROUND) * _DAY,
)
