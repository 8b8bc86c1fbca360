"""Whatever is asked, the answer is one that the document promises: never a 500, every error a problem."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api.filters import ArticleQuery, ClaimQuery, DiscrepancyQuery
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import tell

VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["level", "country:CN", "all", "top9", "named", "conflicting", "openrouter", "samples", "true", "7"]
    ),
    st.sampled_from(["2026-04-06", "0001-01-01", "9999-12-31", "2026-04-06T08:00:00Z", "1", "200", "-1"]),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "AND", "NOT", "NEAR(", "*", '"', "'"]),
)
QUERIES = {
    "claims": ClaimQuery,
    "articles": ArticleQuery,
    "discrepancies": DiscrepancyQuery,
}
PATHS = st.sampled_from(sorted(QUERIES)).flatmap(
    lambda path: st.tuples(
        st.just(path), st.dictionaries(st.sampled_from(sorted(QUERIES[path].model_fields)), VALUES, max_size=2)
    )
)


@pytest.fixture
def stored(client: TestClient, backing: Backing) -> TestClient:
    tell(backing.database, backing.snapshot)
    return client


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATHS)
def test_no_query_breaks_it(stored: TestClient, query: tuple[str, dict[str, str]]) -> None:
    path, parameters = query
    response = stored.get(f"/v1/{path}?{urlencode(parameters, errors='surrogatepass')}")
    assert response.status_code in {200, 400, 422}, response.text
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["type"].startswith("/problems/")


@pytest.mark.parametrize("path", ["claims/clm_x", "articles/%00", "discrepancies/'", "claims/%ff", "claims/..%2f"])
def test_no_id_breaks_it(stored: TestClient, path: str) -> None:
    assert stored.get(f"/v1/{path}").status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31"])
@pytest.mark.parametrize("name", ["published_from", "published_to"])
def test_the_ends_of_time_are_times(stored: TestClient, name: str, moment: str) -> None:
    response = stored.get("/v1/claims", params={name: moment})
    assert response.status_code in {200, 422}


@pytest.mark.parametrize("value", ["%00", "%ff", "%F0%9F%92%A9", "%ED%A0%80", "a" * 201])
@pytest.mark.parametrize("name", ["q", "subject", "rule", "cursor", "article"])
def test_odd_bytes_in_a_query_are_only_text(stored: TestClient, name: str, value: str) -> None:
    assert stored.get(f"/v1/claims?{name}={value}").status_code in {200, 400, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["application/json", "text/html", "text/plain"]))
def test_no_body_breaks_a_check(client: TestClient, body: bytes, media_type: str) -> None:
    response = client.post("/v1/check", content=body, headers={"Content-Type": media_type})
    assert response.status_code in {200, 400, 422}, response.text
