"""Reading a question about claims at a glance: the plain ones, which are most, without the machinery that explains.

What one parameter says is read once and remembered; a question is the sum of what its parameters say. What is not plain
(a parameter twice, one that is empty or unknown, a value that is refused) is not read here at all; FastAPI reads it
again then, and its word is what the client hears.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, get_origin

from pydantic import TypeAdapter, ValidationError

from db.queries.claim_order import NEWEST
from db.queries.claim_walks import Value, plain
from db.queries.search import claim_phrase
from db.types import time_text
from service.api.conventions.pagination import DEFAULT_LIMIT
from service.api.filters import ClaimQuery
from service.questions import DayOrTime, beginning, ending

_LONGEST = 200
_LISTS = {name for name, field in ClaimQuery.model_fields.items() if get_origin(field.annotation) is list}
_MOMENT: TypeAdapter[DayOrTime] = TypeAdapter(DayOrTime)
_TIMES = {"published_from": beginning, "published_to": ending}


class Question(NamedTuple):
    """A plain question: values of fields, times and words, for :mod:`db.queries.claim_walks`, and which page."""

    asked: dict[str, Value]
    phrase: str | None
    limit: int
    cursor: str | None


def glance(parameters: Iterable[tuple[str, str]]) -> Question | None:
    """The question that plain parameters ask, newest claims first and whole; None for any other."""
    asked: dict[str, Value] = {}
    seen = set()
    limit, cursor, phrase = DEFAULT_LIMIT, None, None
    for name, value in parameters:
        if name in seen:
            return None
        seen.add(name)
        if name == "cursor":
            cursor = value
            continue
        said = _said(name, value) if len(value) <= _LONGEST else None
        if said is None or (phrase and said.phrase):
            return None
        phrase = phrase or said.phrase
        limit = said.limit or limit
        asked |= said.asked
    return Question(asked, phrase, limit, cursor)


class _Said(NamedTuple):
    asked: dict[str, Value]
    phrase: str | None = None
    limit: int | None = None


@lru_cache(maxsize=4_096)
def _said(name: str, value: str) -> _Said | None:
    """What one parameter says by itself; None if that is wrong, or not plain."""
    if not value or name not in ClaimQuery.model_fields:
        return None
    try:
        if (bound := _TIMES.get(name)) is not None:
            moment = bound(_MOMENT.validate_python(value))
            return None if moment is None else _Said({name: time_text(moment)})
        query = ClaimQuery.model_validate({name: [value] if name in _LISTS else value})
    except ValidationError:
        return None
    if query.saved or query.fields or query.expand or query.sort != NEWEST:
        return None
    wanted = query.filter()
    asked = plain(replace(wanted, text=None, rule=None))
    phrase = claim_phrase(wanted.text, wanted.rule)
    if asked is None or ((wanted.text or wanted.rule) and phrase is None):
        return None
    return _Said(asked, phrase, query.limit if name == "limit" else None)
