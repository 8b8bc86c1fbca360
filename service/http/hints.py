"""What a response says about coming back: headers -> durations. Pure; ``now`` is passed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=366)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})")
_NEVER_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])")


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """``Retry-After`` in either of its forms; None where it is missing or unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:10])), LONGEST)
    moment = http_date(text)
    return None if moment is None else min(max(moment - now, timedelta()), LONGEST)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the response asks to be taken as it is: max-age less Age, else Expires less Date."""
    control = headers.get("cache-control", "").lower()
    if _NEVER_FRESH.search(control):
        return None
    if match := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        spent = int(age[:10]) if age.isascii() and age.isdigit() else 0
        return min(max(timedelta(seconds=int(match[1]) - spent), timedelta()), LONGEST)
    expires = http_date(headers.get("expires"))
    if expires is None:
        return None
    return min(max(expires - (http_date(headers.get("date")) or now), timedelta()), LONGEST)


def http_date(value: str | None) -> datetime | None:
    """An HTTP date as aware UTC."""
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
