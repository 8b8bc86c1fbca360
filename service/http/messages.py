"""What is asked of the door to the network, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with; sent back exactly as it came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a request may take, and how it behaves towards the host."""

    total: timedelta = timedelta(seconds=30)
    idle: timedelta = timedelta(seconds=15)
    max_bytes: int = 10_000_000
    redirects: int = 5
    concurrency: int = 1
    pause: timedelta = timedelta()
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One GET or POST. ``robots`` makes robots.txt decide; ``headers`` go to the first origin only.

    Requests of one ``lane`` share turns, pauses and silence; without one, those to the same host do.
    """

    url: str
    accept: str = "*/*"
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    validators: Validators = Validators()
    robots: bool = False
    lane: str | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with status 2xx, or 304 with an empty body.

    ``headers`` have lower-case names. ``moved_to`` is where an unbroken chain of permanent redirects led from the
    requested URL; ``fresh_for`` is how long the server asks not to be asked again.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    final_url: str
    moved_to: str | None = None
    fresh_for: timedelta | None = None

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))
