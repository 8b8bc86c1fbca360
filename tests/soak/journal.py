"""All that was asked of the simulated web, kept in a file: in memory it would be what grows in a month."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What of an answer matters for manners; see :class:`tests.soak.faults.Answer`."""

    status: int
    headers: Headers
    intact: bool
    empty: bool
    retry_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One request and what was answered. ``what`` is listing, page, robots or other."""

    what: str
    publisher: str | None
    host: str
    path: str
    headers: Headers
    start: datetime
    end: datetime
    answer: Said


@dataclass(slots=True)
class Journal:
    """Written as answers end; read once, when all is over."""

    count: int = 0
    _file: BinaryIO = field(default_factory=tempfile.TemporaryFile)

    def note(self, hit: Hit) -> None:
        pickle.dump(hit, self._file)
        self.count += 1

    def read(self) -> list[Hit]:
        """Every request, in the order in which they came; the file is gone then."""
        with self._file as file:
            file.seek(0)
            hits: list[Hit] = [pickle.load(file) for _ in range(self.count)]  # noqa: S301 - written above
        return sorted(hits, key=lambda hit: hit.start)
