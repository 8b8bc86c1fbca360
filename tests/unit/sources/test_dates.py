"""Times as listings write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.listings.dates import read_time

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
BEIJING = ZoneInfo("Asia/Shanghai")
TWO = datetime(2026, 3, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-26 10:00:00  +0800",
        "2026-03-26 10:00:00",
        "2026-03-26 10:00",
        "2026-03-26T10:00:00+08:00",
        "2026-03-26T10:00:00",
        "2026-03-26T02:00:00Z",
        "Thu, 26 Mar 2026 02:00:00 GMT",
        "Thu, 26 Mar 2026 10:00:00 +0800",
        "Thu, 26 Mar 2026 10:00:00 +0800 (CST)",
        "Thu, 26 Mar 2026 10:00:00 CST",
        "Thu, 26 Mar 2026 10:00:00",
        "Wed, 25 Mar 2026 22:00:00 EDT",
        "26 March 2026 10:00",
        "Mar 26, 2026 10:00 AM",
        "2026年3月26日 10:00",
        "2026年3月26日10时",
        "1774490400",
        "1774490400000",
        "  2026/03/26\n10:00 ",
    ],
)
def test_one_moment_in_many_notations_from_a_beijing_source(raw: str) -> None:
    assert read_time(raw, BEIJING, NOW) == (TWO, ())


def test_the_same_abbreviation_means_what_it_means_at_the_source() -> None:
    chicago = read_time("Wed, 25 Mar 2026 10:00:00 CST", ZoneInfo("Etc/GMT+2"), NOW)
    assert chicago == (datetime(2026, 3, 25, 16, 0, tzinfo=UTC), ())


@pytest.mark.parametrize(
    ("raw", "moment", "flags"),
    [
        ("2026-03-26", datetime(2026, 3, 26, tzinfo=UTC), ()),
        ("2026年3月26日", datetime(2026, 3, 26, tzinfo=UTC), ()),
        ("2026-03-26T12:05:00Z", NOW, ()),
        ("2026-03-27T12:05:00Z", NOW, ("date_in_future",)),
        ("9999-12-31T23:59:59Z", NOW, ("date_in_future",)),
        ("1970-01-01T00:00:00Z", None, ("date_implausible",)),
        ("0001-01-01T00:00:00+14:00", None, ("date_unreadable",)),
        ("yesterday or so", None, ("date_unreadable",)),
        ("2026-13-45 99:99", None, ("date_unreadable",)),
        ("", None, ()),
        (None, None, ()),
    ],
)
def test_odd_times(raw: str | None, moment: datetime | None, flags: tuple[str, ...]) -> None:
    assert read_time(raw, BEIJING, NOW) == (moment, flags)


@given(st.text(max_size=60) | st.from_regex(r"[0-9:/\-年月日TZ+ ]{1,40}", fullmatch=True))
def test_any_text_is_a_past_time_or_none(raw: str) -> None:
    moment, _ = read_time(raw, BEIJING, NOW)
    assert moment is None or (moment <= NOW and moment.utcoffset() is not None)
