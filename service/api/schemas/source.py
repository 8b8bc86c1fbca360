"""Sources on the wire."""

from __future__ import annotations

from typing import Literal

from service.api.schemas import Input, Output, Time


class Source(Output):
    """A source, and how polling it goes.

    `since` is when the status began, as far as is known; `advice` says what to do about a failure. `today` counts
    entries first seen today (UTC), `usual` is the middle half of the last weeks' days. `unconfigured` sources are no
    longer in the configuration and only have articles left.
    """

    name: str
    kind: str
    title: str | None
    url: str | None
    status: Literal["ok", "failing", "silent", "paused", "pending", "unconfigured"]
    reason: str | None
    detail: str | None
    advice: str | None
    since: Time | None
    failures: int
    last_polled_at: Time | None
    last_success_at: Time | None
    last_new_at: Time | None
    next_due: Time | None
    today: int
    usual: tuple[float, float] | None
    aliases: list[str]
    article_count: int


class SourceChange(Input):
    """Whether a source is to be left alone."""

    paused: bool


class SourceList(Output):
    """Every source."""

    items: list[Source]
