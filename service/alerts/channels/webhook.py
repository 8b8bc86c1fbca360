"""Webhooks by the Standard Webhooks specification: a signed POST; any 2xx means received."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.alerts.protocol import Channel, Fetch, Message, Target
from service.alerts.signing import signed_headers
from service.errors import UnusableInput
from service.http import BadBody, FetchError, Limits, Request, check_url

TIMEOUT = timedelta(seconds=15)
ANSWER_READ = 64 * 1024
AT_ONCE = 8


def check(url: str, allow_private: bool) -> None:
    try:
        check_url(url, allow_private=allow_private)
    except FetchError as error:
        raise UnusableInput(f"url: {error.explanation}") from error


async def send(fetch: Fetch, target: Target, message: Message, now: datetime, allow_private: bool) -> int | None:
    headers = signed_headers(message.id, target.secrets, now, message.body)
    limits = Limits(
        total=TIMEOUT,
        idle=TIMEOUT,
        max_bytes=ANSWER_READ,
        redirects=0,
        concurrency=AT_ONCE,
        allow_private=allow_private,
    )
    request = Request(
        target.url,
        method="POST",
        headers={"Content-Type": "application/json", **headers},
        content=message.body.encode(),
        lane=target.endpoint,
        limits=limits,
    )
    try:
        return (await fetch(request)).status
    except BadBody:  # the answer's status was a success; what else it says does not matter
        return None


CHANNEL = Channel(check=check, send=send, signs=True)
