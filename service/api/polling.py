"""What an operator may tell the poller through the store: to leave a source alone, to go on, to poll it now."""

from __future__ import annotations

from datetime import datetime

from db.queries import sources
from db.session import Session
from service.api.access import Caller
from service.api.alerting import note
from service.api.conventions.problem_types import Conflict
from service.errors import NotFound
from service.sources.health import SourceHealth


def pause(session: Session, caller: Caller, name: str, *, paused: bool, now: datetime) -> None:
    """Leave a source alone, or go on with it. One that is so already stays, without a line in the audit log."""
    if sources.get_state(session, name) is None:
        raise NotFound(f"There is no source {name}.")
    if sources.pause(session, name, paused=paused):
        note(session, caller, "source.pause" if paused else "source.resume", name, now)


def ask(session: Session, caller: Caller, name: str, health: SourceHealth | None, now: datetime) -> None:
    """Ask for a poll. ``health`` is the source's; only what the running configuration has can be polled."""
    if sources.get_state(session, name) is None:
        raise NotFound(f"There is no source {name}.")
    if health is None or health.reason == "not_selected":
        raise Conflict(f"{name} is not among the sources that this service polls.")
    sources.ask(session, name, now)
    note(session, caller, "source.poll", name, now)
