"""Sources on the wire."""

from __future__ import annotations

from typing import Literal

from service.api.schemas import Output, Time


class Source(Output):
    """A source, and how polling it goes. `since` is how long it has been in this status."""

    name: str
    kind: str
    title: str | None
    url: str | None
    status: Literal["ok", "failing", "silent", "paused", "pending", "unconfigured"]
    reason: str | None
    since: Time | None
    next_due: Time | None
    last_polled_at: Time | None
    last_success_at: Time | None
    last_new_at: Time | None
    failures: int | None
    article_count: int | None


class SourceList(Output):
    """Every source."""

    items: list[Source]
