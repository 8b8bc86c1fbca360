"""What a kind of source must give: which requests to make, and how to read what came back.

A kind is two pure functions and a configuration model. It never fetches, never asks the time, never knows what is
stored: the poller does that for all kinds alike. Adding a kind is adding one module to ``service/sources/kinds``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from service.errors import SourceError

_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(s|m|h|d)?\s*")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def _duration(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError("a duration such as 30s, 15m, 1h or 1d is required")
    match = _DURATION.fullmatch(str(raw))
    if match is None:
        raise ValueError("a duration such as 30s, 15m, 1h or 1d is required")
    return timedelta(seconds=float(match[1]) * _SECONDS[match[2]])


def _between(low: timedelta, high: timedelta) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if not low <= value <= high:
            raise ValueError(f"a duration from {low} to {high} is required")
        return value

    return AfterValidator(check)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("an IANA time zone such as Asia/Shanghai or UTC is required") from error
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"a regular expression is required: {error}") from error
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", text):
        raise ValueError("an absolute http:// or https:// URL without user name or spaces is required")
    return text


DAY = timedelta(days=1)
Duration = Annotated[timedelta, BeforeValidator(_duration), _between(timedelta(), DAY)]
Interval = Annotated[timedelta, BeforeValidator(_duration), _between(timedelta(seconds=1), DAY)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Url = Annotated[str, AfterValidator(_url)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"


class SourceConfig(BaseModel):
    """The keys that every stanza of ``sources.yaml`` may have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME, description="the stanza's own key")
    kind: str = Field(description="how the source is read: a module of service/sources/kinds")
    title: str | None = Field(None, description="what people call it")
    aliases: tuple[str, ...] = Field((), description="further names that other articles call it by")
    group: str | None = Field(None, pattern=NAME, description="selecting this name selects the source too")
    enabled: bool = Field(True, description="false keeps the stanza and stops polling")
    language: Language | None = Field(None, description="language of articles that do not say theirs")
    timezone: ZoneName = Field("UTC", description="zone of times that do not say theirs")
    every: Interval = Field(timedelta(hours=1), description="shortest time between two polls")
    slowest: Interval = Field(timedelta(hours=6), description="longest time between two polls while nothing is new")
    max_items: int = Field(500, ge=1, le=10_000, description="entries of one listing that are looked at")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_local(self) -> bool:
        """Whether the source is on this machine, so that nobody's server needs sparing."""
        return False


class WebSource(SourceConfig):
    """The further keys of sources that are fetched over HTTP."""

    url: Url = Field(description="address of the listing")
    pages: Literal["auto", "always", "never"] = Field(
        "auto", description="fetch article pages: auto = unless the listing holds the full text"
    )
    max_pages: int = Field(20, ge=1, le=1000, description="article pages fetched in one poll")
    id_pattern: Pattern | None = Field(None, description="regular expression whose first group is a link's site id")
    tracking: tuple[str, ...] = Field((), description="further query parameters that are no part of a link's identity")
    challenge: tuple[str, ...] = Field((), description="further phrases that only an anti-bot page has")
    pause: Duration = Field(timedelta(seconds=2), description="rest between two requests to one host")
    concurrency: int = Field(1, ge=1, le=8, description="requests to one host at a time")
    timeout: Interval = Field(timedelta(seconds=30), description="for one whole request")
    max_bytes: int = Field(10_000_000, ge=1_000, le=200_000_000, description="body size after decompression")
    obey_robots: bool = Field(True, description="robots.txt decides about pages (never about feeds)")
    allow_private: bool = Field(False, description="addresses of the local network may be fetched")


@dataclass(frozen=True, slots=True)
class Get:
    """A listing to fetch; ``{date}`` in its address stands for the day in the source's zone.

    ``robots`` says whether robots.txt has a say: it has about pages, not about feeds. A listing that ``may_be_missing``
    announces nothing while its address answers 404.
    """

    url: str
    accept: str
    robots: bool
    may_be_missing: bool = False

    def at(self, zone: ZoneInfo, now: datetime) -> Get:
        """The same on a given day."""
        return replace(self, url=self.url.replace("{date}", now.astimezone(zone).date().isoformat()))


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory to look through; ``patterns`` are glob patterns relative to it. Hidden names never match."""

    path: Path
    patterns: tuple[str, ...]
    max_bytes: int
    ignore: frozenset[str] = frozenset()


Plan = Get | Folder


@dataclass(frozen=True, slots=True)
class Document:
    """What came back for one request: bytes, where they are from, and what the sender said they are."""

    data: bytes
    url: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as its listing announces it.

    ``key`` is its identity within the source; ``url`` is canonical, ``link`` as given (that is what is fetched).
    ``content`` is the full HTML where a feed carries it, ``page`` a saved page itself; with neither, the page behind
    ``link`` is needed.
    """

    key: str
    url: str | None = None
    link: str | None = None
    site_id: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    content: str | None = None
    page: Document | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Part of a listing that is no usable entry, and why."""

    where: str
    reason: str
    detail: str = ""


CUT_OFF = "cut_off"
"""Reason of an entry that is left out because its listing ends with it, before the listing's own end."""
DAMAGED = "malformed_xml"
"""Flag of a listing that may have been cut off: what it holds counts, what it does not hold says nothing."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that one document announces, in its own order; ``ttl`` is how long it asks not to be fetched again.

    ``parts`` are further listings that belong to this one, the newest first (an index's sitemaps); ``older`` is the
    listing before this one (RFC 5005), which only a backfill follows.
    """

    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    rejected: tuple[Rejected, ...] = ()
    flags: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    older: str | None = None


class ListingError(SourceError):
    """What came back is not a listing of articles."""

    type = "listing-unusable"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.explanation = detail

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return type(self), (self.reason, self.explanation)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source. ``parse`` raises :class:`ListingError` with a reason; it never returns half a listing."""

    config: type[SourceConfig]
    plan: Callable[[Any], tuple[Plan, ...]]
    parse: Callable[[Document, Any, datetime], Listing]
