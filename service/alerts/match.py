"""Which subscriptions an event concerns, and what each of them is told when. Pure: ``now`` is passed in.

One matter is told once: what is found again in a copy, or in another article with the same figure, joins the alert
that stands. What comes during a cooldown is not lost, it is told when the cooldown ends; what is over by then is not
told at all. The end of a matter is told only to those who heard of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from service.alerts.types import SEVERITIES, AlertState, Happening, Subscription
from service.reconcile.types import Severity

Action: TypeAlias = Literal["tell", "wait", "join", "return", "leave", "drop", "tell_end", "wait_end"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALL, _SCALE = Decimal("1.1"), Decimal(10)
_ALWAYS: dict[str, Severity] = {
    "source.failing": "major",
    "source.silent": "major",
    "source.odd": "minor",
    "source.recovered": "minor",
    "endpoint.disabled": "major",
}
_UNMEASURED: dict[str, Severity] = {"conflicting": "minor", "revision": "minor"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do for one subscription; ``due`` is when something that waits is told.

    ``tell`` and ``tell_end`` send now; ``wait`` and ``wait_end`` keep it until ``due``; ``join`` adds a copy to the
    alert that stands; ``return`` takes back an end that nobody was told of; ``drop`` forgets what nobody was told of;
    ``leave`` does nothing.
    """

    action: Action
    due: datetime | None = None


def severity_of(type_: str, factor: Decimal | None) -> Severity:
    """How much an alert matters, from its type and the factor between its sides.

    Ten times off, either way, is critical: that is a slip of a scale word, or an invention. A figure that is true in
    another reading is at most major. Less than a tenth off is minor. A factor that is missing, zero or negative
    measures nothing: the type alone decides then.
    """
    if type_ in _ALWAYS:
        return _ALWAYS[type_]
    if factor is None or factor <= 0:
        return _UNMEASURED.get(type_, "major")
    distance = max(factor, 1 / factor)
    if distance < _SMALL:
        return "minor"
    return "major" if distance < _SCALE or type_ == "conflicting" else "critical"


def concerns(subscription: Subscription, happening: Happening) -> bool:
    """Whether the subscription asks for it. What happened before the subscription does not concern it.

    A filter by subject and a saved filter are about claims, so notices do not pass them; one by source passes notices
    of those sources.
    """
    wanted = subscription.filter
    return (
        happening.at >= subscription.created_at
        and (not wanted.types or happening.type in wanted.types)
        and (not wanted.subjects or happening.subject in wanted.subjects)
        and (not wanted.sources or not happening.sources.isdisjoint(wanted.sources))
        and (wanted.saved is None or wanted.saved in happening.answers)
        and SEVERITIES.index(happening.severity) >= SEVERITIES.index(wanted.severity)
    )


def on_opened(
    subscription: Subscription, state: AlertState | None, last_told: datetime | None, now: datetime
) -> Decision:
    """What follows from an event that concerns the subscription.

    ``state`` is that of its alert on the same topic, None if there is none or it is over; ``last_told`` is when it was
    last told of the same theme.
    """
    if state == "ending":
        return Decision("return")
    if state in {"waiting", "told"}:
        return Decision("join")
    if subscription.mode == "digest":
        return Decision("wait", next_digest(subscription.digest_every, now))
    free = None if last_told is None else last_told + subscription.cooldown
    return Decision("tell") if free is None or free <= now else Decision("wait", free)


def on_resolved(subscription: Subscription, state: AlertState, others_stand: bool, now: datetime) -> Decision:
    """What follows from the end of one of an alert's matters; ``others_stand`` if another of them has not ended."""
    if others_stand or state in {"ending", "over"}:
        return Decision("leave")
    if state == "waiting":
        return Decision("drop")
    if subscription.mode == "digest":
        return Decision("wait_end", next_digest(subscription.digest_every, now))
    return Decision("tell_end")


def next_digest(every: timedelta, now: datetime) -> datetime:
    """The next whole multiple of the interval, counted from midnight UTC where it divides a day; always after now."""
    return _EPOCH + every * ((now - _EPOCH) // every + 1)
