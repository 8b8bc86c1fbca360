"""Turns at a host: few requests at a time, a pause after each, and silence while the host has asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from service.http.errors import Refused

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
LONGEST_SILENCE = timedelta(days=1)
_IDLE_HOSTS = 512


@dataclass(slots=True)
class _Host:
    turns: asyncio.Condition = field(default_factory=asyncio.Condition)
    active: int = 0
    waiting: int = 0
    ready_at: float = 0.0
    silent_until: float = 0.0


class Politeness:
    """Shared by all requests of a client. ``monotonic`` counts seconds; it is no clock."""

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, concurrency: int, pause: timedelta) -> AsyncIterator[None]:
        """Wait for a turn at the host, and leave a pause behind. :class:`Refused` while the host wants silence."""
        state = self._hosts.setdefault(host, _Host())
        self._refuse_if_silent(host, state)
        state.waiting += 1
        try:
            async with state.turns:
                await state.turns.wait_for(lambda: state.active < concurrency)
                state.active += 1
        finally:
            state.waiting -= 1
        try:
            while (rest := state.ready_at - self._monotonic()) > 0:
                await self._sleep(rest)
            self._refuse_if_silent(host, state)
            # Taken before the request too, so that concurrent turns start one pause apart.
            state.ready_at = self._monotonic() + pause.total_seconds()
            yield
        finally:
            state.ready_at = max(state.ready_at, self._monotonic() + pause.total_seconds())
            state.active -= 1
            async with state.turns:
                state.turns.notify_all()
            self._forget_idle()

    def silence(self, host: str, duration: timedelta) -> None:
        """No turns at the host for that long (at most a day)."""
        state = self._hosts.setdefault(host, _Host())
        until = self._monotonic() + min(duration, LONGEST_SILENCE).total_seconds()
        state.silent_until = max(state.silent_until, until)

    def _refuse_if_silent(self, host: str, state: _Host) -> None:
        rest = state.silent_until - self._monotonic()
        if rest > 0:
            raise Refused("host_asked_to_wait", f"{host} asked for silence", retry_after=timedelta(seconds=rest))

    def _forget_idle(self) -> None:
        if len(self._hosts) <= _IDLE_HOSTS:
            return
        now = self._monotonic()
        for name, state in list(self._hosts.items()):
            if not state.active and not state.waiting and max(state.ready_at, state.silent_until) <= now:
                del self._hosts[name]
