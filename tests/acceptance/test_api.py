"""A fresh service over the samples, from files on disk to answers over HTTP, with its real workers and store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from service.api.schemas.article import ArticleDetail
from service.api.schemas.check import CheckAnswer
from service.api.schemas.detail import ClaimDetail
from service.api.schemas.genealogy import Genealogy
from service.config import ROOT
from tests.acceptance.samples_service import samples_client

T = 10**12


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with samples_client(tmp_path_factory.mktemp("data")) as client:
        yield client


def items(client: TestClient, path: str, **parameters: Any) -> list[dict[str, Any]]:
    response = client.get(path, params={"limit": 200, **parameters})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def trillions(claim: dict[str, Any]) -> str:
    return f"{int(claim['value']['point']) / T:g}"


@pytest.mark.parametrize(
    ("subject", "figure", "week", "label", "selection"),
    [
        ("country:CN", "4.69", "2026-03-09", "conflicting", "top9"),
        ("country:CN", "12.96", "2026-03-30", "conflicting", "top9"),
        ("country:US", "3.03", "2026-03-30", "conflicting", "top9"),
        ("all", "27", "2026-03-30", "supported", "all"),
    ],
)
def test_the_samples_figures_have_their_verdicts(
    client: TestClient, subject: str, figure: str, week: str, label: str, selection: str
) -> None:
    levels = items(client, "/v1/claims", subject=subject, kind="level", period_from=week, period_to=week)
    found = [claim for claim in levels if trillions(claim) == figure]
    assert found, [trillions(claim) for claim in levels]
    for claim in found:
        assert (claim["verdict"]["label"], claim["verdict"]["reading"]["selection"]) == (label, selection)


def test_a_scale_slip_is_refuted_and_disagrees_by_ten(client: TestClient) -> None:
    refuted = items(client, "/v1/claims", verdict="refuted", kind="level", subject="country:CN")
    assert "46.9" in [trillions(claim) for claim in refuted]
    slips = items(client, "/v1/discrepancies", type="disagreement", subject="country:CN")
    assert any(one["factor"] in {"10", "0.1"} for one in slips)


def test_a_forecast_is_held_against_nothing(client: TestClient) -> None:
    forecasts = items(client, "/v1/claims", modality="forecast", kind="level")
    assert any(claim["value"]["point"] == "3900000000000000000" for claim in forecasts)
    assert {claim["verdict"]["label"] for claim in forecasts} == {"not_enough_evidence"}


def test_articles_full_of_numbers_without_a_claim_have_none(client: TestClient) -> None:
    silent = {article["title"] for article in items(client, "/v1/articles") if not article["claim_count"]}
    assert len(silent) == 2


def test_every_claim_stands_where_its_article_says_it(client: TestClient) -> None:
    for listed in items(client, "/v1/articles"):
        response = client.get(f"/v1/articles/{listed['id']}")
        article = ArticleDetail.model_validate_json(response.content)
        assert article.claim_count == len(article.claims)
        for claim in article.claims:
            assert claim.mentions
            for mention in claim.mentions:
                assert getattr(article, mention.field)[mention.start : mention.end] == mention.quote


def test_every_claim_has_its_page_with_the_readings_of_its_verdict(client: TestClient) -> None:
    for listed in items(client, "/v1/claims"):
        claim = ClaimDetail.model_validate_json(client.get(f"/v1/claims/{listed['id']}").content)
        newest = claim.verdicts[0]
        assert claim.verdict is not None
        assert newest.label == claim.verdict.label
        if newest.label in {"supported", "refuted", "conflicting"}:
            assert any(reading.rows for reading in newest.readings)


def test_copies_and_translations_of_an_article_are_named(client: TestClient) -> None:
    clusters: dict[str, list[dict[str, Any]]] = {}
    for article in items(client, "/v1/articles"):
        clusters.setdefault(article["cluster"], []).append(article)
    several = [articles for articles in clusters.values() if len(articles) > 1]
    assert sorted(sorted(article["language"] for article in articles) for articles in several) == [
        ["en", "zh"],
        ["en", "zh", "zh"],
    ]
    for articles in several:
        ids = {article["id"] for article in articles}
        for public_id in ids:
            assert {copy["id"] for copy in client.get(f"/v1/articles/{public_id}").json()["copies"]} == ids - {
                public_id
            }


def test_search_finds_short_chinese_words_and_english_stems(client: TestClient) -> None:
    assert items(client, "/v1/claims", q="连续")
    assert items(client, "/v1/claims", q="models leading")


def test_a_price_and_a_release_are_checked_against_the_list_of_models(client: TestClient) -> None:
    text = (
        "DeepSeek V3.2 costs $0.28 per million input tokens, and Claude Opus 4.6 charges $15 per million output "
        "tokens. "
        "On OpenRouter, Claude Opus 4.6 processed 1.2 trillion tokens in the week of January 5 to January 11, 2026."
    )
    response = client.post("/v1/check", json={"text": text, "published_at": "2026-04-20T08:00:00Z", "language": "en"})
    assert response.status_code == 200, response.text
    found = {
        (claim["kind"], claim["subject"]): (claim["verdict"]["label"], claim["verdict"]["reason"])
        for claim in response.json()["claims"]
    }
    assert found == {
        ("price", "model:deepseek/deepseek-v3.2"): ("supported", None),
        ("price", "model:anthropic/claude-4.6-opus"): ("refuted", None),
        ("level", "model:anthropic/claude-4.6-opus"): ("not_enough_evidence", "unreleased"),
    }
    assert {one["model"] for one in items(client, "/v1/models", author="deepseek")} == {
        "deepseek/deepseek-v3.2-20251201"
    }


def test_a_saved_page_is_checked_in_a_worker_and_not_stored(client: TestClient) -> None:
    before = len(items(client, "/v1/articles"))
    page = (ROOT / "samples" / "zh-copy-gb18030.html").read_bytes()
    response = client.post("/v1/check", content=page, headers={"Content-Type": "text/html"})
    assert response.status_code == 200, response.text
    answer = CheckAnswer.model_validate_json(response.content)
    assert answer.article.language == "zh"
    assert "conflicting" in {claim.verdict.label for claim in answer.claims}
    assert len(items(client, "/v1/articles")) == before


def test_a_page_without_an_article_is_refused_with_the_readers_reason(client: TestClient) -> None:
    response = client.post("/v1/check", content=b"<html></html>", headers={"Content-Type": "text/html"})
    assert (response.status_code, response.json()["type"]) == (422, "/problems/unusable-input")


def test_sources_and_health(client: TestClient) -> None:
    status = {source["name"]: source["status"] for source in client.get("/v1/sources").json()["items"]}
    assert status.pop("samples") == "ok"
    assert set(status.values()) == {"paused"}
    health = client.get("/health").json()
    assert health["ready"] is True
    assert health["articles"] == len(items(client, "/v1/articles"))
    assert health["reference"]["covered"] == [{"start": "2026-02-23", "end": "2026-04-12"}]


def test_the_documents_examples_are_real_requests(client: TestClient) -> None:
    """Every example of a query parameter is sent and finds something."""
    sent = 0
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for query in examples(operations.get("get", {})):
            response = client.get(f"{path}?{query}")
            assert response.status_code == 200, (path, query, response.text)
            if response.headers["content-type"] == "application/json":
                body = response.json()
                assert body.get("items", body.get("series", body.get("total"))), (path, query)
            else:
                assert response.content, (path, query)
            sent += 1
    assert sent > 15


def examples(operation: dict[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        for example in parameter["schema"].get("examples", ()):
            values = example if isinstance(example, list) else [example]
            words = [str(value).lower() if isinstance(value, bool) else value for value in values]
            if parameter["in"] == "query":
                yield urlencode({parameter["name"]: words}, doseq=True)


def test_the_documents_answers_are_about_things_that_exist(client: TestClient) -> None:
    """When a rule gives a claim of the samples another id, ``python -m tests.acceptance.examples`` writes them anew."""
    document = client.get("/openapi.json").json()
    for noun in ("claims", "articles", "discrepancies"):
        operation = document["paths"][f"/v1/{noun}/{{id}}"]["get"]
        (example,) = operation["parameters"][0]["schema"]["examples"]
        kept = operation["responses"]["200"]["content"]["application/json"]["example"]
        response = client.get(f"/v1/{noun}/{example}")
        assert response.status_code == 200, (noun, example)
        assert response.json()["id"] == kept["id"] == example
        assert response.json().keys() == kept.keys()


def test_the_scale_slip_is_found_on_the_figures_way(client: TestClient) -> None:
    week = {"period_from": "2026-03-09", "period_to": "2026-03-15"}
    (slip,) = items(client, "/v1/claims", subject="country:CN", kind="level", verdict="refuted", **week)
    line = Genealogy.model_validate_json(client.get(f"/v1/claims/{slip['id']}/genealogy").content)
    times = [each.carried_at for each in line.carriers]
    assert times == sorted(times, key=str)
    assert len(line.carriers) > 3
    (changed,) = (each for each in line.carriers if each.change)
    assert changed.change
    assert (changed.claim, changed.change.from_, changed.change.factor) == (slip["id"], line.carriers[0].claim, "10")
    assert changed.change.slip_zh


def test_a_copied_figure_comes_from_its_original(client: TestClient) -> None:
    week = {"period_from": "2026-03-30", "period_to": "2026-04-05"}
    (claim, *_) = items(client, "/v1/claims", subject="country:CN", kind="level", language="zh", **week)
    line = Genealogy.model_validate_json(client.get(f"/v1/claims/{claim['id']}/genealogy").content)
    (copy,) = (each for each in line.carriers if each.evidence)
    original = next(each for each in line.carriers if each.claim == copy.origin)
    assert (copy.evidence, original.outlet) == ("copy", "rongxun.example")
    others = client.get(f"/v1/articles/{original.article.id}").json()["copies"]
    assert [each["id"] for each in others if each["language"] == "zh"] == [copy.article.id]
