"""Alerts over real connections: signatures, hostile receivers, private addresses, and a service that is killed."""

from __future__ import annotations

from pathlib import Path

import pytest
from standardwebhooks import Webhook

from db.queries import deliveries
from db.session import Database
from service.alerts.deliver import Deliverer
from service.clock import utc_now
from service.config import Settings
from service.http import HttpClient
from service.jobs import Service
from tests.acceptance.receiver import Answer, Received, receiver
from tests.acceptance.storm import storm
from tests.integration.alerting import (
    SECRET,
    add_endpoint,
    attempts,
    database,
    endpoint,
    happen,
    messages,
    run,
    subscribe,
)
from tests.stores import empty_store

__all__ = ["database", "empty_store"]


async def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def client(resolve: object = here) -> HttpClient:
    return HttpClient(contact="test", resolve=resolve)  # type: ignore[arg-type]


async def test_the_official_library_verifies_what_arrives(database: Database) -> None:
    async with receiver() as web:
        http = client()
        add_endpoint(database, url=web.url("hooks.example.org"))
        subscribe(database)
        happen(database, "wire", utc_now(), explanation="多")
        await run(Deliverer(database, http.fetch, utc_now, allow_private=True))
        await http.aclose()
    (received,) = web.seen
    told = Webhook(SECRET).verify(received.body, received.headers)
    assert told["type"] == "source.failing"
    assert received.headers["content-type"] == "application/json"
    assert received.headers["user-agent"].startswith("Tallywire/")
    assert [one.state for one in messages(database)] == ["delivered"]


@pytest.mark.parametrize(
    ("answer", "error", "status"),
    [
        (Answer(302, {"Location": "http://elsewhere.example/in"}), "redirected_post", 302),
        (Answer(308, {"Location": "http://169.254.169.254/latest"}), "redirected_post", 308),
        (Answer(300), "http_300", 300),
        (Answer(404), "http_404", 404),
        (Answer(500), "http_500", 500),
        (Answer(broken=True), "connection_broken", None),
    ],
    ids=["302", "308", "300", "404", "500", "broken"],
)
async def test_what_is_no_success_is_a_failure(
    database: Database, answer: Answer, error: str, status: int | None
) -> None:
    async with receiver() as web:
        web.answer = lambda received: answer
        http = client()
        add_endpoint(database, url=web.url("hooks.example.org"))
        subscribe(database)
        happen(database, "wire", utc_now())
        await run(Deliverer(database, http.fetch, utc_now, allow_private=True))
        await http.aclose()
    assert len(web.seen) == 1
    (message,) = messages(database)
    assert (message.state, message.last_error, message.last_status) == ("pending", error, status)
    assert [(one.error, one.status) for one in attempts(database, message)] == [(error, status)]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["10.0.0.8"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["100.64.0.1"],
        ["93.184.216.34", "127.0.0.1"],
    ],
    ids=" ".join,
)
async def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    database: Database, addresses: list[str]
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return addresses

    async with receiver() as web:
        http = client(resolve)
        add_endpoint(database, url=web.url("hooks.example.org"))
        subscribe(database)
        happen(database, "wire", utc_now())
        await run(Deliverer(database, http.fetch, utc_now))
        await http.aclose()
    assert web.seen == []
    assert [one.last_error for one in messages(database)] == ["address_refused"]


async def test_the_address_that_was_checked_is_the_one_connected_to(database: Database) -> None:
    """A name that answers differently the second time is never asked a second time for one connection."""
    asked: list[str] = []

    async def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async with receiver() as web:
        web.answer = lambda received: Answer(204, {"Connection": "close"})
        http = client(changing)
        add_endpoint(database, url=web.url("hooks.example.org"))
        subscribe(database)
        deliverer = Deliverer(database, http.fetch, utc_now, allow_private=True)
        happen(database, "first", utc_now())
        await run(deliverer)
        assert (len(web.seen), len(asked)) == (1, 1)
        happen(database, "second", utc_now())
        await run(deliverer)
        await http.aclose()
    assert len(web.seen) == 1
    assert [one.last_error for one in messages(database)] == [None, "address_refused"]


async def test_one_receivers_silence_is_not_its_neighbours(database: Database) -> None:
    """Two endpoints on one host: the first asks to be left alone, the second goes on."""
    async with receiver() as web:

        def moody(received: Received) -> Answer:
            return Answer(429, {"Retry-After": "3600"}) if received.path == "/busy" else Answer()

        web.answer = moody
        http = client()
        add_endpoint(database, "busy", url=web.url("hooks.example.org", "/busy"))
        add_endpoint(database, "free", url=web.url("hooks.example.org", "/free"))
        subscribe(database, "busy")
        subscribe(database, "free")
        deliverer = Deliverer(database, http.fetch, utc_now, allow_private=True)
        for name in ("one", "two", "three"):
            happen(database, name, utc_now())
            await run(deliverer)
        await http.aclose()
    assert [received.path for received in web.seen].count("/busy") == 1
    assert [received.path for received in web.seen].count("/free") == 3
    until = endpoint(database, "busy").not_before
    assert until is not None
    assert (until - endpoint(database, "busy").failing_since).total_seconds() == pytest.approx(3600, abs=60)


async def test_a_running_service_delivers(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(f"sources:\n  inbox: {{kind: files, path: {tmp_path}/in, every: 1h}}\n")
    (tmp_path / "in").mkdir()
    settings = Settings(
        database=tmp_path / "tallywire.db",
        sources_file=tmp_path / "sources.yaml",
        samples=tmp_path,
        workers=1,
        private_webhooks=True,
    )
    async with receiver() as web:
        service = Service(settings)
        await service.start()
        try:
            add_endpoint(service.database, url=web.url())
            subscribe(service.database)
            happen(service.database, "wire", utc_now())
            await web.until(lambda: len(web.seen) == 1)
            await web.until(lambda: {one.state for one in messages(service.database)} == {"delivered"})
        finally:
            await service.stop()
        with Database(settings.database) as store, store.reading() as session:
            assert deliveries.endpoints_due(session, utc_now()) == []


async def test_killed_while_delivering_every_alert_arrives(tmp_path: Path) -> None:
    """Two kills here; the whole storm is ``python -m tests.acceptance.storm``."""
    outcome = await storm(tmp_path, kills=2)
    assert outcome.holds, outcome
    assert outcome.kills == 2
    assert outcome.refused + outcome.received >= outcome.alerts
