"""What the service refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """The service's answer was a problem (RFC 9457). ``type`` is stable: programs may switch on it."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.type = str(body.get("type", "about:blank"))
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.request_id: str | None = body.get("request_id")
        self.errors: list[dict[str, str]] = list(body.get("errors") or ())
        super().__init__(f"{status} {self.type}: {self.detail or self.title}")
