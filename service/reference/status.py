"""How a data set stands: what it covers, how keeping it up to date goes, and what is wrong with which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.queries import reference as queries
from db.queries.pages import Record
from db.session import Session
from extractors.types import Period
from service.reference.catalogue import datasets
from service.reference.protocol import Problem

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The last attempts to ask the publisher. ``not_before`` is when the next may be made, null for at once."""

    last_attempt_at: datetime | None
    last_success_at: datetime | None
    failures: int
    reason: str | None
    detail: str | None
    calls_today: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class DatasetStatus:
    """``covered`` are the days with rows, without a gap; ``as_of`` is the newest vintage, null where there is none.

    ``problems`` are those of the newest vintage that speaks about their day: what a later one put right is gone.
    ``upkeep`` is null for a data set that has never been asked for.
    """

    dataset: str
    citation: str
    as_of: datetime | None
    vintages: int
    covered: tuple[Period, ...]
    problems: tuple[Problem, ...]
    upkeep: Upkeep | None


def status(session: Session, now: datetime) -> tuple[DatasetStatus, ...]:
    """Every data set there is, also those without rows."""
    return tuple(_status(session, name, dataset.citation, now) for name, dataset in datasets().items())


def _status(session: Session, name: str, citation: str, now: datetime) -> DatasetStatus:
    vintages = queries.vintages(session, name)
    state = queries.refresh_state(session, name)
    return DatasetStatus(
        dataset=name,
        citation=citation,
        as_of=vintages[0].as_of if vintages else None,
        vintages=len(vintages),
        covered=runs(queries.days_known(session, name)),
        problems=standing(vintages),
        upkeep=None if state is None else _upkeep(state, now),
    )


def _upkeep(row: Record, now: datetime) -> Upkeep:
    return Upkeep(
        last_attempt_at=row.last_attempt_at,
        last_success_at=row.last_success_at,
        failures=row.failures,
        reason=row.reason,
        detail=row.detail,
        calls_today=row.calls if row.calls_on == now.date() else 0,
        not_before=None if row.not_before is None or row.not_before <= now else row.not_before,
    )


def standing(vintages: Iterable[Any]) -> tuple[Problem, ...]:
    """Each day's problems from the newest vintage that speaks about it, by day. Vintages come newest first. Pure.

    What is not about a day is told of the newest vintage alone.
    """
    spoken: list[Period] = []
    found: list[Problem] = []
    for vintage in vintages:
        for told in vintage.problems or ():
            day = None if told["day"] is None else date.fromisoformat(told["day"])
            newer = bool(spoken) if day is None else any(one.start <= day <= one.end for one in spoken)
            if not newer:
                found.append(Problem(day, told["reason"], told["detail"], told["used"]))
        spoken.append(Period(vintage.start_date, vintage.end_date))
    return tuple(sorted(found, key=lambda problem: (problem.day or date.min, problem.reason, problem.detail)))


def runs(days: Iterable[date]) -> tuple[Period, ...]:
    """Ascending days as periods without a gap."""
    found: list[Period] = []
    for day in days:
        if found and day - found[-1].end == _DAY:
            found[-1] = Period(found[-1].start, day)
        else:
            found.append(Period(day, day))
    return tuple(found)
