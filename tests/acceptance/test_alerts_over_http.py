"""Alerts as their user handles them: everything over the API, every message to a receiver on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient

from service.alerts.deliver import Deliverer
from service.alerts.signing import signed_headers
from service.config import Settings
from service.desk.app import create_app
from service.http import HttpClient
from tests.acceptance.receiver import Answer, Received, receiver
from tests.integration.alerting import Now, run
from tests.unit.api.conftest import Backing, backing, snapshot
from tests.unit.api.stories import NOW, tell
from tests.unit.api.test_access import made

__all__ = ["backing", "snapshot"]


@asynccontextmanager
async def desk(backing: Backing, clock: Now) -> AsyncIterator[Any]:
    """Asks the API as an administrator, and delivers what is due after every question."""

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Backing]:
        yield backing

    headers = made(backing, "admin", "Ada")
    http = HttpClient(contact="x@example.org", clock=clock)
    deliverer = Deliverer(backing.database, http.fetch, clock, allow_private=True)

    with TestClient(create_app(backing.settings, lifespan)) as client:

        async def ask(method: str, path: str, body: Any = None) -> Any:
            answer = await asyncio.to_thread(client.request, method, path, json=body, headers=headers)
            assert answer.is_success, answer.text
            await run(deliverer)
            return answer.json() if answer.content else None

        yield ask
    await http.aclose()


def verified(secret: str, received: Received, clock: Now) -> bool:
    """Whether one of the signatures is the secret's, made at the time of the test's own clock."""
    body = received.body.decode()
    (expected,) = signed_headers(received.headers["webhook-id"], [secret], clock(), body)["webhook-signature"].split()
    return expected in received.headers["webhook-signature"].split()


@pytest.fixture
def clock(backing: Backing, monkeypatch: pytest.MonkeyPatch) -> Now:
    clock = Now(NOW - timedelta(hours=2))
    monkeypatch.setattr(Backing, "clock", lambda self: clock())
    return clock


async def test_an_endpoint_from_its_making_to_its_second_life(backing: Backing, clock: Now) -> None:
    backing.settings = backing.settings.model_copy(update={"private_webhooks": True})
    async with receiver() as web, desk(backing, clock) as ask:

        def bodies(path: str) -> list[Any]:
            return [orjson.loads(one.body) for one in web.seen if one.path == path]

        # made, and tried
        endpoint = await ask("POST", "/v1/endpoints", {"name": "Newsroom", "url": web.url(path="/news")})
        path, first = f"/v1/endpoints/{endpoint['id']}", endpoint["secret"]
        sent = await ask("POST", f"{path}/test")
        assert [one["type"] for one in bodies("/news")] == ["endpoint.test"]
        assert verified(first, web.seen[0], clock)
        log = await ask("GET", f"{path}/deliveries/{sent['id']}")
        assert (log["state"], [one["status"] for one in log["log"]]) == ("delivered", [204])
        # a new secret, and the old one beside it for an hour
        second = (await ask("POST", f"{path}/secret", {"keep_previous": 3600}))["secret"]
        clock.forward(minutes=1)
        await ask("POST", f"{path}/test")
        assert [verified(secret, web.seen[-1], clock) for secret in (first, second)] == [True, True]
        clock.forward(hours=1)
        await ask("POST", f"{path}/test")
        assert [verified(secret, web.seen[-1], clock) for secret in (first, second)] == [False, True]
        # told of what is asked for, at once and in a digest
        await ask(
            "POST", "/v1/subscriptions", {"name": "now", "endpoint": endpoint["id"], "filter": {"types": ["refuted"]}}
        )
        other = await ask("POST", "/v1/endpoints", {"name": "Weekly", "url": web.url(path="/digest")})
        weekly = {"name": "later", "endpoint": other["id"], "mode": "digest", "digest_every": 3600}
        await ask("POST", "/v1/subscriptions", weekly)
        tell(backing.database, backing.snapshot)
        await ask("GET", "/health")
        told = bodies("/news")[3:]
        assert [one["data"]["discrepancy"]["type"] for one in told] == ["refuted"]
        assert bodies("/digest") == []
        clock.forward(hours=1)
        await ask("GET", "/health")
        (digest,) = bodies("/digest")
        types = {item["discrepancy"]["type"] for item in digest["data"]["items"]}
        assert {"refuted", "conflicting", "disagreement"} <= types
        # sent again: one message, and a range of time
        before = len(web.seen)
        listed = (await ask("GET", f"{path}/deliveries"))["items"]
        alert = next(one for one in listed if one["type"] == "discrepancy.opened")
        assert await ask("POST", f"{path}/replay", {"message": alert["id"]}) == {"replayed": 1}
        everything = {"queued_from": (NOW - timedelta(days=1)).isoformat()}
        assert await ask("POST", f"{path}/replay", everything) == {"replayed": len(listed)}
        again = [one.headers["webhook-id"] for one in web.seen[before:]]
        assert again == [alert["id"], *(one["id"] for one in reversed(listed))]
        # five days of failure, a notice to the others, and a second life
        web.answer = lambda received: Answer(500 if received.path == "/news" else 204)
        await ask("POST", f"{path}/test")
        for _ in range(6):
            clock.forward(days=1)
            await ask("GET", "/health")
        shown = await ask("GET", path)
        assert (shown["enabled"], shown["disabled_reason"]) == (False, "failing")
        clock.forward(hours=1)
        await ask("GET", "/health")
        (notice,) = [item["notice"] for item in bodies("/digest")[-1]["data"]["items"]]
        assert (notice["endpoint"], notice["reason"]) == (endpoint["id"], "failing")
        web.answer = lambda received: Answer()
        seen = len(bodies("/news"))
        await ask("PATCH", path, {"enabled": True})
        assert [one["type"] for one in bodies("/news")[seen:]] == ["endpoint.test"]
        actions = [line["action"] for line in (await ask("GET", "/v1/audit?action=endpoint"))["items"]]
        assert {"endpoint.create", "endpoint.secret", "endpoint.test", "endpoint.replay", "endpoint.change"} <= {
            *actions
        }
