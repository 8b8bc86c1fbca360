"""Saved filters: a question under a name, asked by ``saved=NAME`` wherever the question could be asked in full.

One definition serves the list, its counts, its exports, and whatever is told as it happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from db.queries import saved_filters
from db.session import Session
from service.api.conventions.problem_types import InvalidRequest
from service.questions import NOUNS

Q = TypeVar("Q", bound=BaseModel)


def resolved(session: Session, noun: str, query: Q) -> Q:
    """The query with the parameters of the saved filter it names, if it names one.

    A parameter that the filter fixes may not be given again: which of the two counts would be a guess.
    """
    name: str | None = getattr(query, "saved", None)
    if name is None:
        return query
    row = saved_filters.find_filter(session, name)
    if row is None or row.noun != noun:
        what = f"there is no saved filter {name!r} of {noun}"
        raise InvalidRequest(f"saved: {what}.", errors=[{"parameter": "saved", "detail": what}])
    if twice := sorted(query.model_fields_set & row.parameters.keys()):
        raise InvalidRequest(
            f"{', '.join(twice)}: fixed by the saved filter {name!r}.",
            errors=[{"parameter": one, "detail": f"fixed by the saved filter {name!r}"} for one in twice],
        )
    given = query.model_dump(exclude_unset=True, exclude={"saved"})
    try:
        return type(query).model_validate({**given, **row.parameters})
    except ValidationError as error:
        raise InvalidRequest(
            f"The saved filter {name!r} cannot be used: {error.errors()[0]['msg']}.",
            errors=[
                {"parameter": str(one["loc"][0] if one["loc"] else "saved"), "detail": one["msg"]}
                for one in error.errors()
            ],
        ) from error


def must_exist(session: Session, name: str | None, *, pointer: str | None = None) -> None:
    """Refuse to listen by a saved filter, of either noun, that there is not."""
    if name is None or saved_filters.find_filter(session, name) is not None:
        return
    what = f"there is no saved filter {name!r}"
    place = {"parameter": "saved"} if pointer is None else {"pointer": pointer}
    raise InvalidRequest(f"saved: {what}.", errors=[{**place, "detail": what}])


def parameters(noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A saved filter's parameters in the form that is stored; ``ValidationError`` where they are not the noun's."""
    model = NOUNS[noun].model_validate(dict(given))
    return model.model_dump(mode="json", exclude_unset=True)
