"""Productions for calendar units: weeks of a month, months, quarters, halves, years; and for anaphors."""

from __future__ import annotations

from datetime import date

from extractors.periods import calendar
from extractors.periods.calendar import Grain
from extractors.periods.groups import Groups, Made, production
from extractors.periods.types import PhraseKind, Shift
from extractors.types import Period


def _ordinal_week(year: int, month: int, number: int, published: date | None) -> Period | None:
    """The latest week that overlaps the month's n-th seven days and was over when the article appeared.

    Counted from the end, a week belongs to the month that holds most of it: its Thursday's.
    """
    whole = calendar.months(year, month)
    if whole is None:
        return None
    if number < 0:
        return calendar.last_week(whole)
    first = calendar.make_date(year, month, min(7 * number - 6, whole.end.day))
    latest = calendar.make_date(year, month, min(7 * number, whole.end.day))
    if first is None or latest is None:
        return None
    late = calendar.week_of(latest)
    return calendar.week_of(first) if published is not None and late.end >= published else late


@production
def ordinal_week(groups: Groups) -> Made | None:
    number, whole = groups.value("ordinal"), groups.month_period()
    if number is None:
        return None
    period = None
    if whole is not None:
        period = _ordinal_week(whole.start.year, whole.start.month, number, groups.published)
    return Made("week", "week", period)


@production
def iso_week(groups: Groups) -> Made | None:
    number, year = groups.value("week", "week2"), groups.year()
    if number is None:
        return None
    if year is None:
        if groups.published is None:
            return Made("week", "week")
        year = groups.published.isocalendar().year
        if number > groups.published.isocalendar().week:
            year -= 1
    try:
        return Made("week", "week", calendar.week_of(date.fromisocalendar(year, number, 1)))
    except ValueError:
        return None


@production
def relative(groups: Groups) -> Made | None:
    """A unit counted from publication: last week, 本周, 上个月, yesterday."""
    grain = groups.constants["grain"]
    steps = groups.constants.get("steps", groups.value("relative"))
    if groups.published is None or steps is None:
        return Made(grain, grain)
    return Made(grain, grain, calendar.unit_of(groups.published, grain, steps))


@production
def side_unit(groups: Groups) -> Made | None:
    """A unit on one side of publication: 上周, 本月, 下季度."""
    grain: Grain = groups.constants["grain"]
    if groups.published is None:
        return Made(grain, grain)
    return Made(grain, grain, calendar.unit_of(groups.published, grain, groups.value("side") or 0))


@production
def past_week(groups: Groups) -> Made | None:
    """ "The past week": the last complete one, though the words do not say which seven days."""
    period = None if groups.published is None else calendar.last_complete_week(groups.published)
    return Made("week", "week", period, "vague")


@production
def ago(groups: Groups) -> Made | None:
    count = groups.value("number", "count") or 1
    unit = groups.value("unit")
    if not count or unit is None or groups.published is None:
        return None
    return Made(unit, unit, calendar.unit_of(groups.published, unit, -count), "vague")


@production
def month(groups: Groups) -> Made | None:
    if groups.month() is None:
        return None
    return Made("month", "month", groups.month_period(), ahead=groups.month_period(ahead=True))


@production
def relative_month(groups: Groups) -> Made | None:
    """ "Last March", "next June": the closest one on that side of publication; "this March" is this year's."""
    number, side, published = groups.month(), groups.value("relative"), groups.published
    if number is None or side is None:
        return None
    if published is None:
        return Made("month", "month")
    if side == 0:
        return Made("month", "month", calendar.months(published.year, number))
    later = side > 0
    year = published.year + side if (number > published.month) != later or number == published.month else published.year
    return Made("month", "month", calendar.months(year, number))


def _part(whole: Period, part: str, published: date | None) -> Period | None:
    """The week a part of a month points at: its first week, the one that holds the 15th, its last."""
    if part == "middle":
        return calendar.week_of(whole.start.replace(day=15))
    return _ordinal_week(whole.start.year, whole.start.month, 1 if part == "early" else -1, published)


def _part_name(groups: Groups) -> str | None:
    name: str | None = groups.value("part", "edge")
    return name


@production
def month_part(groups: Groups) -> Made | None:
    part, whole, later = _part_name(groups), groups.month_period(), groups.month_period(ahead=True)
    if part is None:
        return None
    return Made(
        "month_part",
        "week",
        None if whole is None else _part(whole, part, groups.published),
        "vague",
        None if later is None else _part(later, part, None),
    )


@production
def end_point_part(groups: Groups) -> Made | None:
    """ "As of mid-March": the week around the 15th; "at the end of June": the month itself."""
    part, whole = _part_name(groups), groups.month_period()
    if part is None:
        return None
    if part == "late":
        return Made("end_point", "month", whole, "end_date", groups.month_period(ahead=True))
    return Made("end_point", "week", None if whole is None else _part(whole, part, groups.published), "vague")


@production
def end_point_month(groups: Groups) -> Made | None:
    return Made("end_point", "month", groups.month_period(), "end_date", groups.month_period(ahead=True))


def _whole_year(number: int | None) -> Period | None:
    return None if number is None else calendar.months(number, 1, 12)


@production
def year(groups: Groups) -> Made | None:
    return Made("year", "year", _whole_year(groups.year())) if groups.dated() else None


@production
def first_months(groups: Groups) -> Made | None:
    """ "The first six months of 2026", 今年前五个月; without a year, of the one of publication."""
    count, number = groups.value("number", "count"), groups.year()
    if not count or count > 12:
        return None
    if number is None and not groups.dated() and groups.published is not None:
        number = groups.published.year
    return Made("range", "month", None if number is None else calendar.months(number, 1, count))


@production
def year_edge(groups: Groups) -> Made | None:
    """The end of a year is its December; ahead of its time it is a forecast's point as well."""
    number = groups.year() if groups.dated() else (None if groups.published is None else groups.published.year)
    return Made("month", "month", None if number is None else calendar.months(number, 12), "end_date")


@production
def year_part(groups: Groups) -> Made | None:
    """Late in a year is its December; its beginning and middle name no period."""
    return year_edge(groups) if _part_name(groups) in {"late", None} else Made("vague", "year", None, "vague")


@production
def vague(groups: Groups) -> Made | None:
    return Made("vague", groups.constants["grain"], None, "vague")


def _division(groups: Groups, kind: PhraseKind, number: int | None, length: int) -> Made | None:
    """A quarter or half by its number: the stated year's, or the latest that had begun at publication."""
    if number is None:
        return None
    per_year = 12 // length
    number = per_year if number < 0 else number
    if not 1 <= number <= per_year:
        return None
    first = (number - 1) * length + 1
    if groups.dated():
        stated = groups.year()
        return Made(kind, _grain(length), None if stated is None else calendar.months(stated, first, length))
    if groups.published is None:
        return Made(kind, _grain(length))
    behind = calendar.closest_year(first, 1, groups.published)
    before = calendar.closest_year(first, 1, groups.published, ahead=True)
    return Made(
        kind,
        _grain(length),
        None if behind is None else calendar.months(behind.year, first, length),
        ahead=None if before is None else calendar.months(before.year, first, length),
    )


def _grain(length: int) -> Grain:
    return "quarter" if length == 3 else "half"


@production
def quarter(groups: Groups) -> Made | None:
    number = groups.value("q", "ordinal")
    return _division(groups, "quarter", number, 3)


@production
def half(groups: Groups) -> Made | None:
    number = groups.value("h", "half", "ordinal")
    return _division(groups, "half", number, 6)


@production
def anaphor(groups: Groups) -> Made | None:
    """Something said of a period named elsewhere: the same one, the one before, a year earlier."""
    grain: Grain = groups.constants.get("grain") or groups.value("unit") or "week"
    stated = "grain" in groups.constants or "unit" in groups
    count = groups.value("number", "count")
    shift: Shift = groups.constants["shift"]
    if grain == "year" and shift == "previous" and stated:
        shift = "year_before"
    return Made(
        "anaphor",
        grain,
        None,
        "implied",
        role=groups.constants.get("role"),
        shift=shift,
        steps=int(count or 1),
        names_unit=stated,
    )


@production
def same_of_year(groups: Groups) -> Made | None:
    """ "The same week of 2025": as many years before the period it leans on as the year lies before publication."""
    number = groups.year()
    if number is None or groups.published is None or number >= groups.published.year:
        return None
    steps = groups.published.year - number
    return Made("anaphor", "year", None, "implied", shift="year_before", steps=steps)


@production
def duration(groups: Groups) -> Made | None:
    count = groups.value("number", "count")
    unit = groups.value("unit")
    return None if not count or unit is None else Made("duration", unit, None, "vague", steps=int(count))
