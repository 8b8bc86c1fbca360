"""Answers that come bit by bit: server-sent events read from lines, and where to go on after a break."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

PAUSE = 2.0
"""Seconds before a stream that broke off is asked for again."""


class Event(NamedTuple):
    """One event. ``id`` is its place in the stream; ``type`` ``gap`` says that some were missed (see ``data``)."""

    id: str
    type: str
    data: dict[str, Any]


@dataclass(slots=True)
class Reader:
    """Lines in, events out (WHATWG's event stream format). ``last`` is the place of the last event read."""

    last: str | None = None
    _fields: dict[str, list[str]] = field(default_factory=dict)

    def headers(self) -> Mapping[str, str]:
        resume = {} if self.last is None else {"Last-Event-ID": self.last}
        return {"Accept": "text/event-stream", **resume}

    def broken(self) -> None:
        """Forget the event that the break cut off: it is sent again."""
        self._fields = {}

    def feed(self, line: str) -> Event | None:
        """The event that the line completes, if it does."""
        if line:
            name, _, value = line.partition(":")
            if name:
                self._fields.setdefault(name, []).append(value.removeprefix(" "))
            return None
        fields, self._fields = self._fields, {}
        self.last = fields.get("id", [self.last])[-1]
        if "data" not in fields:
            return None
        return Event(self.last or "", fields.get("event", ["message"])[-1], json.loads("\n".join(fields["data"])))
