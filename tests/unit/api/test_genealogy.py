"""A figure's way from outlet to outlet, as far as the texts show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.schemas.genealogy import Genealogy
from tests.unit.api.conftest import Backing, healthy
from tests.unit.api.stories import level, store

FIRST = "Chinese models processed 12.96 trillion tokens on OpenRouter last week."
WIRE = (
    "According to First Wire, usage of models from China reached 129.6 trillion tokens in the week that ended on "
    "Sunday, a record for the platform, which has kept such figures since the beginning of last year."
)


@pytest.fixture
def client(backing: Backing, client: TestClient) -> TestClient:
    """Three articles: the first, one that names it and adds a zero, and a copy of that one."""
    backing.sources = [replace(healthy("wire"), title="First Wire", url="https://wire.example/feed")]
    for source, day, text, trillions in (
        ("wire", 6, FIRST, "12.96"),
        ("daily", 7, WIRE, "129.6"),
        ("mirror", 8, f"Reprinted. {WIRE}", "129.6"),
    ):
        quote = f"{trillions} trillion tokens"
        claims = (level(quote, trillions, "0.05"),)
        store(backing.database, backing.snapshot, source, "1", title=source, text=text, day=day, claims=claims)
    return client


def lines(client: TestClient) -> list[dict[str, Any]]:
    """The genealogy as every one of the claims has it."""
    ids = [claim["id"] for claim in client.get("/v1/claims").json()["items"]]
    found = []
    for one in ids:
        response = client.get(f"/v1/claims/{one}/genealogy")
        assert response.status_code == 200, response.text
        Genealogy.model_validate_json(response.content)
        found.append(response.json())
        assert found[-1]["claim"] == one
    return found


def test_the_line_is_the_same_from_every_claim_of_it(client: TestClient) -> None:
    told = lines(client)
    assert len(told) == 3
    assert all(line["carriers"] == told[0]["carriers"] for line in told)


def test_a_named_source_and_a_copy_are_shown_and_the_change_is_where_it_happened(client: TestClient) -> None:
    line, *_ = lines(client)
    first, slip, copy = line["carriers"]
    assert [each["outlet"] for each in line["carriers"]] == ["wire.example", "daily.example", "mirror.example"]
    assert (first["origin"], first["evidence"], first["change"]) == (None, None, None)
    assert (slip["origin"], slip["evidence"], slip["cites"]) == (first["claim"], "cites", ["wire.example"])
    assert (slip["change"]["from"], slip["change"]["factor"]) == (first["claim"], "10")
    assert slip["change"]["slip"]
    assert (copy["origin"], copy["evidence"], copy["change"]) == (slip["claim"], "copy", None)
    assert line["explanation"].startswith("First Wire carried 12.96T first, on 2026-04-06; 2 more articles followed")


def test_a_claim_without_a_period_stands_alone(backing: Backing, client: TestClient) -> None:
    quote = "12.96 trillion tokens"
    claims = (level(quote, "12.96", "0.005", period=None, period_basis=None),)
    store(backing.database, backing.snapshot, "blog", "1", title="Recently", text=FIRST, day=9, claims=claims)
    (alone,) = client.get("/v1/claims", params={"source": "blog"}).json()["items"]
    line = client.get(f"/v1/claims/{alone['id']}/genealogy").json()
    assert (line["group"], [each["claim"] for each in line["carriers"]]) == (None, [alone["id"]])


def test_a_revised_figure_is_carried_from_its_revision_on(backing: Backing, client: TestClient) -> None:
    text = FIRST.replace("12.96", "1.296")
    claims = (level("1.296 trillion tokens", "1.296", "0.0005"),)
    store(backing.database, backing.snapshot, "wire", "1", title="wire", text=text, day=6, claims=claims)
    line, *_ = lines(client)
    assert [each["outlet"] for each in line["carriers"]] == ["daily.example", "mirror.example", "wire.example"]


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/v1/claims/clm_nothing/genealogy").status_code == 404
