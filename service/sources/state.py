"""What is remembered about a source between two polls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.sources.schedule import Move


@dataclass(frozen=True, slots=True)
class Cached:
    """Of the last answer to one request: its opaque validators, and what its bytes hashed to.

    What is not ``whole`` (a listing that was cut off, or empty) has no validators: they may be the whole one's.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SourceState:
    """``cached`` is keyed by request URL, or by file name for a folder. ``gone``: a 410, held until the url changes."""

    name: str
    url: str | None = None
    next_due: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    interval: timedelta | None = None
    cached: Mapping[str, Cached] = field(default_factory=dict)
    moved: Move | None = None
    gone: bool = False
    paused: bool = False

    def is_due(self, now: datetime) -> bool:
        return not self.gone and not self.paused and (self.next_due is None or self.next_due <= now)
