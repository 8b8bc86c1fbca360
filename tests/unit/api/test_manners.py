"""What every response has: a name, safe headers, compression where asked, and other origins only where set."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.conftest import Backing
from tests.unit.api.test_access import serving

PATHS = ["/v1/claims", "/v1/nothing", "/health", "/", "/v1/claims?x=1"]


@pytest.mark.parametrize("path", PATHS)
def test_a_request_keeps_the_name_it_came_with(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"X-Request-ID": "trace/42:a"})
    assert response.headers["x-request-id"] == "trace/42:a"
    assert response.headers["x-content-type-options"] == "nosniff"
    if response.status_code >= 400:
        assert response.json()["request_id"] == "trace/42:a"


@pytest.mark.parametrize("name", ["", "a b", "x" * 129, "a\tb", "\xe9", "<script>"])
def test_a_name_that_is_not_plain_is_replaced(client: TestClient, name: str) -> None:
    given = client.get("/health", headers={"X-Request-ID": name.encode("latin-1")}).headers["x-request-id"]
    assert given != name
    assert len(given) == 32


def test_our_own_fault_can_be_found_in_the_log_by_its_name(
    client: TestClient, backing: Backing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def health() -> list[Any]:
        raise RuntimeError("broken")

    monkeypatch.setattr(backing, "health", health)
    response = client.get("/v1/sources", headers={"X-Request-ID": "trace-7"})
    assert response.headers["x-request-id"] == response.json()["request_id"] == "trace-7"
    assert "trace-7" in caplog.text


def test_nothing_in_a_path_makes_a_line_of_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "tallywire.access"):
        client.get("/v1/claims/x%0AINFO%20forged%1b[2J")
    (record,) = (record for record in caplog.records if record.name == "tallywire.access")
    assert "\n" not in record.getMessage()
    assert "\x1b" not in record.getMessage()
    assert "404" in record.getMessage()


def test_nothing_in_a_query_makes_a_header(client: TestClient) -> None:
    response = client.get("/v1/claims?subject=x%0D%0ASet-Cookie:%20a=b&limit=1")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers


def test_a_long_answer_is_compressed_where_that_is_asked_for(client: TestClient) -> None:
    plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    small = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(plain.content) / 3
    assert small.json() == plain.json()
    assert "accept-encoding" in small.headers["vary"].lower()


def test_other_origins_are_let_in_only_where_set(backing: Backing) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "GET"}
    with serving(backing) as client:
        assert "access-control-allow-origin" not in client.get("/v1/claims", headers=asked).headers
    with serving(backing, reading="keys", cors_origins="https://page.example, https://two.example") as client:
        preflight = client.options("/v1/claims", headers={**asked, "Access-Control-Request-Headers": "authorization"})
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == "https://page.example"
        refused = client.get("/v1/claims", headers=asked)
        assert refused.status_code == 401  # told to the page, not hidden from it
        assert refused.headers["access-control-allow-origin"] == "https://page.example"
        assert "ETag" in refused.headers["access-control-expose-headers"]
        stranger = client.get("/v1/claims", headers={"Origin": "https://else.example"})
        assert "access-control-allow-origin" not in stranger.headers
