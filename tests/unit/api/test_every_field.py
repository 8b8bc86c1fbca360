"""Every field of a claim can be asked for, and what is asked is documented with examples that find something."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from extractors.types import Period
from service.api.schemas.claim import Claim
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.api.test_access import problem

# How each field of a claim is asked for; None for what identifies or explains a claim and is no question.
ASKED = {
    "id": None,
    "article": "article",
    "group": "group",
    "withdrawn_at": "withdrawn",
    **{name: name for name in ("kind", "measure", "subject", "object", "relation", "unit", "per", "modifier", "scope")},
    **{name: name for name in ("platform", "modality", "period_basis", "price_of", "attribution", "rule", "review")},
    "value": "value_from",
    "of": "of",
    "scope_n": "scope_n",
    "period": "period_from",
    "base_period": "base_period_from",
    "mentions": "q",
    "confidence": "confidence_from",
    "verdict": "verdict",
}


def test_every_field_has_its_parameter(client: TestClient) -> None:
    asked = client.get("/openapi.json").json()["paths"]["/v1/claims"]["get"]["parameters"]
    parameters = {one["name"]: one for one in asked}
    assert Claim.model_fields.keys() <= ASKED.keys()
    wanted = {name for field in Claim.model_fields if (name := ASKED[field]) is not None}
    for name in {*wanted, "discrepancy", "reading", "source", "language", "cluster", "value_to"}:
        assert parameters[name]["description"], name


@pytest.fixture
def price(client: TestClient, backing: Backing) -> TestClient:
    """The four articles, and one about a price with every field filled."""
    tell(backing.database, backing.snapshot)
    claim = level(
        "$0.25",
        "0.00000000000025",
        "0.000000000000005",
        kind="price",
        measure="token_price",
        subject="author:deepseek",
        relation="below",
        unit="USD/1M token",
        per=None,
        modifier="at_most",
        scope="listed",
        scope_n=9,
        of=5,
        confidence=0.25,
        base_period=Period(date(2026, 3, 2), date(2026, 3, 8)),
        price_of="cached",
        attribution="The lab",
        period_basis="vague",
        period=Period(date(2026, 4, 6), date(2026, 4, 12)),
    )
    text = "The lab says cached input costs $0.25 per million tokens at most."
    store(backing.database, backing.snapshot, "wire", "price", title="Prices", text=text, day=10, claims=(claim,))
    return client


def found(client: TestClient, **query: Any) -> list[str]:
    answer = client.get("/v1/claims", params=query)
    assert answer.status_code == 200, answer.text
    assert client.get("/v1/claims/facets", params=query).json()["total"] == len(answer.json()["items"])
    return [item["mentions"][0]["quote"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    "query",
    [
        {"relation": "below"},
        {"unit": "USD/1M token"},
        {"modifier": ["at_most", "less_than"]},
        {"scope": "listed"},
        {"price_of": "cached"},
        {"attribution": "The lab"},
        {"period_basis": "vague"},
        {"kind": "price", "value_from": 0.2},
        {"of": 5},
        {"of": [4, 5], "scope_n": [9, 10]},
        {"scope_n": 9},
        {"confidence_to": 0.3},
        {"confidence_from": 0.25, "confidence_to": 0.25, "of": 5},
        {"base_period_from": "2026-03-08"},
        {"base_period_to": "2026-03-02"},
        {"base_period_from": "2026-03-04", "base_period_to": "2026-03-05", "scope": "listed"},
        {"kind": "price", "value_from": 0.25, "value_to": 0.25, "price_of": "cached"},
    ],
    ids=str,
)
def test_each_field_finds_its_claims(price: TestClient, query: dict[str, Any]) -> None:
    assert found(price, **query) == ["$0.25"]


def test_each_field_leaves_out_the_others(price: TestClient) -> None:
    assert "$0.25" not in found(price, per="week")
    assert len(found(price, per="week")) == 4
    assert found(price, scope="all", price_of="cached") == []
    assert found(price, kind="level", value_from=2e13, value_to=2.9e13) == ["27万亿Token"]
    assert found(price, kind="price", value_to=0.1) == []
    assert "$0.25" not in found(price, confidence_from=0.3)
    assert found(price, of=6) == found(price, scope_n=5) == found(price, of=5, confidence_from=0.3) == []
    assert found(price, base_period_from="2026-03-09") == found(price, base_period_to="2026-03-01") == []
    assert found(price, kind="level", value_from=1e12, withdrawn=True, modality="forecast") == ["30万亿Token"]


WRONG = ("of=nine", "of=-1", "scope_n=1.5", "confidence_from=2", "confidence_to=-0.1", "base_period_from=soon")


def test_a_range_of_values_needs_one_kind_and_numbers(price: TestClient) -> None:
    for query in (
        "value_from=1",
        "value_to=1&kind=level&kind=price",
        "kind=level&value_from=nan",
        "value_from=much",
        *WRONG,
    ):
        assert problem(price.get(f"/v1/claims?{query}")) == (422, "invalid-request"), query
