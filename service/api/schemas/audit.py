"""The audit log on the wire."""

from __future__ import annotations

from typing import Any

from service.api.schemas import Output, Time


class AuditLine(Output):
    """Something that somebody changed. `key` is null for the command line; `action` is a noun and a verb."""

    at: Time
    actor: str
    key: str | None
    action: str
    target: str
    detail: Any


class AuditPage(Output):
    """A page of the audit log, newest first."""

    items: list[AuditLine]
    next_cursor: str | None
