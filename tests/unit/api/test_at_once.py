"""The quick way to a list and the long one give the same answer, to the byte."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.conventions import answers
from service.api.conventions.answers import Answers
from service.api.routers import claims
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import tell

QUESTIONS = (
    "",
    "limit=2",
    "limit=1&verdict=conflicting",
    "subject=country:CN",
    "subject=country%3ACN&kind=level&verdict=supported",
    "published_from=2026-03-01&published_to=2026-04-30",
    "published_to=2026-03-23T08:00:00Z",
    "kind=level&kind=share",
    "kind=level,share",
    "source=samples&language=zh",
    "q=OpenRouter",
    "sort=-seen",
    "fields=id,kind",
    "expand=readings",
    "withdrawn=true",
    "kind=",
    "kind=nothing",
    "limit=0",
    "limit=2&limit=3",
    "colour=red",
    "cursor=broken",
    "saved=nobody",
    "published_to=yesterday",
)


@pytest.fixture(autouse=True)
def ids(backing: Backing) -> dict[str, str]:
    return tell(backing.database, backing.snapshot)


def answer(client: TestClient, question: str) -> tuple[int, Any, dict[str, str]]:
    said = client.get(f"/v1/claims?{question}")
    body = said.json()
    if said.status_code >= 400:
        body.pop("instance", None)
        body.pop("request_id", None)
    told = ("etag", "link", "cache-control", "content-type", "vary")
    return said.status_code, body, {name: said.headers.get(name, "") for name in told}


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_ways(client: TestClient, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    client.app.state.answers = Answers(room=0)  # type: ignore[attr-defined]
    quick = answer(client, question)
    monkeypatch.setattr(answers, "_AT_ONCE", {})
    assert answer(client, question) == quick
    assert answer(client, question) == quick
    if cursor := quick[1].get("next_cursor"):
        monkeypatch.undo()
        following = f"{question}&cursor={cursor}"
        quick = answer(client, following)
        monkeypatch.setattr(answers, "_AT_ONCE", {})
        assert answer(client, following) == quick


def test_the_quick_way_is_taken(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: Any, **named: Any) -> Any:
        raise AssertionError("the long way")

    monkeypatch.setattr(claims.claims, "list_documents", never)
    assert client.get("/v1/claims?subject=country:CN").status_code == 200
