"""The OpenAPI document held against the service: requests made from it, answers held to it.

Schemathesis sends what the document allows and what it forbids. No answer may be a server error, have a status or a
media type that the document does not name, or a body of another shape; and what the document forbids must be refused.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.config import Settings
from service.desk.app import create_app
from tests.unit.api.conftest import Backing, backing, snapshot
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made, serving

__all__ = ["backing", "snapshot"]

HELD: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def client(backing: Backing) -> Iterator[TestClient]:
    tell(backing.database, backing.snapshot)
    with serving(backing, rate_limit=0) as client:
        client.headers.update(made(backing, "admin"))
        yield client


@asynccontextmanager
async def nothing(settings: Settings) -> AsyncIterator[Any]:
    yield None


LEFT_OUT = ("/v1/alerts/stream", "/v1/check", "/metrics")
"""An answer without end, one that a process of its own gives, and one that is no JSON."""
DOCUMENT = create_app(Settings(), nothing).openapi()
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if path not in LEFT_OUT
]


@pytest.mark.parametrize("label", OPERATIONS)
def test_the_service_is_as_the_document_says(client: TestClient, label: str) -> None:
    method, path = label.split(" ")
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method]

    @seed(6)
    @settings(
        max_examples=10, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def hold(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://testserver")
        sent = {name: sent[name] for name in ("method", "url", "params", "json", "data", "headers") if sent.get(name)}
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        headers = {name: str(value).encode("latin-1", "replace") for name, value in sent.pop("headers", {}).items()}
        answer = client.request(**sent, headers=headers)
        assert answer.status_code < 500, answer.text
        case.validate_response(answer, checks=HELD)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"

    hold()
