"""``tallywire doctor``: what is wrong here, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import click
import orjson

from db import migrations
from db.errors import StoreError
from db.queries import watching
from db.session import Database
from extractors.rules import load_rules
from service.cli.common import load_settings
from service.clock import utc_now
from service.config import Settings
from service.errors import TallywireError
from service.reference.store import load_snapshot
from service.sources.config import load_sources, select
from service.sources.health import ADVICE, HISTORY, health_of
from service.sources.store import SourceStore
from service.sources.watch import concern_of

MEGABYTE = 1024 * 1024
TIGHT, FULL = 1024 * MEGABYTE, 50 * MEGABYTE
OLD_DATA = timedelta(days=14)
CLOCK_SKEW = timedelta(minutes=5)
NOBODY_POLLS = timedelta(hours=26)

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``advice`` says what to do where something is wrong."""

    level: Level
    about: str
    text: str
    advice: str | None = None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding instead of a list.")
def doctor(as_json: bool) -> None:
    """Say what is wrong here, and what to do about it.

    Looks at the configuration, the store, the disk, the sources, the data and the clock; changes nothing.
    Exit status 1 if something is a problem; warnings alone are 0.
    """
    findings = list(examine(load_settings(), utc_now()))
    for finding in findings:
        if as_json:
            click.echo(orjson.dumps(finding))
            continue
        click.echo(f"{finding.level:8} {finding.about}: {finding.text}")
        if finding.advice:
            click.echo(f"{'':8} -> {finding.advice}")
    if any(finding.level == "problem" for finding in findings):
        sys.exit(1)


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Every finding, what does not depend on the store first."""
    yield from _configuration(settings)
    yield from _disk(settings.database)
    if not settings.database.exists():
        text = f"{settings.database} is not there yet"
        yield Finding("warning", "store", text, "Run `tallywire serve` or `tallywire migrate`: it is made then.")
        return
    try:
        with Database(settings.database) as database:
            yield from _store(database)
            if migrations.current(database) == migrations.head():
                yield from _clock(database, now)
                yield from _reference(settings, database, now)
                yield from _sources(settings, database, now)
    except StoreError as error:
        yield Finding("problem", "store", str(error), "See docs/sources.md; a backup replaces a damaged file.")


def _configuration(settings: Settings) -> Iterator[Finding]:
    try:
        configured = load_sources(settings.sources_file)
        selected = select(configured, settings.selected_sources)
        yield Finding("ok", "sources.yaml", f"{len(configured)} sources, {len(selected)} of them selected")
    except TallywireError as error:
        for mistake in str(error).splitlines():
            yield Finding("problem", "sources.yaml", mistake, "Correct the line.")
    try:
        load_rules()
        yield Finding("ok", "rules", "the extraction rules can be read")
    except (TallywireError, ValueError, OSError) as error:
        yield Finding("problem", "rules", str(error), "Install the package anew: a rule file is damaged.")


def _disk(path: Path) -> Iterator[Finding]:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free // MEGABYTE:,} MB are free at {folder}"
    advice = "Free some space, or move the store (TALLYWIRE_DATABASE)."
    yield Finding(
        "problem" if free < FULL else "warning" if free < TIGHT else "ok",
        "disk",
        text,
        advice if free < TIGHT else None,
    )
    if not os.access(folder, os.W_OK):
        yield Finding("problem", "disk", f"{folder} cannot be written to", "Give this user the right to write there.")


def _store(database: Database) -> Iterator[Finding]:
    current, head = migrations.current(database), migrations.head()
    if current != head:
        text = f"the schema is {current or 'missing'}, this version's is {head}"
        yield Finding("problem", "store", text, "Run `tallywire migrate`, or a newer Tallywire if the store is newer.")
        return
    with database.reading() as session:
        verdict = str(session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        waiting, events = watching.entries_waiting(session), watching.events_waiting(session)
    size = database.path.stat().st_size // MEGABYTE
    if verdict != "ok":
        yield Finding("problem", "store", f"the file is damaged: {verdict}", "Restore a backup.")
    else:
        text = f"{size:,} MB, {sum(waiting.values()):,} entries to be read, {events:,} events to be dispatched"
        yield Finding("ok", "store", text)


def _clock(database: Database, now: datetime) -> Iterator[Finding]:
    with database.reading() as session:
        newest = watching.newest_poll(session)
    if newest is not None and newest > now + CLOCK_SKEW:
        text = f"it is {now:%Y-%m-%d %H:%M} UTC here, but a poll is noted for {newest:%Y-%m-%d %H:%M}"
        yield Finding("problem", "clock", text, "Set the clock (NTP): sources are not due until it has caught up.")
    else:
        yield Finding("ok", "clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _reference(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    covered = load_snapshot(database).covered
    advice = "Set OPENROUTER_API_KEY and restart, or `tallywire reference import FILE`."
    if not covered:
        yield Finding("problem", "reference", "there are no reference data: no claim can be checked", advice)
        return
    newest = covered[-1].end
    text = f"the newest day is {newest}"
    old = now.date() - newest > OLD_DATA
    if settings.openrouter_api_key is not None:
        advice = "There is a key, yet nothing newer came: `tallywire reference refresh` says why."
    yield Finding("warning" if old else "ok", "reference", text, advice if old else None)


def _sources(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    try:
        configured = load_sources(settings.sources_file)
        selected = {source.name for source in select(configured, settings.selected_sources)}
    except TallywireError:
        return  # said already
    store = SourceStore(database)
    states = store.load_all()
    watched = [source for source in configured if source.enabled and source.name in selected]
    last = max((state.last_polled_at for state in states.values() if state.last_polled_at), default=None)
    if watched and (last is None or now - last > NOBODY_POLLS):
        since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        yield Finding("warning", "poller", f"nothing was polled {since}", "Run `tallywire serve`.")
    for source in watched:
        if source.name not in states:
            continue
        days = store.by_day(source.name, now - HISTORY)
        health = health_of(source, states[source.name], days, now)
        concern = concern_of(health)
        why = ": ".join(part for part in (health.reason, health.detail) if part)
        if concern is not None:
            level: Level = "problem" if concern.kind == "failing" else "warning"
            yield Finding(level, source.name, f"{concern.english} {why}".strip(), health.advice)
        elif health.status == "failing":
            yield Finding("warning", source.name, f"the last poll failed: {why}", health.advice)
        elif health.status == "paused":
            asked = health.reason == "by_request"
            advice = "Let it go on, on the desk's page of sources." if asked else ADVICE["http_410"]
            yield Finding("warning", source.name, f"is not polled: {why}", advice)
        else:
            part = f" ({why})" if why else ""
            yield Finding("ok", source.name, f"{health.status}, {health.today} new today{part}")
