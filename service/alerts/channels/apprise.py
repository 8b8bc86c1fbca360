"""Mail and chat through Apprise: one address form (``mailto://``, ``slack://``, ``ntfy://`` …) for many services.

Apprise opens its own connections, so it runs inside :func:`service.http.foreign.guarded`, in a thread. Only services
that speak HTTP or SMTP are known here: Apprise could also run programs and talk to the desktop it runs on.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from service.alerts.letters import letter
from service.alerts.protocol import Channel, Fetch, Message, Target
from service.errors import UnusableInput
from service.http import BadStatus, Refused, TimedOut, check_host, guarded

TIMEOUT = timedelta(seconds=15)
_CONNECT, _READ = 5.0, 8.0
SERVICES = frozenset(
    {"mailto", "mailtos", "slack", "discord", "msteams", "mmost", "mmosts", "rocket", "rockets", "tgram", "matrix"}
    | {"matrixs", "ntfy", "ntfys", "gotify", "gotifys", "gchat", "zulip", "webex", "lark", "feishu", "dingtalk"}
    | {"json", "jsons"}
)
MISSING = "channel: apprise needs the extra notify: pip install 'tallywire[notify]'"


def check(url: str, allow_private: bool) -> None:
    plugin = _plugin(url)
    try:
        for host in {plugin.host, getattr(plugin, "smtp_host", None)} - {None, ""}:
            check_host(str(host), allow_private=allow_private)
    except Refused as error:
        raise UnusableInput(f"url: {error.explanation}") from error


def shown(url: str) -> str:
    """The address without its passwords and tokens."""
    try:
        return str(_plugin(url).url(privacy=True))
    except UnusableInput:
        return f"{url.partition('://')[0]}://…"


async def send(fetch: Fetch, target: Target, message: Message, now: datetime, allow_private: bool) -> int | None:
    try:
        plugin = _plugin(target.url)
    except UnusableInput as error:
        raise Refused("bad_url", error.detail) from error
    title, text = letter(message.body, message.id)
    try:
        async with asyncio.timeout(TIMEOUT.total_seconds()):
            said = await asyncio.to_thread(_notify, plugin, title, text, allow_private)
    except TimeoutError as error:
        raise TimedOut("timeout", f"no answer within {TIMEOUT.total_seconds():.0f} s") from error
    if said is not None:
        raise BadStatus("not_accepted", said)
    return None


def _notify(plugin: Any, title: str, text: str, allow_private: bool) -> str | None:
    """None where the service took it, else what Apprise says about that. Blocking."""
    plugin.socket_connect_timeout, plugin.socket_read_timeout = _CONNECT, _READ
    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    try:
        with guarded(allow_private=allow_private):
            taken = plugin.notify(title=title, body=text, body_format="text")
    finally:
        logger.removeHandler(heard)
    return None if taken else heard.last or "the service did not take it"


def _plugin(url: str) -> Any:
    """Apprise's own object for an address; :class:`UnusableInput` for one that it, or this channel, does not know."""
    try:
        import apprise  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        raise UnusableInput(MISSING) from error
    service = url.partition("://")[0].lower()
    if service not in SERVICES:
        raise UnusableInput(f"url: there is no {service[:40]!r} here; there are {', '.join(sorted(SERVICES))}")
    plugin = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if plugin is None:
        raise UnusableInput(f"url: this is no address of {service}")
    return plugin


class _Heard(logging.Handler):
    """The last thing that Apprise warned of in this thread: it gives reasons nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last: str | None = None
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.last = record.getMessage()


CHANNEL = Channel(check=check, send=send, signs=False, shown=shown)
