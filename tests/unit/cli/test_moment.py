"""Times on the command line: a zone is needed, a day is its midnight UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import pytest

from service.cli.pipes.articles import Moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-22", datetime(2026, 3, 22, tzinfo=UTC)),
        ("2026-03-22T08:00:00Z", datetime(2026, 3, 22, 8, tzinfo=UTC)),
        ("2026-03-22T08:00:00+08:00", datetime(2026, 3, 22, tzinfo=UTC)),
    ],
)
def test_a_time(text: str, moment: datetime) -> None:
    assert Moment().convert(text, None, None) == moment


@pytest.mark.parametrize("text", ["yesterday", "", "2026-03-22T08:00:00", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_no_time(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Moment().convert(text, None, None)
