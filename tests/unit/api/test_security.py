"""What hostile words, sizes and cursors do: nothing but what plain ones do."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from service.api.conventions.bodies import MAX_BODY
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.api.test_access import made, problem

INJECTED = (
    "' OR 1=1 --",
    '"; DROP TABLE claim; --',
    "1) UNION SELECT digest FROM api_key --",
    "x' || (SELECT sql FROM sqlite_master) || '",
    'words : ("a") OR rule : *',
    "NEAR(a b) AND NOT c*",
    "%",
    "_",
)
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) {{7*7}} "><b>'


@pytest.mark.parametrize("words", INJECTED)
@pytest.mark.parametrize(
    "name", ["q", "rule", "subject", "object", "source", "article", "group", "cluster", "reading", "saved"]
)
def test_injected_sql_is_only_a_word(client: TestClient, backing: Backing, name: str, words: str) -> None:
    tell(backing.database, backing.snapshot)
    for path in ("/v1/claims", "/v1/claims/facets"):
        response = client.get(path, params={name: words})
        assert response.status_code in {200, 422}
        if response.status_code == 200:
            assert response.json().get("items", []) == []
            assert response.json().get("total", 0) == 0
    with backing.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM claim")).scalar_one() == 4


@pytest.mark.parametrize("name", ["sort", "fields", "expand", "by"])
@pytest.mark.parametrize("words", ["id; DROP TABLE claim", "(SELECT 1)", "digest", "id,digest"])
def test_names_of_columns_come_from_a_list(client: TestClient, name: str, words: str) -> None:
    path = "/v1/claims/facets" if name == "by" else "/v1/claims"
    assert problem(client.get(path, params={name: words})) == (422, "invalid-request")


def test_markup_in_an_article_stays_text(client: TestClient, backing: Backing) -> None:
    stored = store(
        backing.database,
        backing.snapshot,
        "wire",
        "hostile",
        title=HOSTILE,
        text=f"{HOSTILE} Chinese models processed 129.6 trillion tokens last week.",
        day=6,
        claims=(level("129.6 trillion tokens", "129.6", "0.05"),),
    )
    home = client.get("/")
    assert "<script>" not in home.text
    assert "<img" not in home.text
    assert "default-src 'none'" in home.headers["content-security-policy"]
    for path in ("/v1/claims", f"/v1/articles/{stored.article_id}", "/v1/discrepancies", "/v1/claims.jsonl"):
        response = client.get(path)
        assert response.headers["content-type"].startswith(("application/json", "application/jsonl"))
        assert response.headers["x-content-type-options"] == "nosniff"
    assert client.get(f"/v1/articles/{stored.article_id}").json()["title"] == HOSTILE
    assert orjson.loads(client.get("/v1/claims.jsonld").content)["@graph"][0]["appearance"]["headline"] == HOSTILE


@pytest.mark.parametrize(
    "keys",
    [
        [[], 1],
        [{}, 1],
        [[[]], 1],
        [["x"], 1],
        [[None], 1],
        [["2026-01-01T00:00:00Z", 2], 1],
        ["2026-01-01", "x"],
        [["9999999-01-01"], 1],
        ["2026-01-01T00:00:00.000000Z", 2**63],
        ["2026-01-01T00:00:00.000000Z", -(2**70)],
    ],
)
@pytest.mark.parametrize("sort", ["-published", "published", "period", "value"])
def test_a_forged_cursor_is_refused_or_is_a_place_in_the_list(client: TestClient, sort: str, keys: list[Any]) -> None:
    """The check value is no secret: whoever forges one may at most start at another row."""
    payload = json.dumps(keys).encode()
    query = f"/v1/claims?kind=level&sort={sort}"
    check = blake2b(payload + b"\0" + query.encode(), digest_size=9, person=b"tallywire.cursor").digest()
    cursor = base64.urlsafe_b64encode(check + payload).decode().rstrip("=")
    response = client.get(f"/v1/claims?kind=level&sort={sort}&cursor={cursor}")
    assert response.status_code in {200, 400}, response.text


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("keyed", [False, True])
def test_no_body_is_read_past_the_limit(client: TestClient, backing: Backing, streamed: bool, keyed: bool) -> None:
    chunk = b"x" * 65536

    def chunks() -> Iterator[bytes]:
        for _ in range(4 * MAX_BODY // len(chunk)):
            yield chunk

    content = chunks() if streamed else chunk * (MAX_BODY // len(chunk) + 1)
    headers = {"Content-Type": "application/json", **(made(backing, "review") if keyed else {})}
    response = client.put("/v1/filters/x", content=content, headers=headers)
    assert problem(response) == (413, "body-too-large")
