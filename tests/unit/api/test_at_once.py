"""The quick way to a list and the long one give the same answer, to the byte."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from service.api.conventions import shortcut
from service.api.conventions.answers import Answers
from service.api.routers import claims
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made, serving

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
    "q=tokens&limit=1",
    "q=调用&subject=all",
    "q=OpenRouter&limit=2&rule=rank.top",
    "rule=level.reach&limit=2",
    'q="trillion tokens"&published_to=2026-04-30',
    "q=%22",
    "q=nothing&limit=3",
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


def answer(client: TestClient, question: str, **headers: str) -> tuple[int, Any, dict[str, str]]:
    said = client.get(f"/v1/claims?{question}", headers={"X-Request-ID": "same", **headers})
    body = said.json() if said.content else None
    return said.status_code, body, told(said)


def told(said: Any) -> dict[str, Any]:
    """Its headers; in what order they name what an answer varies by means nothing."""
    assert "ratelimit" in said.headers
    told: dict[str, Any] = {name: value for name, value in said.headers.items() if name != "ratelimit"}
    return told | {"vary": sorted(told.get("vary", "").split(", "))}


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_ways(client: TestClient, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    client.app.state.answers = Answers(room=0)  # type: ignore[attr-defined]
    quick = answer(client, question)
    monkeypatch.setattr(shortcut, "QUICK", {})
    assert answer(client, question) == quick
    client.app.state.answers = Answers()  # type: ignore[attr-defined]
    assert answer(client, question) == quick
    assert answer(client, question) == quick
    if cursor := quick[1].get("next_cursor"):
        monkeypatch.undo()
        following = f"{question}&cursor={cursor}"
        quick = answer(client, following)
        monkeypatch.setattr(shortcut, "QUICK", {})
        assert answer(client, following) == quick


def test_the_quick_way_is_taken(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: Any, **named: Any) -> Any:
        raise AssertionError("the long way")

    monkeypatch.setattr(claims.claims, "list_documents", never)
    for question in (
        "subject=country:CN",
        "",
        "limit=1&verdict=conflicting",
        "published_to=2026-04-30&of=9",
        "q=tokens&limit=1",
    ):
        assert client.get(f"/v1/claims?{question}").status_code == 200


HEADERS: tuple[dict[str, str], ...] = (
    {"Accept": "application/json"},
    {"Accept": "text/html, application/json;q=0.9"},
    {"Accept": "text/csv;q=0.1, */*"},
    {"Accept-Encoding": "identity"},
    {"Accept-Encoding": "gzip"},
    {"If-None-Match": '"nothing"'},
    {"If-None-Match": "*"},
    {"If-None-Match": "*", "Accept-Encoding": "identity"},
)


@pytest.mark.parametrize("headers", HEADERS, ids=str)
@pytest.mark.parametrize("path", ["/v1/claims", "/v1/claims/facets", "/v1/discrepancies?limit=1", "/v1/articles"])
def test_headers_have_their_way_whichever_it_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, headers: dict[str, str]
) -> None:
    def said(response: Any) -> tuple[int, bytes, dict[str, Any]]:
        return response.status_code, response.content, told(response)

    named = {"X-Request-ID": "same", **headers}
    client.app.state.answers = Answers(room=0)  # type: ignore[attr-defined]
    quick = said(client.get(path, headers=named))
    head = said(client.head(path, headers=named))
    assert (head[0], head[2]) == (quick[0], quick[2])
    client.app.state.answers = Answers()  # type: ignore[attr-defined]
    for _ in range(2):
        assert said(client.get(path, headers=named)) == quick
    monkeypatch.setattr(shortcut, "_ready", lambda scope: None)
    assert said(client.get(path, headers=named)) == quick


def test_a_list_in_another_form_is_not_taken_for_it(client: TestClient) -> None:
    for _ in range(2):
        assert client.get("/v1/claims").headers["content-type"] == "application/json"
        assert client.get("/v1/claims", headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")


def test_who_may_not_read_is_given_nothing_that_is_kept(backing: Backing) -> None:
    with serving(backing, reading="keys") as client:
        key = made(backing, "read")
        for _ in range(2):
            assert client.get("/v1/claims", headers=key).status_code == 200
            assert client.get("/v1/claims").status_code == 401


def test_a_body_is_refused_even_where_the_answer_is_there(client: TestClient) -> None:
    assert client.get("/v1/claims").status_code == 200
    large = client.request("GET", "/v1/claims", headers={"Content-Length": str(3 * 1024 * 1024)}, content=b"")
    assert large.status_code == 413


def test_one_claim_both_ways(client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    client.app.state.answers = Answers(room=0)  # type: ignore[attr-defined]
    ids = [item["id"] for item in client.get("/v1/claims?limit=200").json()["items"]]
    path = "/v1/claims/{}".format
    quick = {one: client.get(path(one)) for one in ids}
    taken = {one for one in ids if shortcut.QUICK["/v1/claims/"](asking(client, path(one))) is not None}
    disputed = {one for one, answer in quick.items() if answer.json()["discrepancies"]}
    assert taken == set(ids) - disputed
    assert taken
    assert any(quick[one].json()["copies"] for one in ids)
    monkeypatch.setattr(shortcut, "QUICK", {})
    for one in ids:
        slow = client.get(path(one))
        assert slow.content == quick[one].content
        assert told(slow) | {"x-request-id": ""} == told(quick[one]) | {"x-request-id": ""}


@pytest.mark.parametrize("path", ["/v1/claims/clm_nobody", "/v1/claims/art_1", "/v1/claims/", "/v1/claims/facets"])
def test_what_is_no_claim_is_left_to_the_application(client: TestClient, path: str) -> None:
    assert shortcut.QUICK["/v1/claims/"](asking(client, path)) is None


def test_a_reviewed_claim_is_left_to_the_application(client: TestClient, backing: Backing) -> None:
    claim = client.get("/v1/claims?subject=all").json()["items"][0]["id"]
    reviewer = made(backing, "review", "ada")
    client.post(f"/v1/claims/{claim}/reviews", json={"decision": "accept"}, headers=reviewer)
    assert [one["reviewer"] for one in client.get(f"/v1/claims/{claim}").json()["reviews"]] == ["ada"]


def asking(client: TestClient, path: str) -> Request:
    return Request({"type": "http", "app": client.app, "path": path, "query_string": b"", "headers": []})
