"""Events -> alerts -> queued messages, in one transaction: what is queued is marked dispatched with it.

Stopped at any point, nothing is half done: the next run finds either the events or the messages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from db.queries import alerts, deliveries, discrepancies, subscriptions
from db.queries.pages import Record
from db.session import Database, Session
from service.alerts.facts import Told, subscription_from_row, told_by
from service.alerts.match import Decision, concerns, on_opened, on_resolved
from service.alerts.messages import Item, bodies
from service.alerts.types import NOTICES, Subscription
from service.identity import message_id

BATCH = 100


def dispatch(database: Database, now: datetime) -> int:
    """Queue what events and ended waits call for; how many of both were dealt with. Blocking."""
    with database.reading() as session:
        idle = not discrepancies.undispatched(session, limit=1) and not alerts.due_alerts(session, now, limit=1)
    if idle:
        return 0
    with database.transaction() as session:
        events = discrepancies.undispatched(session, limit=BATCH)
        rows = subscriptions.active_subscriptions(session)
        desk = _Desk(session, {row.id: subscription_from_row(row) for row in rows}, now)
        for event in events:
            desk.take(event)
        discrepancies.mark_dispatched(session, [event.id for event in events], now)
        return len(events) + desk.tell_due()


class _Desk:
    """One run's view of the subscriptions."""

    def __init__(self, session: Session, wanted: Mapping[int, Subscription], now: datetime) -> None:
        self._session = session
        self._wanted = wanted
        self._now = now
        self._saved = {name for listener in wanted.values() if (name := listener.filter.saved) is not None}

    def take(self, event: Record) -> None:
        told = told_by(self._session, event, self._saved)
        if told is None:
            return
        listeners = self._ends(told) if told.resolved else self._begins(told)
        by_endpoint: dict[int, list[Subscription]] = defaultdict(list)
        for listener in listeners:
            by_endpoint[listener.endpoint].append(listener)
        for endpoint, several in by_endpoint.items():
            self._queue(endpoint, several, [told.item], key=told.happening.event_id, digest=False)

    def tell_due(self) -> int:
        """Tell what has waited long enough, a subscription's matters together."""
        due = alerts.due_alerts(self._session, self._now)
        for row_id, group in groupby(due, key=lambda alert: alert.subscription_id):
            waiting = list(group)
            listener = self._wanted.get(row_id)
            if listener is not None:
                digest = listener.mode == "digest" or len(waiting) > 1
                # An alert is told at most twice, as it begins and as it ends: its row and state make a key.
                key = ".".join(f"{alert.id}{alert.state}" for alert in waiting)
                self._queue(listener.endpoint, [listener], [alert.item for alert in waiting], key=key, digest=digest)
            for alert in waiting:
                over = alert.state == "ending" or alert.item["type"] in NOTICES or listener is None
                told_at = alert.told_at if listener is None else self._now
                values = {"state": "over" if over else "told", "due_at": None, "told_at": told_at}
                alerts.update_alert(self._session, alert.id, values)
        return len(due)

    def _begins(self, told: Told) -> list[Subscription]:
        """Those to be told now that it began."""
        listeners = []
        for listener in self._wanted.values():
            if concerns(listener, told.happening):
                decision = self._on_opened(listener, told)
                listeners += [listener] if decision.action == "tell" else []
        return listeners

    def _on_opened(self, listener: Subscription, told: Told) -> Decision:
        happening = told.happening
        alert = alerts.current_alert(self._session, listener.row, happening.topic)
        last = alerts.last_told(self._session, listener.row, happening.theme)
        decision = on_opened(listener, None if alert is None else alert.state, last, self._now)
        if alert is None:
            self._remember(listener, told, decision)
            return decision
        values: dict[str, object] = {} if alert.state == "told" else {"item": told.item}
        if decision.action == "return":
            values = {"state": "told", "due_at": None}
        if values:
            alerts.update_alert(self._session, alert.id, values)
        alerts.set_matter(self._session, alert.id, happening.matter, standing=True)
        return decision

    def _remember(self, listener: Subscription, told: Told, decision: Decision) -> None:
        now_told = decision.action == "tell"
        done = now_told and told.happening.type in NOTICES  # a notice has no end to wait for
        values = {
            "subscription_id": listener.row,
            "topic": told.happening.topic,
            "theme": told.happening.theme,
            "state": "over" if done else "told" if now_told else "waiting",
            "item": told.item,
            "opened_at": told.happening.at,
            "due_at": decision.due,
            "told_at": self._now if now_told else None,
        }
        row = alerts.add_alert(self._session, values)
        alerts.set_matter(self._session, row, told.happening.matter, standing=True)

    def _ends(self, told: Told) -> list[Subscription]:
        """Those who heard of it and are to be told now that it ended."""
        listeners = []
        for alert in alerts.alerts_on(self._session, told.happening.matter):
            alerts.set_matter(self._session, alert.id, told.happening.matter, standing=False)
            listener = self._wanted.get(alert.subscription_id)
            others = alerts.count_standing_matters(self._session, alert.id) > 0
            if listener is None:  # nobody listens now: whoever listens again begins afresh
                decision = Decision("leave" if others else "drop")
            else:
                decision = on_resolved(listener, alert.state, others, self._now)
            if decision.action == "wait_end":
                values = {"state": "ending", "due_at": decision.due, "item": told.item}
                alerts.update_alert(self._session, alert.id, values)
            elif decision.action in {"drop", "tell_end"}:
                alerts.update_alert(self._session, alert.id, {"state": "over", "due_at": None})
            if decision.action == "tell_end" and listener is not None:
                listeners.append(listener)
        return listeners

    def _queue(
        self, endpoint: int, listeners: Sequence[Subscription], items: Sequence[Item], *, key: str, digest: bool
    ) -> None:
        names = [listener.public_id for listener in listeners]
        for number, (type_, body) in enumerate(bodies(items, names, digest=digest, now=self._now)):
            values = {
                "public_id": message_id(str(endpoint), key, str(number)),
                "endpoint_id": endpoint,
                "type": type_,
                "body": body,
                "created_at": self._now,
            }
            deliveries.queue(self._session, values)
