"""The poller's memory in the database: values in, values out, one short transaction a call. Blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from db.queries import sources as queries
from db.session import Database
from service.sources.decide import KnownEntry, Work
from service.sources.protocol import Entry, SourceConfig
from service.sources.schedule import Move
from service.sources.state import Cached, SourceState

_DETAIL = 500
_WISHES = frozenset({"http_429", "http_503", "host_asked_to_wait"})


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll came to. ``outcome`` is ok, unchanged, partial (some of it failed, with the reason) or failed."""

    source: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    reason: str | None = None
    detail: str | None = None
    requests: int = 0
    bytes: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0


class SourceStore:
    def __init__(self, database: Database) -> None:
        self.database = database

    def register(self, sources: Iterable[SourceConfig], now: datetime) -> None:
        """Make the sources known. One whose address changed starts afresh, even if the old one was gone for good."""
        with self.database.transaction() as session:
            for source in sources:
                url = getattr(source, "url", None)
                row = queries.get_state(session, source.name)
                queries.ensure_source(session, source.name, kind=source.kind, now=now, title=source.title, url=url)
                if row is not None and row.url != url:
                    fresh = {"next_due": None, "failures": 0, "reason": None, "detail": None, "gone": False}
                    queries.save_state(session, source.name, now=now, moved=None, validators=None, **fresh)

    def load(self, name: str) -> SourceState:
        with self.database.reading() as session:
            row = queries.get_state(session, name)
        return SourceState(name) if row is None else _state(row)

    def load_all(self) -> dict[str, SourceState]:
        with self.database.reading() as session:
            return {row.name: _state(row) for row in queries.states(session)}

    def rests(self, now: datetime) -> dict[str, timedelta]:
        """For how long hosts want to be left alone, by the names of the sources that were told so."""
        with self.database.reading() as session:
            rows = [row for row in queries.states(session) if row.reason in _WISHES and row.next_due is not None]
        return {row.name: row.next_due - now for row in rows if row.next_due > now}

    def save(self, state: SourceState, report: PollReport) -> None:
        """The state that a poll left behind, and the poll."""
        with self.database.transaction() as session:
            queries.save_state(session, state.name, now=report.finished_at, **_fields(state))
            row = asdict(report)
            row["detail"] = _short(report.detail)
            queries.add_poll(session, **row)

    def overdue(self, now: datetime) -> frozenset[str]:
        """Names of the sources that are due, of all that were ever registered."""
        with self.database.reading() as session:
            return frozenset(queries.overdue(session, now))

    def take_asked(self) -> frozenset[str]:
        """Names of the sources that somebody asked to have polled; they have to ask again from now on."""
        with self.database.reading() as session:
            names = frozenset(queries.asked(session))
        if names:
            with self.database.transaction() as session:
                queries.answer(session, names)
        return names

    def known(self, name: str, entries: Sequence[Entry]) -> list[KnownEntry]:
        """The stored entries that have the key or the address of an announced one."""
        if not entries:
            return []
        keys = {entry.key for entry in entries}
        urls = {entry.url for entry in entries if entry.url}
        with self.database.reading() as session:
            return [_known(row) for row in queries.known_entries(session, name, keys, urls)]

    def pending(self, name: str, now: datetime, *, limit: int) -> list[Work]:
        """Entries still to be read whose page can be fetched without their listing."""
        with self.database.reading() as session:
            rows = queries.pending_entries(session, name, now, limit=limit)
        return [
            Work(
                Entry(row.key, url=row.url, link=row.url, published_at=row.published_at),
                row.fingerprint,
                row.attempts,
                known=True,
                changed=False,
                article_id=row.article_id,
            )
            for row in rows
            if row.url
        ]

    def announce(self, name: str, work: Iterable[Work], now: datetime) -> None:
        """Note entries as still to be read, before any of it is done: a crash forgets none."""
        rows = [
            {
                "source": name,
                "key": item.entry.key,
                "url": item.entry.url,
                "fingerprint": item.fingerprint,
                "first_seen_at": now,
                "last_seen_at": now,
                "published_at": item.entry.published_at,
                "next_try": now,
            }
            for item in work
        ]
        if rows:
            with self.database.transaction() as session:
                queries.save_entries(session, rows)

    def settle(self, name: str, work: Work, now: datetime, **outcome: Any) -> None:
        """What became of one entry: ``next_try``, ``reason``, ``detail``, ``article_id``."""
        row = {
            **outcome,
            "source": name,
            "key": work.entry.key,
            "fingerprint": work.fingerprint,
            "first_seen_at": now,
            "last_seen_at": now,
            "attempts": work.attempts + 1,
            "detail": _short(outcome.get("detail")),
        }
        with self.database.transaction() as session:
            queries.save_entries(session, [row])

    def forget_polls(self, before: datetime) -> int:
        """Drop the history of polls that started before a time; how many there were."""
        with self.database.transaction() as session:
            return queries.prune_polls(session, before)

    def by_day(self, name: str, since: datetime) -> dict[str, int]:
        with self.database.reading() as session:
            return queries.entry_counts_by_day(session, name, since)


def _state(row: Any) -> SourceState:
    moved: Mapping[str, str] | None = row.moved
    return SourceState(
        name=row.name,
        url=row.url,
        next_due=row.next_due,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        failures=row.failures,
        reason=row.reason,
        detail=row.detail,
        interval=None if row.interval_seconds is None else timedelta(seconds=row.interval_seconds),
        cached={key: Cached(**value) for key, value in (row.validators or {}).items()},
        moved=Move(moved["to"], datetime.fromisoformat(moved["since"])) if moved else None,
        gone=row.gone,
        paused=row.paused,
    )


def _fields(state: SourceState) -> dict[str, Any]:
    return {
        "next_due": state.next_due,
        "last_polled_at": state.last_polled_at,
        "last_success_at": state.last_success_at,
        "last_new_at": state.last_new_at,
        "failures": state.failures,
        "reason": state.reason,
        "detail": _short(state.detail),
        "interval_seconds": None if state.interval is None else state.interval.total_seconds(),
        "validators": {key: asdict(value) for key, value in state.cached.items()},
        "moved": None if state.moved is None else {"to": state.moved.to, "since": state.moved.since.isoformat()},
        "gone": state.gone,
    }


def _known(row: Any) -> KnownEntry:
    return KnownEntry(row.key, row.url, row.fingerprint, row.attempts, row.next_try, row.article_id)


def _short(detail: str | None) -> str | None:
    return detail[:_DETAIL] if detail else None
