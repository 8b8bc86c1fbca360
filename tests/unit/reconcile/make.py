"""Short ways to write claims and reference rows in tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractors.types import Claim, Period, Value
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Observation, ReadingResult, Verdict

SAMPLES = Path(__file__).parents[3] / "samples" / "reference" / "openrouter-rankings-daily.csv"
AS_OF = datetime(2026, 10, 11, 0, 27, tzinfo=UTC)
T = 10**12
UNITS = {"level": "token", "change": "percent", "share": "percent", "ratio": "times", "rank": "place", "streak": "week"}
COUNTS = {"rank", "streak"}


def week(text: str) -> Period:
    """``"03-09"`` is the seven days of 2026 that begin on March 9."""
    start = date.fromisoformat(f"2026-{text}")
    return Period(start, start + timedelta(days=6))


def value_of(kind: str, stated: str) -> Value:
    """``4.69`` give or take half of its last digit (exact for counts); ``[a,b]`` with either end empty as it stands."""
    if stated.startswith("["):
        low, high = (Decimal(end) if end else None for end in stated.strip("[]").split(","))
        return Value(low if low == high else None, low, high)
    point = Decimal(stated)
    half = Decimal(0) if kind in COUNTS else Decimal(5).scaleb(int(point.as_tuple().exponent) - 1)
    return Value(point, point - half, point + half)


def claim(kind: str, stated: str | None = None, period: str | Period | None = "03-09", **fields: Any) -> Claim:
    """A claim about the platform; levels are stated in trillions, periods as the first day of their week."""
    value = Value() if stated is None else value_of(kind, stated)
    if kind == "level" and fields.get("unit", "token") == "token":
        value = Value(*(None if end is None else end * T for end in (value.point, value.low, value.high)))
    base = fields.pop("base", None)
    defaults: dict[str, Any] = {
        "measure": "token_usage",
        "subject": "country:CN",
        "platform": "openrouter",
        "unit": UNITS.get(kind),
        "period": week(period) if isinstance(period, str) else period,
        "period_basis": "explicit",
        "base_period": week(base) if isinstance(base, str) else base,
    }
    return Claim(kind=kind, value=value, **(defaults | fields))  # type: ignore[arg-type]


def observations(path: Path = SAMPLES, as_of: datetime = AS_OF) -> list[Observation]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Observation(date.fromisoformat(row["date"]), row["model_permaslug"], int(row["total_tokens"]), as_of)
            for row in csv.DictReader(stream)
        ]


@cache
def sample_snapshot() -> Snapshot:
    """The seven weeks of rankings that come with the project: February 23 to April 12, 2026."""
    return Snapshot.build(observations(), openrouter_rankings())


def rows(days: Mapping[date, Mapping[str, int]], as_of: datetime = AS_OF) -> list[Observation]:
    return [Observation(day, name, value, as_of) for day, row in days.items() for name, value in row.items()]


def weekly(*weeks: Mapping[str, int], first: str = "03-02") -> Snapshot:
    """A snapshot in which every day of the n-th week has the n-th row of daily values."""
    start = date.fromisoformat(f"2026-{first}")
    days = {start + timedelta(days=7 * number + day): values for number, values in enumerate(weeks) for day in range(7)}
    return Snapshot.build(rows(days), openrouter_rankings())


def found(verdict: Verdict, selection: str, **fields: Any) -> ReadingResult:
    """The reading with that selection, left-out attribution and literal window unless said otherwise."""
    wanted = {"attribution": "stealth_left_out"} | fields
    fitting = [
        result
        for result in verdict.readings
        if result.reading.selection == selection
        and all(getattr(result.reading, name) == value for name, value in wanted.items())
    ]
    assert fitting, f"no reading {selection} {fields} in {selections(verdict.readings)}"
    return fitting[0]


def selections(readings: Iterable[ReadingResult]) -> list[str]:
    return [result.reading.selection for result in readings]
