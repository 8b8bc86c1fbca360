"""The API's addresses, readable, and what each problem means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.api.conventions.problem_types import PROBLEMS, NoSuchAddress, about, title_of
from service.desk.rendering import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query, path or header parameter."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method."""

    method: str
    path: str
    summary: str
    description: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    anchor: str


@router.get("/docs")
def addresses(request: Request) -> Response:
    """The OpenAPI document, readable."""
    document = request.app.openapi()
    operations = [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    problems = [(name, title_of(kind)) for name, kind in PROBLEMS.items()]
    introduction = paragraphs(document["info"]["description"])
    return render(request, "docs.html", introduction=introduction, operations=operations, problems=problems)


@router.get("/problems")
def problems(request: Request) -> Response:
    """Every type of problem there is."""
    kinds = [(name, kind.status, title_of(kind)) for name, kind in PROBLEMS.items()]
    return render(request, "problems.html", problems=sorted(kinds, key=lambda kind: (kind[1], kind[0])))


@router.get("/problems/{name}")
def problem(request: Request, name: str) -> Response:
    """What a problem's ``type`` means."""
    kind = PROBLEMS.get(name)
    if kind is None:
        raise NoSuchAddress(f"There is no problem called {name}.", allowed=list(PROBLEMS))
    return render(
        request, "problem.html", name=name, code=kind.status, title=title_of(kind), text=paragraphs(about(kind))
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    return Operation(
        method.upper(),
        path,
        operation["summary"],
        paragraphs(operation.get("description", "")),
        tuple(Parameter(one["name"], one.get("description", "")) for one in operation.get("parameters", ())),
        f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(block for block in text.split("\n\n") if block.strip())
