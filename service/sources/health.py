"""How a source is doing, derived from its state and its days: pure, and in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Literal

from service.sources.protocol import SourceConfig
from service.sources.state import SourceState

Status = Literal["ok", "failing", "silent", "paused", "pending"]
HISTORY = timedelta(days=28)
_FEW = 10
_SILENT_AFTER = 2

ADVICE = {
    "address_refused": "The address is private. If it is on your own network, set allow_private for the source.",
    "bad_url": "Correct the url in sources.yaml.",
    "body_too_large": "Raise max_bytes if the size is right.",
    "challenge_page": "The site checks for bots. Poll it less often; do not try to get around the check.",
    "connect_failed": "Is the machine online, and the site up? It is tried again by itself.",
    "dns_failed": "Is the machine online, and the host name right? It is tried again by itself.",
    "empty_listing": "Open the url: if its layout changed, adapt the selectors in sources.yaml.",
    "folder_missing": "Make the folder, or correct path in sources.yaml.",
    "host_asked_to_wait": "Nothing to do: the host asked for a rest and gets it.",
    "html_instead_of_feed": "Open the url in a browser: the feed may have moved.",
    "http_401": "The address needs a login.",
    "http_403": "The site refuses this client. Ask its owner, or disable the source.",
    "http_404": "The address is gone: find the new one and put it into sources.yaml.",
    "http_410": "The publisher ended this address for good. Remove the source, or give it a new url.",
    "http_429": "Raise every or pause in sources.yaml: the site wants fewer requests.",
    "malformed_feed": "The feed is broken at its publisher; it is tried again by itself.",
    "malformed_json": "Open the url: it does not answer with JSON any more.",
    "not_a_list": "Open the url and adapt items and link in sources.yaml to the keys it has.",
    "not_a_feed": "The url does not lead to RSS or Atom.",
    "robots_forbids": "The site's robots.txt does not want this page fetched. Respect it.",
    "robots_unreachable": "robots.txt could not be read, so nothing was fetched; it is tried again by itself.",
    "timeout": "The site is slow. Raise timeout if it always is.",
    "tls_failed": "The site's certificate is not valid.",
    "too_many_redirects": "Open the url in a browser and use the address it ends at.",
    "worker_timeout": "A listing or page took too long to read; please report it with the address.",
}
ADVICE_OTHERWISE = "It is tried again by itself, less and less often."


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """``since`` is when the status began, as far as is known.

    ``today`` and ``usual`` (the middle half of the days) count entries by the UTC day on which they were first seen.
    """

    name: str
    kind: str
    title: str | None
    url: str | None
    status: Status
    reason: str | None
    detail: str | None
    advice: str | None
    since: datetime | None
    failures: int
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_due: datetime | None
    today: int
    usual: tuple[float, float] | None
    aliases: tuple[str, ...] = ()


def health_of(
    source: SourceConfig, state: SourceState, by_day: Mapping[str, int], now: datetime, *, selected: bool = True
) -> SourceHealth:
    """``by_day``: entries first seen on each UTC day (ISO date) of :data:`HISTORY`; days with none may be absent."""
    days = _complete_days(by_day, now)
    status, reason, since = _status(source, state, days, now, selected)
    return SourceHealth(
        name=source.name,
        kind=source.kind,
        title=source.title,
        url=getattr(source, "url", None),
        status=status,
        reason=reason,
        detail=state.detail if status in {"failing", "ok"} else None,
        advice=ADVICE.get(reason or "", ADVICE_OTHERWISE) if status == "failing" else None,
        since=since,
        failures=state.failures,
        last_polled_at=state.last_polled_at,
        last_success_at=state.last_success_at,
        last_new_at=state.last_new_at,
        next_due=state.next_due if status != "paused" else None,
        today=by_day.get(now.date().isoformat(), 0),
        usual=_usual(days),
        aliases=source.aliases,
    )


def _status(
    source: SourceConfig, state: SourceState, days: list[int], now: datetime, selected: bool
) -> tuple[Status, str | None, datetime | None]:
    if state.gone:
        return "paused", "http_410", state.last_polled_at
    if state.paused:
        return "paused", "by_request", None
    if not source.enabled:
        return "paused", "disabled", None
    if not selected:
        return "paused", "not_selected", None
    if state.failures:
        return "failing", state.reason, state.last_success_at
    if state.last_polled_at is None:
        return "pending", None, None
    if not source.is_local and _fell_silent(days, state, now):
        return "silent", "nothing_new", state.last_new_at
    return "ok", state.reason, state.last_success_at


def _complete_days(by_day: Mapping[str, int], now: datetime) -> list[int]:
    """Counts from the first day with entries to yesterday."""
    today = now.date()
    days = [by_day.get((today - timedelta(days=back)).isoformat(), 0) for back in range(HISTORY.days, 0, -1)]
    first = next((index for index, count in enumerate(days) if count), len(days))
    return days[first:]


def _usual(days: list[int]) -> tuple[float, float] | None:
    """The middle half of the days, once there is a week of them."""
    if len(days) < 7:
        return None
    low, _, high = quantiles(days, n=4, method="inclusive")
    return (low, high)


def _fell_silent(days: list[int], state: SourceState, now: datetime) -> bool:
    """Twice as many empty days as ever before, and at least two, from a source that had something to say."""
    if state.last_new_at is None or sum(days) < _FEW:
        return False
    empty_now = (now - state.last_new_at) / timedelta(days=1)
    longest = run = 0
    for count in days[: len(days) - int(empty_now)] if empty_now >= 1 else days:
        run = 0 if count else run + 1
        longest = max(longest, run)
    return empty_now > max(_SILENT_AFTER, 2 * longest + 1)
