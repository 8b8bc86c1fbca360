"""Times as listings write them -> aware UTC.

A time without a zone is the source's own; so is one whose zone is an abbreviation that the source's zone itself uses
(CST in Shanghai is not Chicago's). Nothing here reads the clock: the future is whatever lies after ``now``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(minutes=10)
FUTURE = "date_in_future"
IMPLAUSIBLE = "date_implausible"
UNREADABLE = "date_unreadable"
_LONGEST = 80
_OFFSET = re.compile(r"(?<=[\d\s])(?:(?:GMT|UTC)\s?)?([+-])(\d{2}):?(\d{2})?\s*(?:\([^)]*\))?$")
_NAMED = re.compile(r"(?<=\d)\s?([A-Za-z]{1,5})$")
_TIME = re.compile(r"\d:\d\d")
_CLOCK_WORD = re.compile(r"\d\s?(?:[::时點点]|[ap]\.?m\b)", re.IGNORECASE)
_CHINESE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?\s?(?:(\d{1,2})\s?[::时點点]\s?(\d{1,2})?)?")
_NOTHING_STATED = datetime(1, 1, 1)  # noqa: DTZ001 - fills what a text leaves out; too early to pass as a date


def read_time(raw: str | None, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    """The time and what was odd about it. Later than ``now`` is clamped to ``now``; unreadable is None, flagged."""
    text = " ".join(raw.split()) if raw else ""
    if not text:
        return None, ()
    try:
        moment = _read(text[:_LONGEST], zone)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        moment = None  # dateutil's parser raises all of these on odd input
    if moment is None:
        return None, (UNREADABLE,)
    if moment > now:
        return now, (FUTURE,) if moment > now + CLOCK_SKEW else ()
    return (moment, ()) if moment >= EARLIEST else (None, (IMPLAUSIBLE,))


def _read(text: str, zone: ZoneInfo) -> datetime | None:
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if not _TIME.search(text) and not _CLOCK_WORD.search(text):
        zone = ZoneInfo("UTC")  # a date without a time: midnight UTC, so that the day stays the day
    stated, rest = _split_zone(text, zone)
    wall = _wall(rest)
    if wall is None:
        return None
    return wall.replace(tzinfo=stated).astimezone(UTC)


def _split_zone(text: str, zone: ZoneInfo) -> tuple[tzinfo, str]:
    """The zone that the text names (else the source's), and the text without it."""
    if not _TIME.search(text):
        return zone, text
    if match := _OFFSET.search(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset), text[: match.start()].strip()
    match = _NAMED.search(text)
    if match is None or match[1].upper() in {"AM", "PM"}:
        return zone, text
    name, rest = match[1].upper(), text[: match.start()].strip()
    if name in {"Z", "UT", "UTC", "GMT"}:
        return UTC, rest
    wall = _wall(rest)
    if wall is not None and wall.replace(tzinfo=zone).tzname() == name:
        return zone, rest
    parsed = parsedate_tz(f"Thu, 1 Jan 2026 00:00:00 {name}")
    known = parsed is not None and parsed[9] not in {None, 0}
    return (timezone(timedelta(seconds=int(parsed[9] or 0))) if parsed and known else zone), rest


def _wall(text: str) -> datetime | None:
    """The date and time as a clock on the wall shows them."""
    if match := _CHINESE.search(text):
        year, month, day, hour, minute = (int(group or 0) for group in match.groups())
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the caller adds the zone
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        moment = dateutil_parser.parse(text, ignoretz=True, default=_NOTHING_STATED)
    return moment if isinstance(moment, datetime) else None
