"""What an operator's Prometheus reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from db.queries import sources
from tests.unit.api.conftest import AS_OF, Backing, healthy


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_sources_polls_and_entries_are_counted(client: TestClient, backing: Backing) -> None:
    backing.sources = [healthy(), replace(healthy("36kr"), status="failing", failures=4, last_success_at=None)]
    poll = {"source": "36kr", "finished_at": AS_OF, "outcome": "failed"}
    with backing.database.transaction() as session:
        sources.ensure_source(session, "36kr", kind="feed", now=AS_OF)
        for hours in (1, 2, 30):
            sources.add_poll(session, started_at=AS_OF - timedelta(hours=hours), **poll)
        for key, next_try in (("a", AS_OF), ("b", None)):
            entry = {"first_seen_at": AS_OF, "last_seen_at": AS_OF, "next_try": next_try}
            sources.save_entries(session, [{"source": "36kr", "key": key, **entry}])
    found = samples(client)
    assert found["tallywire_sources", "ok"] == found["tallywire_sources", "failing"] == 1
    assert found["tallywire_sources", "silent"] == 0
    assert found["tallywire_source_failures", "36kr"] == 4
    assert found["tallywire_source_last_success_seconds", "samples"] == AS_OF.timestamp()
    assert ("tallywire_source_last_success_seconds", "36kr") not in found
    assert found["tallywire_polls_last_day", "failed", "36kr"] == 2
    assert found["tallywire_entries_waiting", "36kr"] == 1
    assert found["tallywire_articles",] == found["tallywire_events_waiting",] == 0
    assert found["tallywire_reference_newest_day_seconds",] < AS_OF.timestamp()
