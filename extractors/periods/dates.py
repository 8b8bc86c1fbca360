"""Productions for dates: days, ranges of days, and weeks told by a day.

Null means that the words are no date after all ("June 31"); a period of null means that one is missing to say which.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from extractors.periods import calendar
from extractors.periods.calendar import Grain
from extractors.periods.groups import Groups, Made, production
from extractors.periods.types import PhraseKind
from extractors.types import Period, PeriodBasis

_MOST_DAYS = 800  # a longer "range" is two dates that only stand side by side
_LEAP = 2024


def _in_year(groups: Groups, month: int, day: int, end: str = "", *, ahead: bool = False) -> date | None:
    """The day, in the stated year or else in the one that puts it closest before (or after) publication."""
    if groups.dated(end):
        year = groups.year(end)
        return None if year is None or ahead else calendar.make_date(year, month, day)
    return None if groups.published is None else calendar.closest_year(month, day, groups.published, ahead=ahead)


def _day(groups: Groups, end: str = "", *, ahead: bool = False) -> date | None:
    month, day = groups.month(end), groups.day(end)
    return None if month is None or day is None else _in_year(groups, month, day, end, ahead=ahead)


def _real(groups: Groups, end: str = "") -> bool:
    """Whether month and day exist together in some year: what keeps "June 31" from being a date."""
    month, day = groups.month(end), groups.day(end)
    return month is not None and day is not None and calendar.make_date(_LEAP, month, day) is not None


def _span(groups: Groups, *, ahead: bool) -> Period | None:
    """First and last day of a range, each end lending the other the month or year it lacks."""
    first = groups.month() or groups.month("2")
    last = groups.month("2") or groups.month()
    start_day, end_day = groups.day(), groups.day("2")
    if first is None or last is None or start_day is None or end_day is None:
        return None
    wraps = (last, end_day) < (first, start_day)
    if groups.dated() or groups.dated("2"):
        year, end_year = groups.year(), groups.year("2")
        if ahead or (year is None and end_year is None):
            return None
        year = year if year is not None else (end_year or 0) - wraps
        end_year = end_year if end_year is not None and end_year >= year else year + wraps
        start = calendar.make_date(year, first, start_day)
    else:
        start = None
        if groups.published is not None:
            start = calendar.closest_year(first, start_day, groups.published, ahead=ahead)
        end_year = 0 if start is None else start.year + wraps
    end = None if start is None else calendar.make_date(end_year, last, end_day)
    if start is None or end is None or not 0 <= (end - start).days < _MOST_DAYS:
        return None
    return Period(start, end)


@production
def date_range(groups: Groups) -> Made | None:
    first, last = groups.month() or groups.month("2"), groups.month("2") or groups.month()
    day, day2 = groups.day(), groups.day("2")
    if first is None or last is None or day is None or day2 is None:
        return None
    if not (calendar.make_date(_LEAP, first, day) and calendar.make_date(_LEAP, last, day2)):
        return None
    if first == last and day2 < day:
        return None
    period = _span(groups, ahead=False)
    if period is None and groups.published is not None:
        return None
    grain: Grain = "week" if period is None or calendar.grain_of(period) == "week" else "day"
    return Made("range", grain, period, ahead=_span(groups, ahead=True))


@production
def month_range(groups: Groups) -> Made | None:
    first, last = groups.month(), groups.month("2")
    if first is None or last is None:
        return None
    year, end_year = groups.year(), groups.year("2")
    if year is None and end_year is None:
        if groups.published is None:
            return Made("range", "month")
        day = calendar.closest_year(first, 1, groups.published)
        if day is None:
            return None
        year = day.year
    if year is None and end_year is not None:
        year = end_year - (last < first)
    if year is None:
        return None
    if end_year is None:
        end_year = year + (last < first)
    count = (end_year - year) * 12 + last - first + 1
    return Made("range", "month", calendar.months(year, first, count)) if 1 < count <= 120 else None


@production
def year_range(groups: Groups) -> Made | None:
    start, end = groups.year(), groups.year("2")
    if start is None or end is None or not start < end:
        return None
    return Made("range", "year", Period(date(start, 1, 1), date(end, 12, 31)))


@production
def day(groups: Groups) -> Made | None:
    if not _real(groups):
        return None
    return _at(groups, "day", lambda at: Period(at, at), "day")


def _at(
    groups: Groups,
    kind: PhraseKind,
    period: Callable[[date], Period | None],
    grain: Grain,
    basis: PeriodBasis = "explicit",
) -> Made:
    """A phrase about the day it names, read before and after publication."""
    behind, before = _day(groups), _day(groups, ahead=True)
    return Made(
        kind,
        grain,
        None if behind is None else period(behind),
        basis,
        None if before is None else period(before),
    )


def _latest(groups: Groups) -> date | None:
    """A day without its month ("24日"): the latest one before publication."""
    number = groups.day()
    if number is None or groups.published is None:
        return None
    for back in (0, 1, 2):
        month = calendar.months(groups.published.year, groups.published.month - back)
        at = None if month is None else calendar.make_date(month.start.year, month.start.month, number)
        if at is not None and (at - groups.published).days <= 1:
            return at
    return None


@production
def day_of_month(groups: Groups) -> Made | None:
    at = _latest(groups)
    return None if at is None else Made("day", "day", Period(at, at))


@production
def end_point_of_month(groups: Groups) -> Made | None:
    at = _latest(groups)
    return None if at is None else Made("end_point", "day", calendar.days_ending(at, 7), "end_date")


@production
def week_of(groups: Groups) -> Made | None:
    return _at(groups, "week", calendar.week_of, "week") if _real(groups) else None


@production
def days_from(groups: Groups) -> Made | None:
    count = groups.constants["count"]
    return _at(groups, "week", lambda at: calendar.days_from(at, count), "week") if _real(groups) else None


@production
def days_to(groups: Groups) -> Made | None:
    count = groups.constants["count"]
    return _at(groups, "week", lambda at: calendar.days_ending(at, count), "week") if _real(groups) else None


@production
def end_point(groups: Groups) -> Made | None:
    """ "As of March 15": the seven days that end there, though the words give the end alone."""
    if not _real(groups):
        return None
    return _at(groups, "end_point", lambda at: calendar.days_ending(at, 7), "day", "end_date")


@production
def units_to(groups: Groups) -> Made | None:
    """ "The three months to June 30": so many calendar units, ending there."""
    count, unit = groups.value("number", "number2"), groups.value("unit")
    if not _real(groups) or not count or unit is None:
        return None

    def span(at: date) -> Period | None:
        if unit in {"day", "week"}:
            return calendar.days_ending(at, count * (7 if unit == "week" else 1))
        months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
        whole = calendar.months(at.year, at.month - months + 1, months)
        return None if whole is None else Period(whole.start, at)

    grain: Grain = "week" if (unit, count) in {("day", 7), ("week", 1)} else unit
    return _at(groups, "week" if grain == "week" else "range", span, grain)


@production
def first_days(groups: Groups) -> Made | None:
    count, whole = groups.value("number", "count"), groups.month_period()
    if not count or count > 31:
        return None
    return Made("range", "day", None if whole is None else calendar.days_from(whole.start, count))


@production
def months_to(groups: Groups) -> Made | None:
    count, last = groups.value("number") or groups.constants.get("count"), groups.month_period()
    if not count or last is None:
        return None
    return Made("range", "month", calendar.months(last.start.year, last.start.month - count + 1, count))


def _weekday(groups: Groups) -> date | None:
    """The latest such weekday up to publication; "last Friday" and "next Monday" count by weeks."""
    number, published = groups.value("weekday"), groups.published
    if number is None or published is None:
        return None
    relative = groups.value("relative", "side")
    if relative is None:
        return calendar.shift_days(published, -((published.isoweekday() - number) % 7))
    monday = calendar.week_of(published).start
    return calendar.shift_days(monday, 7 * relative + number - 1)


@production
def weekday(groups: Groups) -> Made | None:
    at = _weekday(groups)
    return Made("day", "day", None if at is None else Period(at, at))


@production
def days_to_weekday(groups: Groups) -> Made | None:
    at = _weekday(groups)
    return Made("week", "week", None if at is None else calendar.days_ending(at, 7))


@production
def end_point_weekday(groups: Groups) -> Made | None:
    at = _weekday(groups)
    return Made("end_point", "day", None if at is None else calendar.days_ending(at, 7), "end_date")
