"""Every error is a problem with a stable type whose page exists; unknown parameters are refused by name."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.errors import StoreBusy
from service.api.conventions.problem_types import PROBLEMS, title_of
from tests.unit.api.conftest import Backing


def problem(response: Any, name: str, status: int) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.status_code == status, body
    assert response.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"/problems/{name}"
    assert body["title"] == title_of(PROBLEMS[name])
    assert body["status"] == status
    assert body["detail"]
    return body


def test_no_such_address(client: TestClient) -> None:
    body = problem(client.get("/v1/nothing"), "no-such-address", 404)
    assert body["instance"] == "/v1/nothing"


@pytest.mark.parametrize("noun", ["claims", "articles", "discrepancies"])
def test_nothing_under_that_id(client: TestClient, noun: str) -> None:
    body = problem(client.get(f"/v1/{noun}/none_1"), "not-found", 404)
    assert "none_1" in body["detail"]


def test_method_not_allowed_says_what_is(client: TestClient) -> None:
    response = client.delete("/v1/claims")
    problem(response, "method-not-allowed", 405)
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/claims?limit=0", "limit"),
        ("/v1/claims?limit=201", "limit"),
        ("/v1/claims?limit=ten", "limit"),
        ("/v1/claims?kind=levels", "kind"),
        ("/v1/claims?verdict=true", "verdict"),
        ("/v1/claims?q=", "q"),
        ("/v1/claims?period_from=March", "period_from"),
        ("/v1/claims?published_from=2026-03-22T08:00:00", "published_from"),
        ("/v1/series?selection=top0", "selection"),
        ("/v1/series?selection=top51", "selection"),
        ("/v1/discrepancies?resolved=perhaps", "resolved"),
    ],
)
def test_a_bad_value_names_its_parameter(client: TestClient, path: str, parameter: str) -> None:
    body = problem(client.get(path), "invalid-request", 422)
    assert {error["parameter"] for error in body["errors"]} == {parameter}
    assert parameter in body["detail"]


@pytest.mark.parametrize(
    ("path", "unknown", "known"),
    [
        ("/v1/claims?subjects=country:CN", "subjects", "subject"),
        ("/v1/claims?kind=level&Verdict=refuted", "Verdict", "verdict"),
        ("/v1/articles?verdict=refuted", "verdict", "source"),
        ("/v1/discrepancies?kind=refuted", "kind", "type"),
        ("/v1/series?from=2026-03-01", "from", "period_from"),
    ],
)
def test_an_unknown_parameter_is_refused_and_the_known_ones_named(
    client: TestClient, path: str, unknown: str, known: str
) -> None:
    body = problem(client.get(path), "unknown-parameter", 400)
    assert body["errors"] == [{"parameter": unknown, "detail": "unknown"}]
    assert known in body["allowed"]
    assert unknown not in body["allowed"]


@pytest.mark.parametrize("path", ["/v1/claims/x?expand=all", "/health?verbose=1", "/v1/sources?name=samples"])
def test_addresses_without_parameters_take_none(client: TestClient, path: str) -> None:
    assert problem(client.get(path), "unknown-parameter", 400)["allowed"] == []


def test_a_single_parameter_given_twice_is_refused_and_a_list_is_not(client: TestClient) -> None:
    body = problem(client.get("/v1/claims?limit=2&limit=3"), "repeated-parameter", 400)
    assert body["errors"][0]["parameter"] == "limit"
    assert client.get("/v1/claims?kind=level&kind=share").status_code == 200


def test_our_own_fault_is_a_500_that_tells_nothing(
    client: TestClient, backing: Backing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def health() -> list[Any]:
        raise RuntimeError("the secret is rosebud")

    monkeypatch.setattr(backing, "health", health)
    response = client.get("/v1/sources")
    problem(response, "internal", 500)
    assert "rosebud" not in response.text
    assert "the secret is rosebud" in caplog.text


def test_a_busy_store_asks_to_come_again(client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    def reading(*asked: Any, **steps: Any) -> Any:
        raise StoreBusy("locked")

    monkeypatch.setattr(backing.database, "reading", reading)
    monkeypatch.setattr(backing.database, "at_once", reading)
    response = client.get("/v1/claims")
    problem(response, "busy", 503)
    assert response.headers["retry-after"] == "1"
    problem(client.get("/health"), "not-ready", 503)


def test_no_error_of_the_driver_reaches_a_client(client: TestClient, backing: Backing) -> None:
    backing.database.close()
    with sqlite3.connect(backing.database.path) as connection:
        connection.execute("ALTER TABLE claim RENAME TO claims_elsewhere")
    connection.close()
    response = client.get("/v1/claims")
    problem(response, "internal", 500)
    assert "claim" not in response.json()["detail"]


@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_every_type_has_its_page(client: TestClient, name: str) -> None:
    page = client.get(f"/problems/{name}")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert f"<h1>{title_of(PROBLEMS[name])}".replace("'", "&#39;") in page.text


def test_all_of_them_are_listed(client: TestClient) -> None:
    page = client.get("/problems")
    assert page.status_code == 200
    for name in PROBLEMS:
        assert f'href="/problems/{name}"' in page.text


def test_an_unknown_type_has_none(client: TestClient) -> None:
    problem(client.get("/problems/%3Cscript%3E"), "no-such-address", 404)
