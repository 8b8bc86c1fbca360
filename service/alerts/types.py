"""The words of alerting: who wants to hear of what, and what happened. Values only; nothing here stores or sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from service.reconcile.types import DiscrepancyKind, Severity

NoticeKind: TypeAlias = Literal[
    "source.failing", "source.silent", "source.odd", "source.recovered", "endpoint.disabled"
]
AlertKind: TypeAlias = DiscrepancyKind | NoticeKind
Mode: TypeAlias = Literal["at_once", "digest"]
AlertState: TypeAlias = Literal["waiting", "told", "ending", "over"]

NOTICES: tuple[str, ...] = get_args(NoticeKind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

OPENED, RESOLVED, DIGEST, TEST, DISABLED = (
    "discrepancy.opened",
    "discrepancy.resolved",
    "digest",
    "endpoint.test",
    "endpoint.disabled",
)
"""Types of messages, beside the notices', which are called what they tell of."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a subscription is about. An empty tuple means any; ``severity`` is the least one told.

    ``saved`` is the name of a saved filter, whose question must hold beside the rest.
    """

    types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severity: Severity = "minor"
    saved: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One wish to be told. ``row`` and ``endpoint`` are the store's numbers; ``created_at`` is when it begins."""

    row: int
    public_id: str
    endpoint: int
    filter: Filter
    mode: Mode
    digest_every: timedelta
    cooldown: timedelta
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as subscriptions see it.

    ``matter`` is the id of what it is about; ``topic`` is equal for copies of one matter, figure included; ``theme``
    leaves the figure out. ``subject`` is None for notices. ``sources`` are those that tell it, copies included.
    ``answers`` are the saved filters, of those that somebody listens by, that let it through.
    """

    event_id: str
    at: datetime
    type: str
    matter: str
    topic: str
    theme: str
    severity: Severity
    subject: str | None = None
    sources: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
