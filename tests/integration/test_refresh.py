"""The publisher's API, as it is documented and as it fails: what is asked, what is kept, when it is asked again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from db.queries import reference
from db.session import Database
from service.errors import UnusableInput
from service.http.errors import BadStatus, FetchError, TimedOut
from service.http.messages import Request, Response
from service.reference.catalogue import DEFAULT
from service.reference.datasets.openrouter_rankings import EARLIEST
from service.reference.refresh import CALLS_A_DAY, RefreshReport, refresh
from service.reference.store import load_snapshot

NOW = datetime(2026, 3, 20, 6, tzinfo=UTC)
YESTERDAY = date(2026, 3, 19)
KEY = "sk-or-secret-value"
DAY = timedelta(days=1)

Rows = Callable[[date], list[tuple[str, int]]]


def usual(day: date) -> list[tuple[str, int]]:
    return [("a/one", 300), ("b/two", 200), ("other", 100)]


class Publisher:
    """Answers like the documented API; ``failures`` are raised or answered first, one a call."""

    def __init__(self, rows: Rows = usual, *failures: FetchError | bytes) -> None:
        self.rows = rows
        self.failures = list(failures)
        self.requests: list[Request] = []
        self.now = NOW

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, FetchError):
                raise failure
            return self.answer(failure)
        start, end = self.asked(request)
        days = [start + number * DAY for number in range((end - start).days + 1)]
        data = [
            {"date": day.isoformat(), "model_permaslug": series, "total_tokens": str(tokens)}
            for day in days
            for series, tokens in self.rows(day)
        ]
        meta = {
            "as_of": self.now.isoformat(),
            "version": "v1",
            "start_date": start.isoformat(),
            "end_date": end.isoformat(),
        }
        return self.answer(orjson.dumps({"data": data, "meta": meta}))

    @staticmethod
    def answer(body: bytes) -> Response:
        return Response(200, {"content-type": "application/json"}, body, "https://api.test/")

    @staticmethod
    def asked(request: Request) -> tuple[date, date]:
        params = parse_qs(urlsplit(request.url).query)
        return date.fromisoformat(params["start_date"][0]), date.fromisoformat(params["end_date"][0])

    async def refresh(self, database: Database, now: datetime | None = None, **changes: Any) -> RefreshReport:
        self.now = now or NOW
        settings = {"base_url": "https://api.test/", "key": KEY, "now": self.now, **changes}
        return await refresh(database, self, **settings)


async def test_the_first_refresh_asks_for_everything(database: Database) -> None:
    publisher = Publisher()
    report = await publisher.refresh(database)
    assert (report.outcome, report.reason) == ("refreshed", None)
    windows = [publisher.asked(request) for request in publisher.requests]
    assert windows[0][0] == EARLIEST
    assert windows[-1][1] == YESTERDAY
    assert all((end - start).days < 366 for start, end in windows)
    assert report.days_changed == (YESTERDAY - EARLIEST).days + 1
    (covered,) = load_snapshot(database).covered
    assert (covered.start, covered.end) == (EARLIEST, YESTERDAY)


async def test_a_request_is_polite_and_carries_the_key_in_its_header(database: Database) -> None:
    publisher = Publisher()
    await publisher.refresh(database)
    for request in publisher.requests:
        assert request.url.startswith("https://api.test/api/v1/datasets/rankings-daily?start_date=")
        assert request.headers == {"authorization": f"Bearer {KEY}"}
        assert KEY not in request.url
        assert request.limits.pause >= timedelta(seconds=2)


@pytest.mark.parametrize(("base_url", "private"), [("https://openrouter.ai", False), ("http://127.0.0.1:9", True)])
async def test_only_a_mirror_that_the_operator_chose_may_be_private(
    database: Database, base_url: str, private: bool
) -> None:
    publisher = Publisher(usual)
    await refresh(database, publisher, base_url=base_url, key="sk-or-1", now=NOW)
    assert {request.limits.allow_private for request in publisher.requests} == {private}


async def test_later_ones_ask_for_new_days_and_the_last_weeks_again(database: Database) -> None:
    publisher = Publisher()
    await publisher.refresh(database)
    publisher.requests.clear()
    report = await publisher.refresh(database, NOW + DAY)
    (request,) = publisher.requests
    start, end = publisher.asked(request)
    assert end == YESTERDAY + DAY
    assert (end - start).days == 34
    assert report.days_changed == 1


async def test_a_restated_day_is_a_new_vintage_and_the_old_value_stays(database: Database) -> None:
    publisher = Publisher()
    await publisher.refresh(database)
    publisher.rows = lambda day: [("a/one", 303), ("other", 300)] if day == YESTERDAY else usual(day)
    report = await publisher.refresh(database, NOW + DAY)
    assert report.days_changed == 2
    with database.reading() as session:
        newest, *_ = reference.vintages(session, DEFAULT)
        assert (newest.as_of, newest.days_changed) == (NOW + DAY, 2)
    for as_of, tokens in ((None, 303), (NOW, 300)):
        snapshot = load_snapshot(database, as_of=as_of)
        window = snapshot.window(snapshot.spec.period(YESTERDAY.toordinal(), YESTERDAY.toordinal()))
        assert window is not None
        assert snapshot.amount("a/one", window) == tokens


async def test_a_gap_is_asked_for_again_but_not_every_day(database: Database) -> None:
    gap = date(2025, 6, 1)
    publisher = Publisher(lambda day: [] if day == gap else usual(day))
    report = await publisher.refresh(database)
    assert (gap, "missing_day") in {(problem.day, problem.reason) for each in report.saved for problem in each.problems}
    for days, first in ((1, YESTERDAY - 33 * DAY), (8, gap)):
        publisher.requests.clear()
        await publisher.refresh(database, NOW + days * DAY)
        assert publisher.asked(publisher.requests[0])[0] == first


async def test_a_bad_day_is_told_and_the_good_ones_are_used(database: Database) -> None:
    bad = YESTERDAY - 3 * DAY
    publisher = Publisher(lambda day: [("a/one", 1), ("b/two", 2)] if day == bad else usual(day))
    report = await publisher.refresh(database)
    assert report.outcome == "refreshed"
    snapshot = load_snapshot(database)
    assert [period.end for period in snapshot.covered] == [bad - DAY, YESTERDAY]
    with database.reading() as session:
        told = [problem for each in reference.vintages(session, DEFAULT) for problem in each.problems or ()]
    assert (bad.isoformat(), "wrong_order") in {(problem["day"], problem["reason"]) for problem in told}


FAILURES = [
    (BadStatus("status", "401 no such key", http_status=401), "bad_key"),
    (BadStatus("status", "429", http_status=429), "too_many_requests"),
    (BadStatus("status", "500", http_status=500), "status"),
    (TimedOut("timed_out", "after 60 s"), "timed_out"),
    (b'{"error":{"code":500,"message":"try later"}}', "unusable_answer"),
    (b"<html>maintenance</html>", "unusable_answer"),
    (b'{"data":[],"meta":{}}', "unusable_answer"),
]


@pytest.mark.parametrize(("failure", "reason"), FAILURES, ids=lambda value: value if isinstance(value, str) else "")
async def test_a_failure_is_told_and_tried_again_later(
    database: Database, failure: FetchError | bytes, reason: str
) -> None:
    publisher = Publisher(usual, failure)
    report = await publisher.refresh(database)
    assert (report.outcome, report.reason, report.not_before) == ("failed", reason, NOW + timedelta(minutes=5))
    assert report.detail
    with database.reading() as session:
        state = reference.refresh_state(session, DEFAULT)
        assert state is not None
        assert (state.failures, state.reason, state.last_success_at) == (1, reason, None)
    calls = len(publisher.requests)
    waiting = await publisher.refresh(database, NOW + timedelta(minutes=4))
    assert (waiting.outcome, len(publisher.requests)) == ("waiting", calls)
    done = await publisher.refresh(database, NOW + timedelta(minutes=5))
    assert done.outcome == "refreshed"
    with database.reading() as session:
        state = reference.refresh_state(session, DEFAULT)
        assert state is not None
        assert (state.failures, state.reason, state.not_before) == (0, None, None)


async def test_retry_after_is_kept(database: Database) -> None:
    publisher = Publisher(usual, BadStatus("status", "429", http_status=429, retry_after=timedelta(hours=2)))
    report = await publisher.refresh(database)
    assert report.not_before == NOW + timedelta(hours=2)
    assert (await publisher.refresh(database, NOW + timedelta(minutes=119))).outcome == "waiting"
    assert (await publisher.refresh(database, NOW + timedelta(hours=2))).outcome == "refreshed"


async def test_the_pause_doubles_and_ends_at_a_day(database: Database) -> None:
    failures = [BadStatus("status", "500", http_status=500) for _ in range(12)]
    publisher = Publisher(usual, *failures)
    now, pauses = NOW, []
    for _ in failures:
        report = await publisher.refresh(database, now)
        assert report.not_before is not None
        pauses.append(report.not_before - now)
        now = report.not_before
    assert pauses[:4] == [timedelta(minutes=5 * 2**number) for number in range(4)]
    assert pauses[-1] == timedelta(days=1)


async def test_what_came_before_a_failure_stays(database: Database) -> None:
    publisher = Publisher(usual)
    answer = publisher.__call__

    async def fails_second(request: Request) -> Response:
        if len(publisher.requests) == 1:
            raise TimedOut("timed_out", "after 60 s")
        return await answer(request)

    report = await refresh(database, fails_second, base_url="https://api.test", key=KEY, now=NOW)
    assert report.outcome == "failed"
    assert len(report.saved) == 1
    (covered,) = load_snapshot(database).covered
    assert covered.start == EARLIEST


async def test_the_calls_of_a_day_are_counted(database: Database) -> None:
    with database.transaction() as session:
        reference.save_refresh(session, DEFAULT, calls=CALLS_A_DAY, calls_on=NOW.date())
    publisher = Publisher()
    report = await publisher.refresh(database)
    assert (report.reason, report.not_before) == ("calls_used_up", datetime(2026, 3, 21, tzinfo=UTC))
    assert publisher.requests == []
    assert (await publisher.refresh(database, datetime(2026, 3, 21, tzinfo=UTC))).outcome == "refreshed"


async def test_without_a_key_nothing_is_asked(database: Database) -> None:
    publisher = Publisher()
    report = await publisher.refresh(database, key=None)
    assert (report.outcome, publisher.requests) == ("no_key", [])


async def test_the_key_shows_nowhere(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    publisher = Publisher(usual, BadStatus("status", "401", http_status=401))
    reports = [await publisher.refresh(database), await publisher.refresh(database, NOW + DAY)]
    assert KEY not in repr(reports)
    assert KEY not in caplog.text
    with database.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        assert not any(KEY in line for line in driver.iterdump())


async def test_a_data_set_without_an_api_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from service.reference import refresh as module
    from service.reference.datasets.openrouter_rankings import DATASET

    monkeypatch.setattr(module, "dataset_of", lambda name: replace(DATASET, queries=None))
    with pytest.raises(UnusableInput, match="has no API"):
        await Publisher().refresh(database)
