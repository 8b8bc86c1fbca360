"""What a channel is: how a message travels to one kind of address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from service.http import Request, Response

Fetch: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes. ``secrets`` are those valid now, the newest first."""

    endpoint: str
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What goes there. ``id`` is the same at every attempt; ``body`` is JSON."""

    id: str
    type: str
    body: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to send.

    ``check`` raises :class:`~service.errors.UnusableInput` for an address that it cannot use. ``send`` returns the
    status of the answer, None where the channel has none, and raises :class:`~service.http.FetchError`.
    ``allow_private`` permits addresses that are not on the public internet. ``shown`` gives an address as it may be
    looked at: without the secrets that it may carry.
    """

    check: Callable[[str, bool], None]
    send: Callable[[Fetch, Target, Message, datetime, bool], Awaitable[int | None]]
    signs: bool
    shown: Callable[[str], str] = str
