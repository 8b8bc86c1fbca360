"""Sources: how polling each of them goes, and what an operator may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from db.queries import audit, sources
from db.queries.audit import AuditFilter
from db.queries.pages import Record
from service.api.access import AdminDep
from service.api.deps import BackingDep
from service.api.polling import ask, pause
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, text
from service.desk.rendering import render
from service.desk.words import OUTCOMES, REASONS, STATUSES
from service.errors import NotFound
from service.sources.health import HISTORY, SourceHealth

POLLS = 30
FAILED = 20
router = APIRouter()

ACTIONS = {
    "source.pause": N_("paused it"),
    "source.resume": N_("let it go on"),
    "source.poll": N_("asked for a poll"),
}
TONES = {"ok": "good", "failing": "bad", "silent": "warn", "paused": "none", "pending": "none", "unconfigured": "none"}
_ICONS = {"ok": "done", "failing": "problem", "silent": "warning", "paused": "pause", "pending": "info"}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source. ``status_word``, ``why`` and ``advice`` are message ids; ``detail`` is as it was found."""

    name: str
    title: str
    kind: str
    url: str | None
    status: str
    status_word: str
    tone: str
    icon: str
    why: str | None
    detail: str | None
    advice: str | None
    since: datetime | None
    failures: int
    last_success_at: datetime | None
    last_polled_at: datetime | None
    last_new_at: datetime | None
    next_due: datetime | None
    today: int
    usual: str | None
    asked_at: datetime | None
    paused: bool
    pollable: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """The entries of one day; ``height`` and ``left`` are per cent of the drawing."""

    day: date
    count: int
    left: float
    height: float


@dataclass(frozen=True, slots=True)
class PollView:
    """One poll; ``outcome_word`` and ``why`` are message ids."""

    started_at: datetime
    seconds: float
    outcome_word: str
    tone: str
    seen: int
    new: int
    changed: int
    failed: int
    requests: int
    kilobytes: int
    why: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class FailedEntry:
    """A page that could not be read so far, and when it is tried again."""

    url: str | None
    key: str
    why: str | None
    detail: str | None
    attempts: int
    next_try: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody did with the source."""

    at: datetime
    actor: str
    action: str


@router.get("/sources")
def overview(request: Request, backing: BackingDep) -> Response:
    """Every configured source, those with trouble first; and those that only have articles left."""
    health = {one.name: one for one in backing.health()}
    with backing.database.reading() as session:
        states = {row.name: row for row in sources.states(session)}
    shown = [_view(one, states.get(name)) for name, one in health.items()]
    order = ("failing", "silent", "pending", "ok", "paused")
    shown.sort(key=lambda one: (order.index(one.status) if one.status in order else len(order), one.name))
    left = [name for name in states if name not in health]
    well = sum(one.status == "ok" for one in shown)
    polled = sum(one.status != "paused" for one in shown)
    return render(request, "sources.html", sources=shown, left=left, well=well, polled=polled)


@router.get("/sources/{name}")
def show(request: Request, backing: BackingDep, name: str) -> Response:
    """One source: its days, its polls, what could not be read, and who did what with it."""
    health = next((one for one in backing.health() if one.name == name), None)
    now = backing.clock()
    with backing.database.reading() as session:
        state = sources.get_state(session, name)
        if state is None:
            raise NotFound(f"There is no source {name}.")
        by_day = sources.entry_counts_by_day(session, name, now - HISTORY)
        polls = [_poll(row) for row in sources.recent_polls(session, name, limit=POLLS)]
        failed = [_failed(row) for row in sources.failing_entries(session, name, limit=FAILED)]
        lines = [
            Line(row.at, row.actor, ACTIONS[row.action])
            for row in audit.list_audit(session, AuditFilter(target=name)).rows
            if row.action in ACTIONS
        ]
    return render(
        request,
        "source.html",
        source=_view(health, state),
        bars=_bars(by_day, now),
        most=max(by_day.values(), default=0),
        polls=polls,
        failed=failed,
        history=lines,
    )


@router.post("/sources/{name}")
def act(request: Request, backing: BackingDep, caller: AdminDep, form: FormDep, name: str) -> Response:
    """Pause it, let it go on, or ask for a poll; then back to where the button was."""
    do, now, then = text(form, "do"), backing.clock(), text(form, "then") or f"/sources/{name}"
    health = next((one for one in backing.health() if one.name == name), None)
    with backing.database.transaction() as session:
        if do == "poll":
            ask(session, caller, name, health, now)
            said = N_("%(name)s will be polled within seconds.")
        else:
            pause(session, caller, name, paused=do == "pause", now=now)
            said = N_("%(name)s is paused.") if do == "pause" else N_("%(name)s is polled again.")
    return go(request, then, said, name=name)


def _view(health: SourceHealth | None, state: Record | None) -> SourceView:
    if health is None:
        assert state is not None  # noqa: S101 - one of the two is there
        health = _unconfigured(state)
        status = "unconfigured"
    else:
        status = health.status
    usual = None if health.usual is None else f"{health.usual[0]:g}–{health.usual[1]:g}"
    return SourceView(
        name=health.name,
        title=health.title or health.name,
        kind=health.kind,
        url=health.url,
        status=status,
        status_word=STATUSES[status],
        tone=TONES[status],
        icon=_ICONS.get(status, "info"),
        why=REASONS.get(health.reason or "", health.reason),
        detail=health.detail,
        advice=health.advice,
        since=health.since,
        failures=health.failures,
        last_success_at=health.last_success_at,
        last_polled_at=health.last_polled_at,
        last_new_at=health.last_new_at,
        next_due=health.next_due,
        today=health.today,
        usual=usual,
        asked_at=None if state is None else state.asked_at,
        paused=state is not None and bool(state.paused),
        pollable=status != "unconfigured" and health.reason != "not_selected",
    )


def _unconfigured(state: Record) -> SourceHealth:
    """What can be said of a source that the configuration does not name any more."""
    return SourceHealth(
        name=state.name,
        kind=state.kind,
        title=state.title,
        url=state.url,
        status="paused",
        reason=None,
        detail=None,
        advice=None,
        since=None,
        failures=0,
        last_polled_at=state.last_polled_at,
        last_success_at=state.last_success_at,
        last_new_at=state.last_new_at,
        next_due=None,
        today=0,
        usual=None,
    )


def _bars(by_day: Mapping[str, int], now: datetime) -> list[Bar]:
    days = [now.date() - timedelta(days=back) for back in range(HISTORY.days - 1, -1, -1)]
    most, width = max(by_day.values(), default=0) or 1, 100 / len(days)
    return [
        Bar(day, count, round(place * width, 2), round(100 * count / most, 2))
        for place, day in enumerate(days)
        for count in (by_day.get(day.isoformat(), 0),)
    ]


def _poll(row: Record) -> PollView:
    word, tone = OUTCOMES.get(row.outcome, (row.outcome, "none"))
    return PollView(
        started_at=row.started_at,
        seconds=(row.finished_at - row.started_at).total_seconds(),
        outcome_word=word,
        tone=tone,
        seen=row.seen,
        new=row.new,
        changed=row.changed,
        failed=row.failed,
        requests=row.requests,
        kilobytes=-(-row.bytes // 1024),
        why=REASONS.get(row.reason or "", row.reason),
        detail=row.detail,
    )


def _failed(row: Record) -> FailedEntry:
    why = REASONS.get(row.reason or "", row.reason)
    return FailedEntry(row.url, row.key, why, row.detail, row.attempts, row.next_try)
