"""Discrepancies on the desk: the list's filters, one with both sides, and explaining it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.queries import audit, discrepancies
from db.queries.discrepancies import DiscrepancyFilter
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.desk.conftest import HTML, signed_in

ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def told(backing: Backing) -> Backing:
    tell(backing.database, backing.snapshot)
    return backing


def rows(backing: Backing, **wanted: Any) -> list[Any]:
    with backing.database.reading() as session:
        return list(discrepancies.list_discrepancies(session, DiscrepancyFilter(**wanted)).rows)


def explain(client: TestClient, public_id: str, token: str, **form: str) -> Any:
    sent = {"csrf_token": token, "do": "explain", **form}
    return client.post(f"/discrepancies/{public_id}/explanation", data=sent, headers={**ORIGIN, **HTML})


def test_the_list_asks_what_its_filters_say(client: TestClient, told: Backing) -> None:
    everything = rows(told)
    assert len({row.type for row in everything}) > 1
    for name, value in (("type", "refuted"), ("severity", "critical"), ("subject", "country:CN")):
        wanted = {row.public_id for row in everything if getattr(row, name) == value}
        page = client.get(f"/discrepancies?{name}={value}").text
        assert {row.public_id for row in everything if f'"/discrepancies/{row.public_id}"' in page} == wanted
    assert "Nothing fits these filters" in client.get("/discrepancies?subject=country:XX").text
    assert "None so far" in client.get("/discrepancies?state=explained").text


def test_one_shows_both_sides_in_both_languages(client: TestClient, told: Backing) -> None:
    row = rows(told, type=("refuted",))[0]
    page = client.get(f"/discrepancies/{row.public_id}", headers={"Accept-Language": "zh"}).text
    assert row.explanation_zh in page
    assert row.detail["sides"][0]["claim_id"] in page
    assert "CC BY 4.0" in page


def test_explaining_takes_it_from_the_open_ones_and_is_logged(client: TestClient, told: Backing) -> None:
    row = rows(told, type=("refuted",))[0]
    token = signed_in(client, told, "review", "Ada")
    answer = explain(client, row.public_id, token, note="  They mean the leaderboard. ")
    assert answer.status_code == 200
    assert "They mean the leaderboard." in answer.text
    assert row.public_id not in client.get("/discrepancies").text
    assert row.public_id in client.get("/discrepancies?state=explained").text
    (kept,) = client.get("/v1/discrepancies?explained=true").json()["items"]
    assert (kept["explained"]["by"], kept["explained"]["note"]) == ("Ada", "They mean the leaderboard.")
    explain(client, row.public_id, token, do="reopen")
    assert row.public_id in client.get("/discrepancies").text
    with told.database.reading() as session:
        lines = [(line.action, line.actor) for line in audit.list_audit(session).rows if line.target == row.public_id]
    assert lines == [("discrepancy.reopen", "Ada"), ("discrepancy.explain", "Ada")]


@pytest.mark.parametrize("note", ["", "   ", "x" * 2_001])
def test_a_note_that_cannot_be_kept_is_refused_beside_its_field(client: TestClient, told: Backing, note: str) -> None:
    row = rows(told)[0]
    answer = explain(client, row.public_id, signed_in(client, told, "review"), note=note)
    assert answer.status_code == 422
    assert "Write why it stands" in answer.text
    assert rows(told, explained=True) == []


def test_readers_may_not_explain(client: TestClient, told: Backing) -> None:
    row = rows(told)[0]
    assert explain(client, row.public_id, signed_in(client, told, "read"), note="x").status_code == 403
    assert f"/discrepancies/{row.public_id}/explanation" not in client.get(f"/discrepancies/{row.public_id}").text


def test_an_explanation_goes_when_a_side_changes(client: TestClient, backing: Backing) -> None:
    text = "Models processed 129.6 trillion tokens."
    story = ("wire", "slip")

    def publish(figure: str, title: str, day: int) -> None:
        claim = level(f"{figure} trillion tokens", figure, "0.05", subject="country:CN")
        said = text.replace("129.6", figure)
        store(backing.database, backing.snapshot, *story, title=title, text=said, day=day, claims=(claim,))

    publish("129.6", "A slip", 9)
    (row,) = rows(backing, type=("refuted",), resolved=False)
    token = signed_in(client, backing, "review")
    assert explain(client, row.public_id, token, note="A slip of the wire.").status_code == 200
    publish("129.6", "A slip, told again", 9)
    assert [one.public_id for one in rows(backing, explained=True)] == []


def test_an_article_is_only_text(client: TestClient, backing: Backing) -> None:
    store(
        backing.database,
        backing.snapshot,
        "wire",
        "hostile",
        title="<script>alert(1)</script>",
        text="Models processed 129.6 trillion tokens & <b>more</b>.",
        day=9,
        claims=(level("129.6 trillion tokens", "129.6", "0.05", subject="country:CN"),),
    )
    (row,) = rows(backing, type=("refuted",))
    page = client.get(f"/discrepancies/{row.public_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("path", ["/discrepancies/dsc_x", "/discrepancies?state=odd", "/discrepancies?cursor=x"])
def test_what_is_not_there_is_told_as_a_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code in {400, 404, 422}
    assert "<h1>" in answer.text
