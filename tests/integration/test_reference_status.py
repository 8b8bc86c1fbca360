"""What is wrong with reference data is kept by day, told, and gone when a later vintage puts it right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from fastapi.testclient import TestClient

from db.queries import reference as queries
from db.session import Database
from extractors.types import Period
from service.api.schemas.reference import DatasetList
from service.reference.protocol import Problem, Publication
from service.reference.status import DatasetStatus, runs, standing, status
from service.reference.store import save_publication
from tests.unit.api.conftest import Backing, backing, client, snapshot

__all__ = ["backing", "client", "snapshot"]

DATASET = "openrouter-rankings-daily"
DAYS = [date(2026, 3, day) for day in range(16, 20)]
MARCH, APRIL = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)


def save(database: Database, as_of: datetime, good: list[date], *problems: Problem) -> None:
    publication = Publication(DATASET, as_of, DAYS[0], DAYS[-1], {day: {"a/b": 7} for day in good}, problems)
    with database.transaction() as session:
        save_publication(session, publication, origin="test", citation="test", now=as_of)


def of_usage(database: Database, now: datetime = APRIL) -> DatasetStatus:
    with database.reading() as session:
        return next(each for each in status(session, now) if each.dataset == DATASET)


WRONG_SUM = Problem(DAYS[1], "wrong_sum", "the rows sum to 1")
FEW_ROWS = Problem(DAYS[2], "few_rows", "the rest is given beside 1 model", used=True)


def test_problems_stand_until_a_vintage_puts_their_day_right(database: Database) -> None:
    save(database, MARCH, [DAYS[0], *DAYS[2:]], WRONG_SUM, FEW_ROWS)
    first = of_usage(database)
    assert first.problems == (WRONG_SUM, FEW_ROWS)
    assert first.covered == (Period(DAYS[0], DAYS[0]), Period(DAYS[2], DAYS[3]))
    save(database, APRIL, DAYS, FEW_ROWS)
    second = of_usage(database)
    assert (second.problems, second.covered) == ((FEW_ROWS,), (Period(DAYS[0], DAYS[-1]),))
    assert (second.as_of, second.vintages) == (APRIL, 2)


def test_a_failing_refresh_shows_with_its_reason(database: Database) -> None:
    later = APRIL + timedelta(hours=1)
    fields = {"reason": "bad_key", "detail": "401", "not_before": later, "calls": 3, "calls_on": APRIL.date()}
    with database.transaction() as session:
        queries.save_refresh(session, DATASET, last_attempt_at=APRIL, failures=2, **fields)
    upkeep = of_usage(database).upkeep
    assert upkeep is not None
    assert (upkeep.reason, upkeep.failures, upkeep.calls_today, upkeep.not_before) == ("bad_key", 2, 3, later)
    upkeep = of_usage(database, later + timedelta(days=1)).upkeep
    assert upkeep is not None
    assert (upkeep.calls_today, upkeep.not_before) == (0, None)


def test_problems_about_no_day_are_the_newest_vintages_alone() -> None:
    def vintage(*problems: dict[str, object]) -> SimpleNamespace:
        return SimpleNamespace(start_date=DAYS[0], end_date=DAYS[-1], problems=list(problems))

    def told(reason: str, day: str | None = None) -> dict[str, object]:
        return {"day": day, "reason": reason, "detail": "", "used": False}

    found = standing(
        [vintage(told("new")), vintage(told("old"), told("before", "2026-03-15"), told("x", "2026-03-16"))]
    )
    assert [problem.reason for problem in found] == ["new", "before"]


def test_days_without_a_gap_are_one_period() -> None:
    assert runs([]) == ()
    assert runs([DAYS[0], DAYS[1], DAYS[3]]) == (Period(DAYS[0], DAYS[1]), Period(DAYS[3], DAYS[3]))


def test_over_http(client: TestClient, backing: Backing) -> None:
    save(backing.database, MARCH, [DAYS[0]], WRONG_SUM)
    response = client.get("/v1/reference")
    assert response.status_code == 200, response.text
    body = DatasetList.model_validate_json(response.content)
    (usage,) = (each for each in body.items if each.dataset == DATASET)
    assert [(one.day, one.reason, one.used) for one in usage.problems] == [(DAYS[1], "wrong_sum", False)]
