"""The OpenAPI document: every address has a schema, problems and examples; the examples of queries work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from service.api.conventions.problems import MEDIA_TYPE
from service.api.schemas import Input, Output


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_answer_has_a_schema_and_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        responses = operation["responses"]
        (success,) = (status for status in responses if status.startswith("2"))
        for media, answer in responses[success].get("content", {}).items():
            assert media != "application/json" or "$ref" in answer["schema"], path
        assert {"400", "422"} <= responses.keys(), (path, method)
        for status in responses.keys() - {success}:
            assert responses[status]["content"] == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}, (
                path,
                status,
            )


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def references(value: Any) -> chain[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return chain(own, *map(references, value.values()))
        return chain(*map(references, value)) if isinstance(value, list) else chain()

    used = set(references(document))
    assert used <= known
    assert "#/components/schemas/Problem" in used


def test_output_fields_are_all_required(document: dict[str, Any]) -> None:
    """A field that may be left out leaves a client guessing; what is not there is null."""
    inputs = {"Problem", "FieldError", *(shape.__name__ for shape in every(Input))}
    parts = {"ClaimPart"}  # what `fields` left of a claim
    for name, schema in document["components"]["schemas"].items():
        if name not in inputs | parts and schema["type"] == "object":
            assert set(schema.get("required", ())) == schema["properties"].keys(), name


def test_everything_is_described(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                assert parameter.get("description"), (path, parameter["name"])


def test_the_readable_page_names_every_address_and_parameter(client: TestClient, document: dict[str, Any]) -> None:
    page = client.get("/docs").text
    for path, method, operation in operations(document):
        assert f"<code>{method.upper()} {path}</code>" in page
        for parameter in operation.get("parameters", ()):
            assert f"<code>{parameter['name']}</code>" in page


def test_every_kept_answer_has_the_shape_of_its_schema(document: dict[str, Any]) -> None:
    shapes = {shape.__name__: shape for shape in every(Output)}
    held = 0
    for _, _, operation in operations(document):
        for status, response in operation["responses"].items():
            if status.startswith("2") and (media := response.get("content", {}).get("application/json")):
                shape = shapes[media["schema"]["$ref"].rpartition("/")[2]]
                shape.model_validate_json(orjson.dumps(media["example"]))
                held += 1
    assert held > 10


def every(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in shape.__subclasses__():
        yield one
        yield from every(one)
