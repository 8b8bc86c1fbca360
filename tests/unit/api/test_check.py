"""``POST /v1/check``: what it takes, what it refuses, and that it stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.checking import AT_ONCE, NoArticle, PageJob, TextJob
from service.api.conventions.bodies import MAX_BODY
from service.api.examples import CHECK_REQUESTS
from service.api.schemas.check import MAX_TEXT, CheckAnswer
from tests.unit.api.conftest import Backing

ANSWER = {
    "article": {"title": "", "text": "x", "url": None, "language": "en", "published_at": None, "flags": []},
    "claims": [],
    "consistency": [],
}


@pytest.fixture
def jobs(backing: Backing) -> list[TextJob | PageJob]:
    """What reaches the worker; it answers without reading anything."""
    seen: list[TextJob | PageJob] = []

    def working(job: TextJob | PageJob, snapshot: object) -> dict[str, Any]:
        assert snapshot is backing.snapshot
        seen.append(job)
        return ANSWER

    backing.working = working
    return seen


def test_a_text_as_json(client: TestClient, jobs: list[Any]) -> None:
    body = {"title": "T", "text": "x", "url": "https://a.example/1", "published_at": "2026-04-06T16:00:00+08:00"}
    response = client.post("/v1/check", json=body)
    assert response.status_code == 200
    assert response.json() == ANSWER
    assert jobs == [TextJob("T", "x", "https://a.example/1", None, datetime(2026, 4, 6, 8, tzinfo=UTC))]


@pytest.mark.parametrize("media_type", ["text/html; charset=gb18030", "application/xhtml+xml", "TEXT/PLAIN"])
def test_a_saved_page_with_what_the_query_says(client: TestClient, jobs: list[Any], media_type: str) -> None:
    response = client.post(
        "/v1/check",
        params={"url": "https://a.example/1", "published_at": "2026-04-06T08:00:00Z", "language": "zh"},
        content=b"\xce\xc4",
        headers={"Content-Type": media_type},
    )
    assert response.status_code == 200
    expected = PageJob(b"\xce\xc4", media_type, "https://a.example/1", "zh", datetime(2026, 4, 6, 8, tzinfo=UTC))
    assert jobs == [expected]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/text"),
        ({"text": 3}, "#/text"),
        ({"text": "x", "published_at": "2026-04-06T08:00:00"}, "#/published_at"),
        ({"text": "x", "language": "English, mostly"}, "#/language"),
        ({"text": "x", "Title": "T"}, "#/Title"),
        ({"text": "x" * (MAX_TEXT + 1)}, "#/text"),
        ([], "#"),
    ],
)
def test_a_body_that_is_not_right_is_told_where(
    client: TestClient, jobs: list[Any], body: object, pointer: str
) -> None:
    response = client.post("/v1/check", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert jobs == []


def test_what_is_not_json_is_told(client: TestClient, jobs: list[Any]) -> None:
    response = client.post("/v1/check", content=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["type"]) == (400, "/problems/malformed-body")


@pytest.mark.parametrize("media_type", ["application/pdf", "", "nonsense", "multipart/form-data; boundary=x"])
def test_other_media_types_are_refused(client: TestClient, jobs: list[Any], media_type: str) -> None:
    response = client.post("/v1/check", content=b"%PDF", headers={"Content-Type": media_type})
    assert (response.status_code, response.json()["type"]) == (415, "/problems/unsupported-media-type")
    assert "text/html" in response.json()["allowed"]
    assert jobs == []


@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_is_read_no_further_than_the_limit(client: TestClient, jobs: list[Any], streamed: bool) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 1):
            yield b"x" * 65536

    content = chunks() if streamed else b"".join(chunks())
    response = client.post("/v1/check", content=content, headers={"Content-Type": "text/html"})
    assert (response.status_code, response.json()["type"]) == (413, "/problems/body-too-large")
    assert jobs == []


def test_a_page_that_is_no_article_is_told_why(client: TestClient, backing: Backing) -> None:
    backing.working = lambda *_: NoArticle("challenge", "a challenge page stands where the article was due")
    response = client.post("/v1/check", content=b"<html>", headers={"Content-Type": "text/html"})
    assert (response.status_code, response.json()["type"]) == (422, "/problems/unusable-input")
    assert "challenge" in response.json()["detail"]


def test_a_check_that_takes_too_long_asks_to_come_again(client: TestClient, backing: Backing) -> None:
    def late(*_: object) -> None:
        raise TimeoutError

    backing.working = late
    response = client.post("/v1/check", json={"text": "x"})
    assert (response.status_code, response.json()["type"]) == (503, "/problems/busy")
    assert int(response.headers["retry-after"]) > 0


def test_only_so_many_checks_wait_for_a_worker(client: TestClient, jobs: list[Any]) -> None:
    app: Any = client.app
    app.state.checks = AT_ONCE
    response = client.post("/v1/check", json={"text": "x"})
    assert (response.status_code, response.json()["type"]) == (503, "/problems/busy")
    app.state.checks = AT_ONCE - 1
    assert client.post("/v1/check", json={"text": "x"}).status_code == 200
    assert app.state.checks == AT_ONCE - 1
    assert len(jobs) == 1


@pytest.mark.parametrize("name", CHECK_REQUESTS)
def test_the_documented_requests_are_answered_and_nothing_is_stored(client: TestClient, name: str) -> None:
    before = client.get("/health").json()["articles"]
    response = client.post("/v1/check", json=CHECK_REQUESTS[name]["value"])
    assert response.status_code == 200, response.text
    answer = CheckAnswer.model_validate_json(response.content)
    assert answer.claims
    for claim in answer.claims:
        for mention in claim.mentions:
            said = getattr(answer.article, mention.field)
            assert said[mention.start : mention.end] == mention.quote
    assert client.get("/health").json()["articles"] == before
