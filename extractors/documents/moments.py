"""Written dates and times of publication -> :class:`~extractors.documents.page.Moment`.

Only whole stamps are read (a date, perhaps a time, perhaps a zone); phrases inside sentences are the periods'
business. A stamp without a zone gets the one it is told, a date without a time is midnight UTC of that day, so that
the day stays the day; both are flagged.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from extractors.documents.page import Moment

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_CLOCK = (
    r"(?:[T\s,]*(?:at\s+)?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_NUMERIC = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?(?!\d)" + _CLOCK + _ZONE,
    re.IGNORECASE,
)
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH = tuple(
    re.compile(pattern + r",?\s+(?P<year>\d{4})(?!\d)" + _CLOCK + _ZONE, re.IGNORECASE)
    for pattern in (rf"\b{_MONTH_NAME}\s+{_DAY}", rf"\b{_DAY}\s+{_MONTH_NAME}")
)
_YEARLESS = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (rf"\b{_MONTH_NAME}\s+{_DAY}\b", rf"\b{_DAY}\s+{_MONTH_NAME}")
)
_LONGEST = 120
_FIRST_YEAR, _LAST_YEAR = 1995, 2100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str | None, zone: tzinfo = UTC) -> Moment | None:
    """The first whole stamp in a short text, or null. ISO 8601 and its looser cousins, RFC 2822, English, Chinese."""
    stamp = (text or "").strip()[:_LONGEST]
    if not stamp:
        return None
    for pattern in (_NUMERIC, *_ENGLISH):
        match = pattern.search(stamp)
        if match:
            return _from_match(match, zone)
    try:
        return _checked(parsedate_to_datetime(stamp).astimezone(UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def from_epoch(value: object) -> Moment | None:
    """Seconds or milliseconds since 1970, as a number or its digits."""
    digits = str(value)
    if isinstance(value, bool) or not digits.isascii() or not digits.isdigit() or len(digits) not in {9, 10, 12, 13}:
        return None
    seconds, milliseconds = divmod(int(digits), 1000) if len(digits) > 10 else (int(digits), 0)
    return _checked(_EPOCH + timedelta(seconds=seconds, milliseconds=milliseconds))


def read_yearless(text: str, seen_at: datetime | None) -> Moment | None:
    """``Mar 23rd`` as the latest such day not after ``seen_at``; null without one: the year is not said."""
    if seen_at is None:
        return None
    for pattern in _YEARLESS:
        match = pattern.search(text[:_LONGEST])
        if match:
            month = _MONTHS.index(match["name"].lower()[:3]) + 1
            for year in (seen_at.year, seen_at.year - 1, seen_at.year - 4):
                moment = _date(year, month, int(match["day"]))
                if moment is not None and moment <= seen_at + timedelta(days=1):
                    return Moment(moment, ("date_without_time",))
    return None


def _from_match(match: re.Match[str], zone: tzinfo) -> Moment | None:
    groups = match.groupdict()
    month = int(groups["month"]) if groups.get("month") else _MONTHS.index(groups["name"].lower()[:3]) + 1
    day = _date(int(groups["year"]), month, int(groups["day"]))
    if day is None:
        return None
    if groups["hour"] is None:
        return _checked(day, "date_without_time")
    hour = int(groups["hour"])
    if groups["half"]:
        hour = hour % 12 + (12 if groups["half"].lower().startswith("p") else 0)
    named = _offset(groups["zone"])
    try:
        local = day.replace(hour=hour, minute=int(groups["minute"]), second=int(groups["second"] or 0))
        moment = local.replace(tzinfo=named or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return _checked(day, "date_without_time")
    return _checked(moment, *(() if named else ("zone_assumed",)))


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _checked(moment: datetime, *flags: str) -> Moment | None:
    return Moment(moment, flags) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
