"""The outbox as server-sent events, from where a reader left off. A place in the stream is the event's number.

A reader who comes back gets what it missed, but no more than :data:`MOST_MISSED` events; whoever missed more, or names
a place that does not exist, is told so by an event of type ``gap`` before the stream goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from db.queries import discrepancies
from db.session import Database, Session
from service.alerts.facts import told_by
from service.alerts.match import concerns
from service.alerts.types import Filter, Subscription

MOST_MISSED = 1_000
BATCH = 100
KEEP_ALIVE = ": still here\n\n"


@dataclass(slots=True)
class Tail:
    """One reader's place, and what it wants to hear. The methods read the store: blocking."""

    database: Database
    wanted: Filter
    after: int = 0

    def begin(self, last_event_id: str | None) -> str:
        """Take the reader's place, or the stream's end without one; the gap there may be, as text to send."""
        with self.database.reading() as session:
            newest = discrepancies.newest_event(session)
            oldest = discrepancies.oldest_event(session)
            if last_event_id is None or not last_event_id.strip():
                self.after = newest
                return ""
            text = last_event_id.strip()
            place = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
            if place is None or place > newest:
                self.after = newest
                return _gap("unknown_place", last_event_id, newest, None)
            missed = discrepancies.count_events_after(session, place, limit=MOST_MISSED + 1)
            if missed <= MOST_MISSED and place >= oldest - 1:
                self.after = place
                return ""
            self.after = max(newest - MOST_MISSED, oldest - 1)
            return _gap("too_many", last_event_id, self.after, self.after - place)

    def read(self) -> tuple[str, bool]:
        """The next events as text, and whether there may be more at once."""
        with self.database.reading() as session:
            events = discrepancies.events_after(session, self.after, limit=BATCH)
            told = "".join(self._frames(session, events))
        self.after = events[-1].id if events else self.after
        return told, len(events) == BATCH

    def _frames(self, session: Session, events: Any) -> Iterator[str]:
        reader = Subscription(
            row=0,
            public_id="",
            endpoint=0,
            filter=self.wanted,
            mode="at_once",
            digest_every=timedelta(days=1),
            cooldown=timedelta(),
            created_at=datetime.min.replace(tzinfo=UTC),
        )
        asked = () if self.wanted.saved is None else (self.wanted.saved,)
        for event in events:
            told = told_by(session, event, asked)
            if told is not None and concerns(reader, told.happening):
                data = {name: value for name, value in told.item.items() if name not in {"type", "at"}}
                yield frame(
                    told.item["type"], {"type": told.item["type"], "timestamp": told.item["at"], "data": data}, event.id
                )


def frame(type_: str, data: Any, place: int) -> str:
    """One event in the stream's text form."""
    return f"id: {place}\nevent: {type_}\ndata: {orjson.dumps(data).decode()}\n\n"


def _gap(reason: str, asked: str, place: int, missed: int | None) -> str:
    """What the reader asked for is not to be had; it goes on after ``place``."""
    asked = asked[:40]
    data = {"type": "gap", "reason": reason, "asked": asked, "resumes_after": place, "missed": missed}
    return frame("gap", {**data, "href": "/v1/discrepancies"}, place)
