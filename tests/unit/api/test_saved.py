"""One saved filter is a query, counts, exports, feeds, a stream and a subscription; and what may not be done to it."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree as Xml

import orjson
import pytest
from fastapi.testclient import TestClient

from service.alerts.stream import Tail
from service.alerts.types import Filter
from service.api.exports import DISPUTE_COLUMNS
from service.api.schemas.alerts import Subscription
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made, problem
from tests.unit.api.test_alert_feeds import everything

ATOM = {"a": "http://www.w3.org/2005/Atom"}
QUESTIONS = {
    "claims": {"subject": ["country:CN"], "verdict": ["refuted"]},
    "discrepancies": {"subject": ["country:CN"], "type": ["refuted"]},
}


@pytest.fixture(params=sorted(QUESTIONS))
def noun(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def links(client: TestClient, backing: Backing, noun: str) -> dict[str, str]:
    body = {"noun": noun, "parameters": QUESTIONS[noun]}
    saved = client.put("/v1/filters/slips", json=body, headers=made(backing, "review"))
    assert saved.status_code == 200, saved.text
    found: dict[str, str] = saved.json()["links"]
    return found


def test_every_form_of_a_saved_filter_holds_the_same(
    client: TestClient, backing: Backing, links: dict[str, str], noun: str
) -> None:
    tail = Tail(backing.database, Filter(saved="slips"))
    tail.begin(None)
    tell(backing.database, backing.snapshot)
    listed = [item["id"] for item in client.get(links.pop("list")).json()["items"]]
    assert len(listed) == 1
    assert len(client.get(f"/v1/{noun}").json()["items"]) > 1
    found = {
        "csv": lambda body: [one["id"] for one in csv.DictReader(io.StringIO(body.decode()))],
        "jsonl": lambda body: [orjson.loads(line)["id"] for line in body.splitlines()],
        "jsonld": lambda body: [one["identifier"] for one in orjson.loads(body)["@graph"]],
        "atom": lambda body: [_tail(one.text) for one in Xml.fromstring(body).findall("a:entry/a:id", ATOM)],  # noqa: S314
        "json_feed": lambda body: [_tail(one["id"]) for one in orjson.loads(body)["items"]],
        "facets": lambda body: listed * orjson.loads(body)["total"],
        "parquet": lambda body: listed * body.startswith(b"PAR1"),
    }
    assert links.pop("stream") == "/v1/alerts/stream?saved=slips"
    for form, path in links.items():
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert found[form](answer.content) == listed, form
    (told,) = [one for _, _, one in everything(tail) if one["data"]["discrepancy"]["type"] == "refuted"]
    assert listed[0] in {told["data"]["discrepancy"]["id"], *(one["claim"] for one in told["data"]["articles"])}


def _tail(text: str | None) -> str:
    return (text or "").rpartition(":")[2]


def test_a_subscription_by_a_saved_filter_keeps_it(client: TestClient, backing: Backing, links: dict[str, str]) -> None:
    admin = made(backing, "admin")
    hook = {"name": "Desk", "url": "https://hooks.example.org/in"}
    endpoint = client.post("/v1/endpoints", json=hook, headers=admin).json()["id"]
    body = {"name": "Slips", "endpoint": endpoint, "filter": {"saved": "slips"}}
    answer = client.post("/v1/subscriptions", json=body, headers=admin)
    subscription = Subscription.model_validate_json(answer.content)
    assert subscription.filter.saved == "slips"
    refused = client.delete("/v1/filters/slips", headers=admin)
    assert problem(refused) == (409, "conflict")
    assert subscription.id in refused.json()["detail"]
    path = f"/v1/subscriptions/{subscription.id}"
    wrong = client.patch(path, json={"filter": {"saved": "none"}}, headers=admin)
    assert problem(wrong) == (422, "invalid-request")
    assert wrong.json()["errors"][0]["pointer"] == "#/filter/saved"
    assert (
        problem(client.post("/v1/subscriptions", json={**body, "filter": {"saved": "none"}}, headers=admin))[0] == 422
    )
    assert client.patch(path, json={"filter": {}}, headers=admin).json()["filter"]["saved"] is None
    assert client.delete("/v1/filters/slips", headers=admin).status_code == 204


def test_nobody_listens_by_a_filter_that_there_is_not(client: TestClient) -> None:
    refused = client.get("/v1/alerts/stream?saved=none")
    assert problem(refused) == (422, "invalid-request")
    assert refused.json()["errors"][0]["parameter"] == "saved"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_discrepancies_are_exported_whole(
    client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("service.api.claim_lists.CHUNK", 2)
    tell(backing.database, backing.snapshot)
    listed: list[dict[str, Any]] = client.get("/v1/discrepancies").json()["items"]
    assert len(listed) > 2
    answer = client.get(f"/v1/discrepancies.{form}")
    if form == "jsonl":
        assert [orjson.loads(line) for line in answer.text.splitlines()] == listed
        return
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert tuple(rows[0]) == DISPUTE_COLUMNS
    for row, item in zip(rows, listed, strict=True):
        assert (row["id"], row["type"], row["claims"].split()) == (item["id"], item["type"], item["claims"])
        assert row["first_point"] == (item["sides"][0]["point"] or "")
        assert row["second_high"] == (item["sides"][1]["high"] or "")
        assert row["opened_at"] == item["opened_at"]


def test_a_feed_of_claims(client: TestClient, backing: Backing) -> None:
    tell(backing.database, backing.snapshot)
    listed = client.get("/v1/claims").json()["items"]
    answer = client.get("/v1/feeds/claims.json")
    items = answer.json()["items"]
    assert [one["id"] for one in items] == [f"urn:tallywire:{one['id']}" for one in listed]
    for item, claim in zip(items, listed, strict=True):
        assert claim["mentions"][0]["quote"] in item["title"]
        assert claim["verdict"]["explanation"] in item["content_text"]
        assert item["external_url"] == claim["article"]["url"]
        assert item["date_modified"] == claim["verdict"]["decided_at"]
    again = client.get("/v1/feeds/claims.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/v1/claims?kind=level", headers={"Accept": "application/atom+xml"}).text.count("<entry>") == 4
    assert client.get("/v1/feeds/claims.atom?unknown=1").status_code == 400
