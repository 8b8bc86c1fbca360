"""What is going away says so: in the document, and on every answer."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi.testclient import TestClient

from service.api.conventions import deprecation
from service.api.conventions.deprecation import GOING, Going

LEAVING = Going(date(2026, 4, 1), date(2026, 10, 1), "/v1/claims")


@pytest.mark.parametrize("path", ["/v1/discrepancies", "/v1/discrepancies/dsc_none", "/v1/discrepancies?limit=x"])
def test_every_answer_says_since_when_until_when_and_what_instead(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for leaving in ("/v1/discrepancies", "/v1/discrepancies/{id}"):
        monkeypatch.setitem(GOING, leaving, LEAVING)
    for answer in (client.get(path), client.head(path)):
        assert answer.headers["deprecation"] == "@1775001600"
        assert answer.headers["sunset"] == "Thu, 01 Oct 2026 00:00:00 GMT"
        assert '</v1/claims>; rel="successor-version"' in answer.headers["link"]
    assert "deprecation" not in client.get("/v1/claims").headers


def test_the_document_marks_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GOING, "/v1/discrepancies", LEAVING)
    paths = client.get("/openapi.json").json()["paths"]
    marked = paths["/v1/discrepancies"]["get"]
    assert marked["deprecated"] is True
    assert "use `/v1/claims`" in marked["description"]
    assert "deprecated" not in paths["/v1/claims"]["get"]


def test_half_a_years_notice_is_the_least() -> None:
    with pytest.raises(ValueError, match="less than half a year"):
        Going(date(2026, 4, 1), date(2026, 9, 30), "/v1/claims")


def test_what_is_announced_exists(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, going in deprecation.GOING.items():
        assert path in paths
        assert going.instead in paths
