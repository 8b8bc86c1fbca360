"""The state of the reference data, on the wire."""

from __future__ import annotations

from datetime import date

from service.api.schemas import Output, Period, Time


class DayProblem(Output):
    """Something wrong with reference data; `day` is null where it is about none, `used` days count all the same."""

    day: date | None
    reason: str
    detail: str
    used: bool


class Upkeep(Output):
    """The last attempts to ask the publisher. `not_before` is when the next may be made, null for at once."""

    last_attempt_at: Time | None
    last_success_at: Time | None
    failures: int
    reason: str | None
    detail: str | None
    calls_today: int
    not_before: Time | None


class Dataset(Output):
    """A data set: its newest vintage, the days it covers, how refreshing goes, and what is wrong with which day."""

    dataset: str
    citation: str
    as_of: Time | None
    vintages: int
    covered: list[Period]
    problems: list[DayProblem]
    upkeep: Upkeep | None


class DatasetList(Output):
    """Every data set."""

    items: list[Dataset]
