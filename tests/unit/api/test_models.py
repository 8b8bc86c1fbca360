"""The list of models over HTTP: names, days of release, prices, and the same as known on a date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.schemas.models import ModelPage
from service.reconcile.types import Listed
from service.reference.protocol import Publication
from service.reference.store import save_publication
from tests.unit.api.conftest import AS_OF, Backing

MARCH, APRIL = datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 4, 1, 6, tzinfo=UTC)
V3 = Listed("DeepSeek: DeepSeek V3.2", date(2025, 12, 1))
K2 = Listed("MoonshotAI: Kimi K2.5", date(2026, 1, 27))


@pytest.fixture(autouse=True)
def lists(backing: Backing) -> None:
    prices = {"deepseek/v3.2#input": "0.28", "deepseek/v3.2#output": "0.42", "moonshotai/k2.5#input": "0.6"}
    publish(backing, MARCH, {"deepseek/v3.2": V3, "moonshotai/k2.5": K2}, prices)
    publish(backing, APRIL, {"deepseek/v3.2": V3}, {"deepseek/v3.2#input": "0.14"})


def publish(backing: Backing, as_of: datetime, listed: dict[str, Listed], prices: dict[str, str]) -> None:
    day = as_of.date()
    values = {name: Decimal(price) for name, price in prices.items()}
    publication = Publication("openrouter-models", as_of, day, day, {day: values}, lasting=True, listed=listed)
    with backing.database.transaction() as session:
        save_publication(session, publication, origin="test", citation="Source: test.", now=AS_OF)


def models(client: TestClient, query: str = "") -> dict[str, Any]:
    response = client.get(f"/v1/models?{query}")
    assert response.status_code == 200, response.text
    ModelPage.model_validate_json(response.content)
    body: dict[str, Any] = response.json()
    return body


def test_a_model_has_name_release_and_prices(client: TestClient) -> None:
    body = models(client)
    assert body["reference"]["as_of"] == "2026-04-01T06:00:00Z"
    assert body["unit"] == "USD/1M token"
    listed, retired = body["items"]
    assert listed == {
        "model": "deepseek/v3.2",
        "name": "DeepSeek: DeepSeek V3.2",
        "released": "2025-12-01",
        "listed": True,
        "prices": {"input": "0.14", "output": None, "cached": None},
        "as_of": "2026-03-01T06:00:00Z",
    }
    assert (retired["listed"], retired["released"]) == (False, "2026-01-27")
    assert set(retired["prices"].values()) == {None}


@pytest.mark.parametrize("as_of", ["2026-03-31", "2026-03-01", "2026-03-01T06:00:00Z"])
def test_the_list_as_it_was_known(client: TestClient, as_of: str) -> None:
    body = models(client, f"as_of={as_of}")
    assert body["reference"]["as_of"] == "2026-03-01T06:00:00Z"
    assert [(one["listed"], one["prices"]["input"]) for one in body["items"]] == [(True, "0.28"), (True, "0.6")]


def test_before_everything_nothing_was_known(client: TestClient) -> None:
    response = client.get("/v1/models?as_of=2026-02-28")
    assert response.status_code == 404
    assert "oldest vintage is of 2026-03-01T06:00Z" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author=moonshotai", ["moonshotai/k2.5"]),
        ("author=deep", []),
        ("listed=true", ["deepseek/v3.2"]),
        ("listed=false", ["moonshotai/k2.5"]),
    ],
)
def test_filters(client: TestClient, query: str, found: list[str]) -> None:
    assert [one["model"] for one in models(client, query)["items"]] == found


def test_pages_lead_on_and_a_cursor_keeps_to_its_filters(client: TestClient) -> None:
    first = client.get("/v1/models?limit=1")
    cursor = first.json()["next_cursor"]
    assert f"cursor={cursor}" in first.headers["link"]
    second = models(client, f"limit=1&cursor={cursor}")
    assert [one["model"] for one in second["items"]] == ["moonshotai/k2.5"]
    assert second["next_cursor"] is None
    assert client.get(f"/v1/models?listed=true&cursor={cursor}").status_code == 400


def test_an_empty_store_has_an_empty_list(client: TestClient, backing: Backing) -> None:
    with backing.database.transaction() as session:
        for table in ("listing", "statement", "vintage"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own names
    body = models(client)
    assert (body["items"], body["reference"]["as_of"]) == ([], None)
