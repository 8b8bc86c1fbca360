"""What both clients have in common, without a socket: requests as values, answers read, how long to wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx2

from tallywire_client.errors import Problem

RETRIES = 3
LONGEST_WAIT = 60.0
_AGAIN = frozenset({429, 503})


class Call(NamedTuple):
    """One request; parameters that are None are left out, lists are repeated."""

    path: str
    parameters: Mapping[str, Any] = {}
    json: Any = None
    verb: str | None = None

    @property
    def method(self) -> str:
        return self.verb or ("GET" if self.json is None else "POST")

    def arguments(self) -> dict[str, Any]:
        given = {name: _text(value) for name, value in self.parameters.items() if value is not None}
        return {"params": given} | ({} if self.json is None else {"json": self.json})


def get(path: str, parameters: Mapping[str, Any] = {}) -> Call:
    return Call(path, parameters)


def post(path: str, body: Mapping[str, Any]) -> Call:
    return Call(path, json=_plain(body))


def put(path: str, body: Mapping[str, Any]) -> Call:
    return Call(path, json=_plain(body), verb="PUT")


def patch(path: str, body: Mapping[str, Any]) -> Call:
    return Call(path, json=_plain(body), verb="PATCH")


def delete(path: str) -> Call:
    return Call(path, verb="DELETE")


def quoted(part: str) -> str:
    """A part of a path: whatever it holds, it leads no further than its own place."""
    return quote(part, safe="")


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in body.items()}


def headers(key: str | None) -> dict[str, str]:
    return {"Accept": "application/json"} | ({} if key is None else {"Authorization": f"Bearer {key}"})


def wait_before_retry(response: httpx2.Response, tries: int) -> float | None:
    """Seconds to wait before asking once more; None where the answer is final."""
    if response.status_code not in _AGAIN or tries >= RETRIES:
        return None
    asked = response.headers.get("retry-after", "")
    seconds = float(asked) if asked.isdigit() else 1.0
    return seconds if seconds <= LONGEST_WAIT else None


def answer(response: httpx2.Response) -> Any:
    """The answer's JSON; raises :class:`Problem` for everything that is no success."""
    if response.is_success:
        return response.json() if response.content else None
    try:
        body = response.json()
    except ValueError:
        body = {"detail": response.text[:200]}
    raise Problem(response.status_code, body if isinstance(body, dict) else {"detail": str(body)})


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple | set | frozenset):
        return [_text(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
