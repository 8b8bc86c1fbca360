"""What may be asked of claims beyond plain filters: order, parts, more, counts, saved questions, exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from db.queries import audit
from db.queries.claim_filter import claim
from service.api.claim_lists import every
from service.api.exports import COLUMNS
from service.api.schemas.claim import Claim, ClaimPage
from service.api.schemas.facets import FacetAnswer
from service.api.schemas.saved import SavedFilter, SavedFilterList
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.api.test_access import made, problem
from tests.unit.api.test_claims import EVERY, FORECAST, LEAD, SLIP, TOTAL, quotes


@pytest.fixture(autouse=True)
def ids(backing: Backing) -> dict[str, str]:
    return tell(backing.database, backing.snapshot)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-published", EVERY),
        ("published", [LEAD, SLIP, TOTAL, FORECAST]),
        ("seen", [LEAD, SLIP, TOTAL, FORECAST]),
        ("-seen", EVERY),
        ("period", [LEAD, SLIP, TOTAL, FORECAST]),
        ("-period", EVERY),
        ("value", [LEAD, TOTAL, FORECAST, SLIP]),
        ("-value", [SLIP, FORECAST, TOTAL, LEAD]),
    ],
)
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_every_order_has_pages(client: TestClient, sort: str, found: list[str], limit: int) -> None:
    seen: list[str] = []
    path: str | None = f"/v1/claims?kind=level&sort={sort}&limit={limit}"
    while path is not None:
        response = client.get(path)
        assert response.status_code == 200, response.text
        seen += [item["mentions"][0]["quote"] for item in response.json()["items"]]
        path = response.links["next"]["url"] if "next" in response.links else None
    assert sorted(seen) == sorted(found)
    if "period" not in sort:  # three claims share a period, and then the order of arrival counts
        assert seen == found


def test_a_value_is_ordered_within_one_kind(client: TestClient) -> None:
    assert problem(client.get("/v1/claims?sort=value")) == (422, "invalid-request")
    assert problem(client.get("/v1/claims?sort=value&kind=level&kind=share")) == (422, "invalid-request")


def test_a_cursor_of_another_order_is_refused(client: TestClient) -> None:
    cursor = client.get("/v1/claims?kind=level&sort=value&limit=1").json()["next_cursor"]
    for other in ("&sort=-value", "", "&sort=period"):
        answer = client.get(f"/v1/claims?kind=level{other}&cursor={cursor}")
        assert problem(answer) == (400, "bad-cursor")


def test_parts_of_claims(client: TestClient) -> None:
    response = client.get("/v1/claims?fields=id,value&fields=verdict")
    assert {tuple(item) for item in response.json()["items"]} == {("id", "value", "verdict")}
    ClaimPage.model_validate_json(response.content)
    refused = client.get("/v1/claims?fields=id,verdct")
    assert problem(refused) == (422, "invalid-request")
    assert "verdct" in refused.json()["detail"]
    assert "verdict" in refused.json()["detail"]


def test_more_of_claims(client: TestClient) -> None:
    response = client.get("/v1/claims?expand=readings,discrepancies&subject=country:CN")
    ClaimPage.model_validate_json(response.content)
    slip, lead = response.json()["items"]
    assert lead.keys() - Claim.model_fields.keys() == {"readings", "discrepancies"}
    assert {reading["selection"] for reading in lead["readings"]} >= {"all", "top9"}
    assert "conflicting" in {one["type"] for one in lead["discrepancies"]}
    assert "refuted" in {one["type"] for one in slip["discrepancies"]}
    only = client.get("/v1/claims?expand=readings&fields=id").json()["items"][0]
    assert list(only) == ["id", "readings"]
    assert problem(client.get("/v1/claims?expand=everything")) == (422, "invalid-request")


def test_claims_by_the_reading_that_decided_and_by_copies(client: TestClient, ids: dict[str, str]) -> None:
    assert quotes(client, reading="top9") == [LEAD]
    assert quotes(client, reading=["top9", "all"], verdict="supported") == [TOTAL]
    cluster = client.get(f"/v1/articles/{ids['slip']}").json()["cluster"]
    assert quotes(client, cluster=cluster) == [SLIP]
    assert quotes(client, cluster="art_none") == []


@pytest.mark.parametrize("word", ["调用", "全部", "下周", "周", "OpenRouter"])
def test_short_chinese_words_are_found(client: TestClient, word: str) -> None:
    assert FORECAST in quotes(client, q=word) or TOTAL in quotes(client, q=word)


def test_counts(client: TestClient) -> None:
    response = client.get("/v1/claims/facets?by=verdict&by=subject&by=week&by=source&by=kind&by=reading")
    FacetAnswer.model_validate_json(response.content)
    body = response.json()
    assert body["total"] == 4
    counts = {facet["by"]: {one["value"]: one["count"] for one in facet["values"]} for facet in body["facets"]}
    assert counts["subject"] == {"country:CN": 2, "all": 2}
    assert counts["week"] == {"2026-03-30": 3, "2026-04-06": 1}
    assert counts["source"] == {"daily": 3, "wire": 1}
    assert counts["kind"] == {"level": 4}
    assert counts["verdict"] == {"conflicting": 1, "refuted": 1, "supported": 1, "not_enough_evidence": 1}
    for name, values in counts["verdict"].items():
        assert client.get(f"/v1/claims/facets?verdict={name}").json()["total"] == values
    top = client.get("/v1/claims/facets?by=source&top=1").json()["facets"][0]
    assert top == {"by": "source", "values": [{"value": "daily", "count": 3}], "other": 1}


def save(client: TestClient, backing: Backing, name: str, **parameters: Any) -> Any:
    body = {"noun": "claims", "description": "d", "parameters": parameters}
    return client.put(f"/v1/filters/{name}", json=body, headers=made(backing, "review", "Ada"))


def test_a_saved_filter_is_a_query_its_counts_and_its_exports(client: TestClient, backing: Backing) -> None:
    made_new = save(client, backing, "doubt", subject=["country:CN"], verdict=["refuted"])
    assert made_new.status_code == 200
    SavedFilter.model_validate_json(made_new.content)
    links = made_new.json()["links"]
    assert [item["mentions"][0]["quote"] for item in client.get(links["list"]).json()["items"]] == [SLIP]
    assert client.get(links["facets"]).json()["total"] == 1
    assert len(client.get(links["jsonl"]).text.splitlines()) == 1
    assert len(list(csv.reader(io.StringIO(client.get(links["csv"]).text)))) == 2
    assert quotes(client, saved="doubt", source="daily") == [SLIP]
    assert quotes(client, saved="doubt", source="wire") == []
    assert save(client, backing, "doubt", verdict=["conflicting"]).status_code == 200
    assert quotes(client, saved="doubt") == [LEAD]
    SavedFilterList.model_validate_json(client.get("/v1/filters").content)
    assert client.delete("/v1/filters/doubt", headers=made(backing, "review")).status_code == 204
    assert problem(client.get("/v1/claims?saved=doubt")) == (422, "invalid-request")
    with backing.database.reading() as session:
        log = [(row.action, row.target) for row in audit.list_audit(session).rows]
    assert log == [("filter.delete", "doubt"), ("filter.save", "doubt"), ("filter.save", "doubt")]


def test_what_a_saved_filter_fixes_is_not_asked_again(client: TestClient, backing: Backing) -> None:
    save(client, backing, "doubt", verdict=["refuted"])
    answer = client.get("/v1/claims?saved=doubt&verdict=supported")
    assert problem(answer) == (422, "invalid-request")
    assert answer.json()["errors"][0]["parameter"] == "verdict"
    save(client, backing, "values", kind=["level"])
    assert client.get("/v1/claims?saved=values&sort=value").status_code == 200
    assert problem(client.get("/v1/claims?saved=doubt&sort=value")) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"verdct": ["refuted"]}, "#/parameters/verdct"),
        ({"kind": ["levels"]}, "#/parameters/kind/0"),
        ({"saved": "other"}, "#/parameters/saved"),
        ({"limit": 5}, "#/parameters/limit"),
    ],
)
def test_a_filter_that_asks_nothing_is_not_saved(
    client: TestClient, backing: Backing, parameters: dict[str, Any], pointer: str
) -> None:
    answer = save(client, backing, "wrong", **parameters)
    assert problem(answer) == (422, "invalid-request")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert client.get("/v1/filters").json()["items"] == []


def test_saving_needs_a_key(client: TestClient, backing: Backing) -> None:
    body = {"noun": "claims", "parameters": {}}
    assert problem(client.put("/v1/filters/x", json=body)) == (401, "key-required")
    assert problem(client.put("/v1/filters/x", json=body, headers=made(backing, "read"))) == (403, "scope-missing")
    assert problem(client.delete("/v1/filters/x")) == (401, "key-required")


def test_exports_hold_every_claim_however_many(
    client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.api.claim_lists.CHUNK", 2)
    listed = client.get("/v1/claims").json()["items"]
    lines = [orjson.loads(line) for line in client.get("/v1/claims.jsonl").text.splitlines()]
    assert lines == listed
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/claims.csv").content.decode())))
    assert [row["id"] for row in rows] == [item["id"] for item in listed]
    assert tuple(rows[0]) == COLUMNS
    assert [row["point"] for row in rows] == [item["value"]["point"] for item in listed]
    assert [row["published_at"] for row in rows] == [item["article"]["published_at"] for item in listed]
    graph = client.get("/v1/claims.jsonld").json()["@graph"]
    assert [node["identifier"] for node in graph] == [item["id"] for item in listed]
    assert {node["@type"] for node in graph} == {"Claim"}
    assert graph[-1]["text"] == LEAD
    assert graph[-1]["appearance"]["url"] == "https://wire.example/lead"
    assert graph[-1]["appearance"]["@type"] == "NewsArticle"


@pytest.mark.parametrize(("form", "empty"), [("csv", 1), ("jsonl", 0), ("jsonld", 1)])
def test_an_export_of_nothing_is_whole_too(client: TestClient, form: str, empty: int) -> None:
    response = client.get(f"/v1/claims.{form}?kind=share")
    assert response.status_code == 200
    assert len(response.text.splitlines()) == empty
    assert response.headers["content-disposition"] == f'attachment; filename="claims.{form}"'


def test_what_an_article_says_is_no_formula_in_a_spreadsheet(client: TestClient, backing: Backing) -> None:
    title = '=HYPERLINK("https://evil.example","open")'
    text = "Chinese models processed 12.96 trillion tokens, a week's work."
    store(
        backing.database,
        backing.snapshot,
        "wire",
        "evil",
        title=title,
        text=text,
        day=20,
        claims=(level("12.96 trillion tokens", "12.96", "0.005"),),
    )
    row = next(csv.DictReader(io.StringIO(client.get("/v1/claims.csv").text)))
    assert row["article_title"] == f"'{title}"
    assert orjson.loads(client.get("/v1/claims.jsonl").text.splitlines()[0])["article"]["title"] == title


def test_an_export_is_one_claim_each_while_the_store_changes(backing: Backing) -> None:
    """New articles come in between the chunks; what was there comes once."""
    import service.api.claim_lists as lists

    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "CHUNK", 1)
        wanted = lists.ClaimFilter()
        for number, chunk in enumerate(every(backing.database, wanted)):
            seen += [item["mentions"][0]["quote"] for item in chunk]
            tokens = f"{number + 1}.5 trillion tokens"
            store(
                backing.database,
                backing.snapshot,
                "late",
                f"late-{number}",
                title="Later",
                text=f"Models made {tokens}.",
                day=21,
                claims=(level(tokens, f"{number + 1}.5", "0.05"),),
            )
    assert seen == EVERY


def test_an_answer_is_kept_until_the_store_changes(
    client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/v1/claims")

    def reading(*asked: Any, **steps: Any) -> Any:
        raise AssertionError("asked the store again")

    with monkeypatch.context() as patch:
        patch.setattr(backing.database, "reading", reading)
        patch.setattr(backing.database, "at_once", reading)
        again = client.get("/v1/claims")
        assert (again.status_code, again.content) == (200, first.content)
        assert again.headers["etag"] == first.headers["etag"]
        squeezed = client.get("/v1/claims", headers={"Accept-Encoding": "gzip"})
        assert squeezed.headers["content-encoding"] == "gzip"
        assert squeezed.content == first.content
        assert client.get("/v1/claims?limit=2").status_code == 500
    with backing.database.transaction() as session:
        session.execute(update(claim).where(claim.c.subject == "all").values(subject="country:US"))
    changed = client.get("/v1/claims")
    assert changed.json()["items"][0]["subject"] == "country:US"
    assert changed.headers["etag"] != first.headers["etag"]


def test_a_kept_answer_is_not_for_those_who_may_not_read(backing: Backing) -> None:
    from tests.unit.api.test_access import serving

    with serving(backing, reading="keys") as client:
        assert client.get("/v1/claims", headers=made(backing, "read")).status_code == 200
        assert client.get("/v1/claims").status_code == 401
