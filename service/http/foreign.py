"""Connections that a library opens by itself, checked as our own are: where the socket is connected.

Some libraries bring their own HTTP and SMTP. What they do inside :func:`guarded` goes through the interpreter's audit
hook for ``socket.connect``, which sees the address that a name was resolved to, at every hop of every redirect. There
is no way round it in Python code, and no second resolving between the check and the connection.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from service.http.errors import Refused
from service.http.guard import forbidden, parse_address


@dataclass(slots=True)
class Guard:
    """What is permitted here, and why something was not."""

    allow_private: bool
    refused: str | None = None


class NotPermitted(ConnectionError):
    """The address may not be connected to. A ConnectionError, so that libraries treat it as one."""


_guard: ContextVar[Guard | None] = ContextVar("guard", default=None)
_hooked = False


@contextmanager
def guarded(*, allow_private: bool) -> Iterator[None]:
    """Connections of this thread or task are checked; raises :class:`Refused` at the end if one was not permitted."""
    _hook()
    guard = Guard(allow_private)
    token = _guard.set(guard)
    try:
        yield
    except NotPermitted as error:
        raise Refused("address_refused", str(error)) from error
    finally:
        _guard.reset(token)
    if guard.refused is not None:
        raise Refused("address_refused", guard.refused)


def check_host(host: str, *, allow_private: bool) -> None:
    """Raise :class:`Refused` for a host that is an address which is not permitted; names are checked later."""
    address = parse_address(host)
    if address is not None and (reason := forbidden(address, allow_private=allow_private)):
        raise Refused("address_refused", reason)


def _hook() -> None:
    """Once for the process: audit hooks cannot be taken away again. Outside of ``guarded`` it lets everything pass."""
    global _hooked  # noqa: PLW0603 - the interpreter's own list of hooks is global
    if not _hooked:
        sys.addaudithook(_audit)
        _hooked = True


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    guard = _guard.get()
    if guard is None:
        return
    target = arguments[1]
    host = str(target[0]) if isinstance(target, tuple) and target else str(target)
    address = parse_address(host)
    reason = f"{host} is no address" if address is None else forbidden(address, allow_private=guard.allow_private)
    if reason is not None:
        guard.refused = reason
        raise NotPermitted(reason)
