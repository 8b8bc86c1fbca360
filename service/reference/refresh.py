"""Keep a data set up to date from its publisher's API, politely.

What is asked: the days that are not known yet, and the last weeks again, because values are restated. How: one call at
a time with a pause that keeps below 30 a minute, at most :data:`CALLS_A_DAY` a UTC day, and none before the time that
``Retry-After`` or the back-off names. The key goes into one header and nowhere else.

The good days of every answer are stored, each answer in its own transaction: what came before a failure stays.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from db.queries import reference as queries
from db.session import Database
from service.config import OPENROUTER
from service.errors import UnusableInput
from service.http.errors import BadStatus, FetchError
from service.http.messages import Limits, Request, Response
from service.reference.catalogue import DEFAULT, dataset_of
from service.reference.formats import read_json
from service.reference.imports import read_document
from service.reference.protocol import Dataset, Query
from service.reference.store import SaveReport, save_publication

Fetch = Callable[[Request], Awaitable[Response]]
Outcome = Literal["refreshed", "waiting", "no_key", "failed"]

CALLS_A_DAY = 450
"""The publisher allows 500 an account; the rest is left to the operator's other uses."""

_LIMITS = Limits(total=timedelta(seconds=60), max_bytes=32_000_000, pause=timedelta(seconds=2))
_FIRST_BACK_OFF = timedelta(minutes=5)
_LONGEST_BACK_OFF = timedelta(hours=24)
_ASKED_LATELY = timedelta(days=7)
_REASONS = {400: "bad_request", 401: "bad_key", 403: "bad_key", 429: "too_many_requests"}


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh came to. ``saved`` has one report an answer; ``reason`` and ``detail`` say why it stopped.

    ``not_before`` is when the next call may be made, null for at once.
    """

    dataset: str
    outcome: Outcome
    saved: tuple[SaveReport, ...] = ()
    reason: str | None = None
    detail: str | None = None
    not_before: datetime | None = None

    @property
    def days_changed(self) -> int:
        return sum(each.days_changed for each in self.saved)


@dataclass(frozen=True, slots=True)
class _State:
    failures: int = 0
    calls: int = 0
    not_before: datetime | None = None


async def refresh(
    database: Database,
    fetch: Fetch,
    *,
    base_url: str,
    key: str | None,
    now: datetime,
    dataset_id: str = DEFAULT,
) -> RefreshReport:
    """Ask for what is missing or may have been restated, and store it. Never raises for what the publisher does.

    ``fetch`` is the door to the network; it raises :class:`FetchError`. Safe to call as often as one likes: it says
    ``waiting`` and makes no call while it must not.
    """
    dataset = dataset_of(dataset_id)
    if dataset.queries is None:
        raise UnusableInput(f"{dataset_id} has no API; import files of it")
    if dataset.needs_key and not key:
        return RefreshReport(dataset_id, "no_key", reason="no_key", detail="OPENROUTER_API_KEY is not set")
    state, plan = _plan(database, dataset, now)
    if state.not_before is not None and now < state.not_before:
        return RefreshReport(dataset_id, "waiting", reason="waiting", not_before=state.not_before)
    saved: list[SaveReport] = []
    for query in plan:
        if state.calls + len(saved) >= CALLS_A_DAY:
            tomorrow = _midnight_after(now)
            return _stop(database, dataset_id, state, saved, now, "calls_used_up", "the day's calls are made", tomorrow)
        try:
            response = await fetch(_request(base_url, query, key if dataset.needs_key else None))
            saved.append(_save(database, dataset, query, response, now))
        except FetchError as error:
            return _failed(database, dataset_id, state, saved, now, error)
        except UnusableInput as error:
            return _stop(database, dataset_id, state, saved, now, "unusable_answer", error.detail, None)
    _note(database, dataset_id, now, state.calls + len(saved), failures=0, success=True)
    return RefreshReport(dataset_id, "refreshed", tuple(saved))


def days_to_ask(
    dataset: Dataset, known: set[date], asked_lately: list[tuple[date, date]], now: datetime
) -> tuple[date, date]:
    """The first and the last day to ask for. Pure.

    The last is yesterday. The first is the earliest day that is neither known nor was asked for within the last week
    in vain, but always leaves the last weeks to be asked again. Of a live data set it is today or, if today has been
    asked for, no day.
    """
    if dataset.live:
        today = now.date()
        asked = any(end >= today for _, end in asked_lately)
        return today, today - timedelta(days=asked)
    last = now.date() - timedelta(days=1)
    first = last - timedelta(days=dataset.restated_days - 1)
    day = dataset.earliest
    while day < first:
        if day not in known and not any(start <= day <= end for start, end in asked_lately):
            return day, last
        day += timedelta(days=1)
    return first, last


def _plan(database: Database, dataset: Dataset, now: datetime) -> tuple[_State, tuple[Query, ...]]:
    with database.reading() as session:
        row = queries.refresh_state(session, dataset.id)
        known = set(queries.days_known(session, dataset.id))
        lately = [
            (each.start_date, each.end_date)
            for each in queries.vintages(session, dataset.id)
            if each.origin == _origin(dataset) and now - each.received_at < _ASKED_LATELY
        ]
    first, last = days_to_ask(dataset, known, lately, now)
    ask = dataset.queries or (lambda start, end: ())
    plan = tuple(ask(first, last)) if first <= last else ()
    if row is None:
        return _State(), plan
    return _State(row.failures, row.calls if row.calls_on == now.date() else 0, row.not_before), plan


def _origin(dataset: Dataset) -> str:
    return f"api:{dataset.id}"


def _request(base_url: str, query: Query, key: str | None) -> Request:
    """The key goes along only where it is needed: who need not know it does not learn it."""
    params = "&".join(f"{name}={value}" for name, value in query.params.items())
    url = f"{base_url.rstrip('/')}{query.path}" + (f"?{params}" if params else "")
    headers = {"authorization": f"Bearer {key}"} if key else {}
    limits = _LIMITS if base_url == OPENROUTER else replace(_LIMITS, allow_private=True)  # a mirror that somebody chose
    return Request(url, accept="application/json", headers=headers, limits=limits)


def _save(database: Database, dataset: Dataset, query: Query, response: Response, now: datetime) -> SaveReport:
    document = read_json(response.body)
    stated = {"as_of": now.isoformat(), **document.meta} if dataset.live else document.meta
    if "as_of" not in stated:
        raise UnusableInput("the answer does not say its vintage (meta.as_of)")
    meta = {"start_date": query.start.isoformat(), "end_date": query.end.isoformat(), **stated}
    publication = read_document(document.with_meta({**meta, "dataset": dataset.id}), now)
    with database.transaction() as session:
        return save_publication(session, publication, origin=_origin(dataset), citation=dataset.citation, now=now)


def _failed(
    database: Database, dataset_id: str, state: _State, saved: list[SaveReport], now: datetime, error: FetchError
) -> RefreshReport:
    status = error.http_status
    reason = _REASONS.get(status or 0, error.reason) if isinstance(error, BadStatus) else error.reason
    until = None if error.retry_after is None else now + error.retry_after
    return _stop(database, dataset_id, state, saved, now, reason, error.explanation or error.detail, until)


def _stop(
    database: Database,
    dataset_id: str,
    state: _State,
    saved: list[SaveReport],
    now: datetime,
    reason: str,
    detail: str,
    until: datetime | None,
) -> RefreshReport:
    """Note a failure; the next call may be made when the publisher said, else after a pause that doubles."""
    failures = state.failures + 1
    back_off = min(_FIRST_BACK_OFF * 2 ** min(failures - 1, 20), _LONGEST_BACK_OFF)
    not_before = max(until, now) if until is not None else now + back_off
    calls = state.calls + len(saved) + (reason != "calls_used_up")
    _note(database, dataset_id, now, calls, failures=failures, reason=reason, detail=detail, not_before=not_before)
    return RefreshReport(dataset_id, "failed", tuple(saved), reason, detail, not_before)


def _note(
    database: Database,
    dataset_id: str,
    now: datetime,
    calls: int,
    *,
    failures: int,
    success: bool = False,
    reason: str | None = None,
    detail: str | None = None,
    not_before: datetime | None = None,
) -> None:
    fields = {"last_success_at": now} if success else {}
    with database.transaction() as session:
        queries.save_refresh(
            session,
            dataset_id,
            last_attempt_at=now,
            calls=calls,
            calls_on=now.date(),
            failures=failures,
            reason=reason,
            detail=detail,
            not_before=not_before,
            **fields,
        )


def _midnight_after(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
