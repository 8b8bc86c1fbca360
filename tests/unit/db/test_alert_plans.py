"""What runs every second to deliver alerts, and what lists their messages, finds its rows by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from db.queries import alerts, deliveries, discrepancies, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.queries.pages import After
from db.session import Database, Session
from tests.integration.alerting import add_endpoint, subscribe
from tests.stores import plans

NOW = datetime(2026, 3, 22, tzinfo=UTC)

QUERIES: dict[str, Callable[[Session], object]] = {
    "current alert": lambda session: alerts.current_alert(session, 1, "t"),
    "last told": lambda session: alerts.last_told(session, 1, "t"),
    "alerts on a matter": lambda session: alerts.alerts_on(session, "dsc_1"),
    "standing matters": lambda session: alerts.count_standing_matters(session, 1),
    "due alerts": lambda session: alerts.due_alerts(session, NOW),
    "endpoints due": lambda session: deliveries.endpoints_due(session, NOW),
    "due of an endpoint": lambda session: deliveries.due_of(session, 1, NOW),
    "still due": lambda session: deliveries.still_due(session, 1, NOW),
    "a message": lambda session: deliveries.get_delivery(session, 1, "msg_1"),
    "messages": lambda session: deliveries.list_deliveries(session, DeliveryFilter(1), after=After(NOW, 7)),
    "messages of a time": lambda session: deliveries.count_deliveries(session, DeliveryFilter(1, created_from=NOW)),
    "attempts": lambda session: deliveries.attempts_of(session, 1),
    "an endpoint": lambda session: subscriptions.get_endpoint(session, "end_1"),
    "a subscription": lambda session: subscriptions.get_subscription(session, "sub_1"),
    "newest event": discrepancies.newest_event,
    "oldest event": discrepancies.oldest_event,
    "events missed": lambda session: discrepancies.count_events_after(session, 7, limit=10),
}


@pytest.fixture
def stocked(database: Database) -> Iterator[Database]:
    add_endpoint(database)
    subscribe(database)
    yield database


@pytest.mark.parametrize("name", QUERIES)
def test_it_walks_no_table(stocked: Database, name: str) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        QUERIES[name](session)
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and "INDEX" not in step and "anon" not in step] == []


def test_a_page_of_messages_comes_in_order_without_sorting(stocked: Database) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        deliveries.list_deliveries(session, DeliveryFilter(1), after=After(NOW, 7))
    assert not any("TEMP B-TREE" in step for step in steps), steps
