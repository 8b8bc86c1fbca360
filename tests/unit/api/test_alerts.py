"""Endpoints, subscriptions, messages, feeds and the stream over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient

from db.queries import audit, deliveries, subscriptions
from service.api import examples
from service.api.schemas.alerts import (
    DeliveryDetail,
    DeliveryPage,
    Endpoint,
    EndpointList,
    EndpointWithSecret,
    Subscription,
    SubscriptionList,
)
from tests.unit.api.conftest import AS_OF, Backing
from tests.unit.api.test_access import made

HOOK = {"name": "Newsroom", "url": "https://hooks.example.org/tallywire"}


@pytest.fixture
def admin(client: TestClient, backing: Backing) -> Iterator[Callable[..., Any]]:
    headers = made(backing, "admin")

    def ask(method: str, path: str, body: Any = None, expect: int | None = None) -> Any:
        response = client.request(method, path, json=body, headers=headers)
        if expect is not None:
            assert response.status_code == expect, response.text
        return response

    yield ask


@pytest.fixture
def endpoint(admin: Callable[..., Any]) -> Any:
    return admin("POST", "/v1/endpoints", HOOK, 201).json()


def test_an_endpoints_life(admin: Callable[..., Any], backing: Backing, endpoint: Any) -> None:
    EndpointWithSecret.model_validate_json(orjson.dumps(endpoint))
    assert re.fullmatch(r"end_[a-z2-7]{16}", endpoint["id"])
    assert endpoint["secret"].startswith("whsec_")
    path = f"/v1/endpoints/{endpoint['id']}"
    shown = admin("GET", path, expect=200)
    Endpoint.model_validate_json(shown.content)
    assert "secret" not in shown.json()
    (listed,) = EndpointList.model_validate_json(admin("GET", "/v1/endpoints", expect=200).content).items
    assert listed.id == endpoint["id"]
    changed = admin("PATCH", path, {"name": "Desk", "enabled": False}, 200).json()
    assert (changed["name"], changed["enabled"], changed["disabled_reason"]) == ("Desk", False, "by_request")
    assert admin("PATCH", path, {"enabled": True}, 200).json()["disabled_at"] is None
    replaced = admin("POST", f"{path}/secret", {"keep_previous": 60}, 200).json()
    assert replaced["secret"] != endpoint["secret"]
    assert replaced["previous_secret_until"] == "2026-10-11T00:28:00Z"
    assert admin("DELETE", path, expect=204).content == b""
    assert admin("GET", path, expect=404).json()["type"] == "/problems/not-found"
    with backing.database.reading() as session:
        log = [row.action for row in audit.list_audit(session).rows]
    assert log[::-1] == [f"endpoint.{verb}" for verb in ("create", "change", "change", "secret", "delete")]


def test_a_subscriptions_life(admin: Callable[..., Any], endpoint: Any) -> None:
    wanted = {"types": ["refuted", "source.failing"], "subjects": ["country:CN"], "severity": "major"}
    body = {"name": "Slips", "endpoint": endpoint["id"], "filter": wanted, "cooldown": 3600}
    made_ = admin("POST", "/v1/subscriptions", body, 201)
    subscription = Subscription.model_validate_json(made_.content)
    assert subscription.filter.model_dump() == {**wanted, "sources": [], "saved": None}
    path = f"/v1/subscriptions/{subscription.id}"
    changed = admin("PATCH", path, {"mode": "digest", "digest_every": 3600, "filter": {}}, 200).json()
    assert (changed["mode"], changed["digest_every"], changed["cooldown"]) == ("digest", 3600, 3600)
    assert changed["filter"] == {"types": [], "subjects": [], "sources": [], "severity": "minor", "saved": None}
    assert admin("GET", path, expect=200).json() == changed
    assert len(SubscriptionList.model_validate_json(admin("GET", "/v1/subscriptions").content).items) == 1
    admin("DELETE", path, expect=204)
    admin("GET", path, expect=404)


def test_deleting_an_endpoint_takes_its_subscriptions_and_messages(
    admin: Callable[..., Any], backing: Backing, endpoint: Any
) -> None:
    admin("POST", "/v1/subscriptions", {"name": "All", "endpoint": endpoint["id"]}, 201)
    admin("POST", f"/v1/endpoints/{endpoint['id']}/test", expect=202)
    admin("DELETE", f"/v1/endpoints/{endpoint['id']}", expect=204)
    assert admin("GET", "/v1/subscriptions").json() == {"items": []}
    with backing.database.reading() as session:
        assert deliveries.endpoints_due(session, AS_OF) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://hooks.example.org/", "http and https"),
        ("https://user:pass@hooks.example.org/", "user name"),
        ("https://127.0.0.1/hook", "not a public address"),
        ("https://[::1]/hook", "not a public address"),
        ("https://10.1.2.3/hook", "not a public address"),
        ("http://169.254.169.254/latest/meta-data", "metadata"),
        ("https://[::ffff:127.0.0.1]/", "not a public address"),
        ("https://exa mple.org/", "http"),
        ("not a url", "http"),
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused(
    admin: Callable[..., Any], endpoint: Any, url: str, words: str
) -> None:
    for method, path in (("POST", "/v1/endpoints"), ("PATCH", f"/v1/endpoints/{endpoint['id']}")):
        problem = admin(method, path, {"name": "x", "url": url}, 422).json()
        assert words in problem["detail"]
    assert admin("GET", f"/v1/endpoints/{endpoint['id']}").json()["url"] == HOOK["url"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "x"}, "#/url"),
        ({**HOOK, "extra": 1}, "#/extra"),
        ({**HOOK, "name": " "}, "#/name"),
    ],
)
def test_a_body_that_is_wrong_says_where(admin: Callable[..., Any], body: Any, pointer: str) -> None:
    assert admin("POST", "/v1/endpoints", body, 422).json()["errors"][0]["pointer"] == pointer


def test_a_channel_that_there_is_not(admin: Callable[..., Any]) -> None:
    problem = admin("POST", "/v1/endpoints", {**HOOK, "channel": "pigeon"}, 422).json()
    assert "there is no pigeon" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/endpoints"),
        ("POST", "/v1/endpoints"),
        ("GET", "/v1/endpoints/end_1/deliveries"),
        ("POST", "/v1/endpoints/end_1/replay"),
        ("DELETE", "/v1/endpoints/end_1"),
        ("GET", "/v1/subscriptions"),
        ("DELETE", "/v1/subscriptions/sub_1"),
    ],
)
def test_all_of_it_needs_an_admins_key(client: TestClient, backing: Backing, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 401
    assert client.request(method, path, headers=made(backing, "review")).status_code == 403


def test_there_are_no_more_endpoints_than_can_be_sent_to(
    admin: Callable[..., Any], backing: Backing, endpoint: Any
) -> None:
    with backing.database.transaction() as session:
        for number in range(99):
            stamps = {"created_at": AS_OF, "updated_at": AS_OF}
            values = {
                "public_id": f"end_{number}",
                "name": "x",
                "channel": "webhook",
                "url": "",
                "secret": "",
                **stamps,
            }
            subscriptions.add_endpoint(session, values)
    assert admin("POST", "/v1/endpoints", HOOK, 409).json()["type"] == "/problems/conflict"


def test_messages_their_log_and_sending_again(admin: Callable[..., Any], backing: Backing, endpoint: Any) -> None:
    path = f"/v1/endpoints/{endpoint['id']}"
    sent = DeliveryDetail.model_validate_json(admin("POST", f"{path}/test", expect=202).content)
    assert (sent.type, sent.state, sent.body["type"]) == ("endpoint.test", "pending", "endpoint.test")
    with backing.database.transaction() as session:
        row = subscriptions.get_endpoint(session, endpoint["id"])
        assert row is not None
        (queued,) = deliveries.due_of(session, row.id, AS_OF)
        attempt = {
            "delivery_id": queued.id,
            "started_at": AS_OF,
            "milliseconds": 12,
            "status": 500,
            "error": "http_500",
        }
        deliveries.add_attempt(session, attempt)
        deliveries.update_delivery(session, queued.id, {"state": "failed", "next_try": None, "attempts": 10})
    page = DeliveryPage.model_validate_json(admin("GET", f"{path}/deliveries?state=failed", expect=200).content)
    assert [one.id for one in page.items] == [sent.id]
    assert admin("GET", f"{path}/deliveries?state=delivered").json()["items"] == []
    shown = DeliveryDetail.model_validate_json(admin("GET", f"{path}/deliveries/{sent.id}", expect=200).content)
    assert [(one.status, one.error) for one in shown.log] == [(500, "http_500")]
    assert admin("POST", f"{path}/replay", {"message": sent.id}, 200).json() == {"replayed": 1}
    again = admin("GET", f"{path}/deliveries/{sent.id}").json()
    assert (again["state"], again["attempts"], again["next_try"]) == ("pending", 0, "2026-10-11T00:27:00Z")
    later = (AS_OF + timedelta(hours=1)).isoformat()
    assert admin("POST", f"{path}/replay", {"queued_to": later}, 200).json() == {"replayed": 1}
    assert admin("POST", f"{path}/replay", {"queued_from": later}, 200).json() == {"replayed": 0}
    admin("POST", f"{path}/replay", {}, 422)
    admin("POST", f"{path}/replay", {"message": sent.id, "queued_from": later}, 422)
    admin("POST", f"{path}/replay", {"message": "msg_none"}, 404)
    admin("GET", f"{path}/deliveries/msg_none", expect=404)


def test_a_disabled_endpoint_is_not_tested_or_replayed_to(admin: Callable[..., Any], endpoint: Any) -> None:
    path = f"/v1/endpoints/{endpoint['id']}"
    admin("PATCH", path, {"enabled": False}, 200)
    admin("POST", f"{path}/test", expect=409)
    admin("POST", f"{path}/replay", {"queued_from": "2026-01-01T00:00:00Z"}, 409)


def test_the_documents_examples_have_the_shape_of_live_answers(admin: Callable[..., Any], endpoint: Any) -> None:
    path = f"/v1/endpoints/{endpoint['id']}"
    subscription = admin("POST", "/v1/subscriptions", {"name": "All", "endpoint": endpoint["id"]}).json()
    live = {
        "endpoint_new": endpoint,
        "endpoint": admin("GET", path).json(),
        "endpoints": admin("GET", "/v1/endpoints").json(),
        "subscription": subscription,
        "subscriptions": admin("GET", "/v1/subscriptions").json(),
        "delivery": admin("POST", f"{path}/test").json(),
        "deliveries": admin("GET", f"{path}/deliveries").json(),
        "replayed": admin("POST", f"{path}/replay", {"queued_from": "2026-01-01T00:00:00Z"}).json(),
    }
    for name, answer in live.items():
        assert examples.answer(name).keys() == answer.keys(), name
