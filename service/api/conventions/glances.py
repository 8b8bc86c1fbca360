"""Reading a question at a glance: the plain ones, which are most, without the machinery that can explain what is wrong.

What is not plain (a parameter twice, one that is empty or unknown, a value that is refused) is not read here at all;
FastAPI reads it again then, and its word is what the client hears.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar, get_origin
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ValidationError

Q = TypeVar("Q", bound=BaseModel)


def glance(model: type[Q], request: Request) -> Q | None:
    """The query of a request if it is plain; lists that were not asked for count as asked for and empty."""
    known = _parameters(model)
    # Empty lists are given as such: to copy a default for each would take longer than all the rest.
    given: dict[str, str | list[str]] = {name: [] for name, is_list in known.items() if is_list}
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True):
        if name not in known or given.get(name) or not value:
            return None
        given[name] = [value] if known[name] else value
    try:
        return model.model_validate(given)
    except ValidationError:
        return None


@cache
def _parameters(model: type[BaseModel]) -> dict[str, bool]:
    """A query's parameters, and which of them are lists."""
    return {name: get_origin(field.annotation) is list for name, field in model.model_fields.items()}
