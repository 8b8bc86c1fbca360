"""Claims and articles over HTTP: filters, pages, details, and the shape of every answer."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from service.api.schemas.article import ArticleDetail, ArticlePage
from service.api.schemas.claim import ClaimPage
from service.api.schemas.detail import ClaimDetail
from service.api.schemas.discrepancy import Discrepancy, DiscrepancyPage
from service.api.schemas.source import SourceList
from tests.unit.api.conftest import Backing, healthy
from tests.unit.api.stories import level, store, tell


@pytest.fixture
def ids(backing: Backing) -> dict[str, str]:
    return tell(backing.database, backing.snapshot)


def get(client: TestClient, path: str, shape: type[BaseModel], **parameters: Any) -> dict[str, Any]:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    shape.model_validate_json(response.content)
    body: dict[str, Any] = response.json()
    return body


def quotes(client: TestClient, **parameters: Any) -> list[str]:
    found = get(client, "/v1/claims", ClaimPage, **parameters)["items"]
    return [claim["mentions"][0]["quote"] for claim in found]


LEAD, SLIP, TOTAL, FORECAST = "12.96 trillion tokens", "129.6 trillion tokens", "27万亿Token", "30万亿Token"
EVERY = [FORECAST, TOTAL, SLIP, LEAD]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, EVERY),
        ({"kind": "level"}, EVERY),
        ({"kind": "share"}, []),
        ({"kind": ["share", "level"]}, EVERY),
        ({"subject": "country:CN"}, [SLIP, LEAD]),
        ({"subject": ["country:CN", "all"]}, EVERY),
        ({"measure": "token_price"}, []),
        ({"platform": "openrouter"}, EVERY),
        ({"modality": "forecast"}, [FORECAST]),
        ({"verdict": "conflicting"}, [LEAD]),
        ({"verdict": "refuted"}, [SLIP]),
        ({"verdict": ["supported", "not_enough_evidence"]}, [FORECAST, TOTAL]),
        ({"verdict": "refuted", "source": "wire"}, []),
        ({"source": "daily"}, [FORECAST, TOTAL, SLIP]),
        ({"language": "zh"}, [FORECAST, TOTAL]),
        ({"discrepancy": "disagreement"}, [SLIP, LEAD]),
        ({"discrepancy": "refuted"}, [SLIP]),
        ({"period_from": "2026-04-06"}, [FORECAST]),
        ({"period_to": "2026-04-05"}, [TOTAL, SLIP, LEAD]),
        ({"period_from": "2026-04-05", "period_to": "2026-04-06"}, EVERY),
        ({"published_from": "2026-04-07"}, [FORECAST, TOTAL, SLIP]),
        ({"published_to": "2026-04-07"}, [SLIP, LEAD]),
        ({"published_from": "2026-04-07T16:00:00+08:00", "published_to": "2026-04-07T16:00:01+08:00"}, [SLIP]),
        ({"published_to": "2026-04-06T08:00:00Z"}, []),
        ({"q": "open weights"}, [SLIP]),
        ({"q": "调用量"}, [FORECAST, TOTAL]),
        ({"q": "ＯｐｅｎＲｏｕｔｅｒ 平台"}, [TOTAL]),
        ({"q": "nothing of the kind"}, []),
        ({"q": '"; DROP TABLE claim; --'}, []),
        ({"rule": "digits.scaled"}, EVERY),
    ],
)
def test_filters(client: TestClient, ids: dict[str, str], parameters: dict[str, Any], found: list[str]) -> None:
    assert sorted(quotes(client, **parameters)) == sorted(found)


def test_newest_first_and_pages_that_join_without_gap_or_repetition(client: TestClient, ids: dict[str, str]) -> None:
    whole = get(client, "/v1/claims", ClaimPage)
    times = [claim["article"]["published_at"] for claim in whole["items"]]
    assert times == sorted(times, reverse=True)
    assert whole["next_cursor"] is None
    seen: list[dict[str, Any]] = []
    address = "/v1/claims?limit=1"
    while address:
        response = client.get(address)
        seen += response.json()["items"]
        link = response.headers.get("link")
        assert (link is None) == (response.json()["next_cursor"] is None)
        address = "" if link is None else link.removeprefix("<").removesuffix('>; rel="next"')
    assert seen == whole["items"]


def test_a_page_stays_where_it_was_when_articles_arrive(
    client: TestClient, backing: Backing, ids: dict[str, str]
) -> None:
    first = get(client, "/v1/claims", ClaimPage, limit=2)
    store(
        backing.database,
        backing.snapshot,
        "wire",
        "late",
        title="Later news",
        text="It reached 13 trillion tokens.",
        day=9,
        claims=(level("13 trillion tokens", "13", "0.5"),),
    )
    second = get(client, "/v1/claims", ClaimPage, limit=2, cursor=first["next_cursor"])
    assert [claim["mentions"][0]["quote"] for claim in second["items"]] == [SLIP, LEAD]


def test_a_cursor_of_another_query_is_refused(client: TestClient, ids: dict[str, str]) -> None:
    cursor = get(client, "/v1/claims", ClaimPage, limit=1)["next_cursor"]
    response = client.get("/v1/claims", params={"limit": 1, "cursor": cursor, "kind": "level"})
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/bad-cursor"
    assert client.get("/v1/articles", params={"cursor": cursor}).status_code == 400


def test_one_claim_with_its_readings_and_where_it_came_from(client: TestClient, ids: dict[str, str]) -> None:
    listed = get(client, "/v1/claims", ClaimPage, verdict="conflicting")["items"][0]
    claim = get(client, f"/v1/claims/{listed['id']}", ClaimDetail)
    assert {key: claim[key] for key in listed} == listed
    assert claim["verdict"]["label"] == "conflicting"
    assert claim["verdict"]["reading"]["selection"] == "top9"
    (verdict,) = claim["verdicts"]
    readings = {reading["selection"]: reading for reading in verdict["readings"]}
    assert readings["all"]["literal"] is True
    assert readings["all"]["match"] == "false"
    assert readings["top9"]["match"] == "true"
    assert len(readings["top9"]["rows"]) >= 1
    assert verdict["reference"]["as_of"] == "2026-10-11T00:27:00Z"
    assert verdict["reference"]["citation"].startswith("Source: OpenRouter (openrouter.ai/rankings), as of")
    assert claim["provenance"]["article"]["id"] == ids["lead"]
    assert claim["provenance"]["rules"] == ["digits.scaled/en.tokens", "level.unit-token"]
    assert [copy["article"]["id"] for copy in claim["copies"]] == [ids["slip"]]
    assert {one["type"] for one in claim["discrepancies"]} == {"conflicting", "disagreement"}


def test_one_article_with_its_claims_in_its_text(client: TestClient, ids: dict[str, str]) -> None:
    article = get(client, f"/v1/articles/{ids['total']}", ArticleDetail)
    assert [claim["mentions"][0]["quote"] for claim in article["claims"]] == [TOTAL, FORECAST]
    for claim in article["claims"]:
        for mention in claim["mentions"]:
            assert article[mention["field"]][mention["start"] : mention["end"]] == mention["quote"]
    assert [version["number"] for version in article["versions"]] == [1]
    assert article["claim_count"] == 2


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, ["plain", "total", "slip", "lead"]),
        ({"source": "wire"}, ["plain", "lead"]),
        ({"language": "zh"}, ["total"]),
        ({"q": "funding"}, ["plain"]),
        ({"q": "大模型"}, ["total"]),
        ({"published_from": "2026-04-08"}, ["plain", "total"]),
    ],
)
def test_articles(client: TestClient, ids: dict[str, str], parameters: dict[str, Any], found: list[str]) -> None:
    items = get(client, "/v1/articles", ArticlePage, **parameters)["items"]
    assert [item["id"] for item in items] == [ids[key] for key in found]


def test_discrepancies(client: TestClient, ids: dict[str, str]) -> None:
    every = get(client, "/v1/discrepancies", DiscrepancyPage)["items"]
    assert sorted(one["type"] for one in every) == ["conflicting", "disagreement", "refuted"]
    refuted = get(client, "/v1/discrepancies", DiscrepancyPage, type="refuted", resolved=False)["items"]
    assert [one["article"] for one in refuted] == [ids["slip"]]
    (disagreement,) = get(client, "/v1/discrepancies", DiscrepancyPage, type="disagreement")["items"]
    assert disagreement == get(client, f"/v1/discrepancies/{disagreement['id']}", Discrepancy)
    assert {side["article_id"] for side in disagreement["sides"]} == {ids["lead"], ids["slip"]}
    claim = get(client, "/v1/claims", ClaimPage, verdict="refuted")["items"][0]
    assert claim["id"] in disagreement["claims"]
    of_claim = get(client, "/v1/discrepancies", DiscrepancyPage, claim=claim["id"])["items"]
    assert {one["type"] for one in of_claim} == {"refuted", "disagreement"}
    assert get(client, "/v1/discrepancies", DiscrepancyPage, resolved=True)["items"] == []


def test_sources_show_health_and_what_is_left_of_others(
    client: TestClient, backing: Backing, ids: dict[str, str]
) -> None:
    backing.sources = [healthy("wire"), healthy("new")]
    items = {item["name"]: item for item in get(client, "/v1/sources", SourceList)["items"]}
    assert {name: (item["status"], item["article_count"]) for name, item in items.items()} == {
        "wire": ("ok", 2),
        "new": ("ok", 0),
        "daily": ("unconfigured", 2),
    }


def test_the_start_page_shows_discrepancies_and_escapes_what_articles_say(client: TestClient, backing: Backing) -> None:
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
    page = client.get("/")
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "refuted" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    (item,) = get(client, "/v1/discrepancies", DiscrepancyPage)["items"]
    assert f'href="/discrepancies/{item["id"]}"' in page.text
