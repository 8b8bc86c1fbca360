"""Calendar arithmetic on :class:`~extractors.types.Period`: weeks run Monday to Sunday, months and years are whole.

Every function is total over its arguments; what would leave the calendar (year 1 or 9999) is null.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from extractors.types import Period

Grain = Literal["day", "week", "month", "quarter", "half", "year"]

_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def shift_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or null where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_ending(day: date, count: int) -> Period | None:
    """The ``count`` days whose last is ``day``."""
    start = shift_days(day, 1 - count)
    return None if start is None else Period(start, day)


def days_from(day: date, count: int) -> Period | None:
    """The ``count`` days whose first is ``day``."""
    end = shift_days(day, count - 1)
    return None if end is None else Period(day, end)


def week_of(day: date) -> Period:
    """The Monday-to-Sunday week that holds ``day``."""
    start = shift_days(day, -day.weekday())
    end = shift_days(day, 6 - day.weekday())
    return Period(start or date.min, end or date.max)


def last_complete_week(day: date) -> Period:
    """The latest Monday-to-Sunday week that was over before ``day``: what "last week" means on that day."""
    return week_of(shift_days(day, -7) or date.min)


def months(year: int, month: int, count: int = 1) -> Period | None:
    """``count`` whole months from the given one; ``month`` may lie outside 1..12 and carries into the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = year * 12 + month - 1 + count - 1
    if not (date.min.year <= year and last // 12 <= date.max.year):
        return None
    end_year, end_month = last // 12, last % 12 + 1
    return Period(date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1]))


def unit_of(day: date, grain: Grain, steps: int = 0) -> Period | None:
    """The calendar day, week, month, quarter, half or year that holds ``day``, moved by ``steps`` of its kind."""
    if grain == "day":
        moved = shift_days(day, steps)
        return None if moved is None else Period(moved, moved)
    if grain == "week":
        moved = shift_days(day, 7 * steps)
        return None if moved is None else week_of(moved)
    length = _MONTHS[grain]
    first = (day.month - 1) // length * length + 1
    return months(day.year, first + steps * length, length)


def grain_of(period: Period) -> Grain | None:
    """What calendar unit a period is; seven days are a week wherever they start. Null for anything else."""
    length = (period.end - period.start).days + 1
    if length == 1:
        return "day"
    if length == 7:
        return "week"
    for grain in ("month", "quarter", "half", "year"):
        if unit_of(period.start, grain) == period:
            return grain
    return None


def move(period: Period, steps: int) -> Period | None:
    """The period moved by ``steps`` times its own length: by calendar units where it is one, else by its days."""
    grain = grain_of(period)
    if grain in _MONTHS:
        return unit_of(period.start, grain, steps)
    length = (period.end - period.start).days + 1
    start, end = shift_days(period.start, steps * length), shift_days(period.end, steps * length)
    return None if start is None or end is None else Period(start, end)


def previous(period: Period) -> Period | None:
    """The period of equal length just before: the week before a week, May before June, 2025 before 2026."""
    return move(period, -1)


def last_week(month: Period) -> Period | None:
    """The last week that belongs to a month: the one whose Thursday lies in it."""
    week = week_of(month.end)
    return week if month.end.isoweekday() >= 4 else previous(week)


def years_before(period: Period, years: int = 1) -> Period | None:
    """The same period ``years`` earlier; a week stays a week (52 weeks back), 29 February becomes 28."""
    if grain_of(period) == "week":
        return move(period, -52 * years)
    ends: list[date] = []
    for day in (period.start, period.end):
        try:
            ends.append(day.replace(year=day.year - years))
        except ValueError:
            moved = make_date(day.year - years, day.month, 28)
            if moved is None:
                return None
            ends.append(moved)
    start, end = ends
    whole = unit_of(start, "month")
    if grain_of(period) == "month" and whole is not None:
        return whole
    return Period(start, end)


def closest_year(month: int, day: int, published: date, *, ahead: bool = False) -> date | None:
    """The date without a year that lies closest before publication, or closest after it.

    One day of grace lets a dateline that is already tomorrow in the writer's time zone stay in this year.
    """
    limit = shift_days(published, 1) or published
    for distance in range(9):  # 29 February may be eight years away
        candidate = make_date(limit.year + (distance if ahead else -distance), month, day)
        if candidate is not None and (candidate > limit) == ahead:
            return candidate
    return None
