"""Keyset pages: a cursor is the position of the last row given, so a page never repeats or skips a row that stays.

A cursor is opaque to clients and bound to the query that made it: it carries a check value over its position and the
query's filters, so a cursor that was cut, edited or moved to other filters is refused instead of answering a question
nobody asked. The check value guards against mistakes, not against forgery; a forged position could only start the same
query at another row.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from db.queries.pages import After
from db.types import time_text
from service.api.conventions.problem_types import BadCursor
from service.api.conventions.requests import raw_path
from service.api.conventions.responses import Answer, answer_of, respond
from service.documents import as_bytes

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
_CHECK_BYTES = 9
_ROW_IDS = 2**63  # SQLite takes no larger number
_PAGE_PARAMETERS = frozenset({"cursor", "limit"})


def encode(position: After, query: str) -> str:
    """The cursor for the rows after ``position`` of ``query``. Its keys are a time, or a tuple of plain values."""
    keys = list(position.at) if isinstance(position.at, tuple) else time_text(position.at)
    payload = orjson.dumps([keys, position.id])
    return base64.urlsafe_b64encode(_check(payload, query) + payload).decode("ascii").rstrip("=")


def decode(cursor: str, query: str) -> After:
    """The position that :func:`encode` was given for the same query; else :class:`BadCursor`."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        at, row_id = orjson.loads(raw[_CHECK_BYTES:])
        keys = _plain(at) if isinstance(at, list) else datetime.fromisoformat(at)
        position = After(keys, int(row_id))
        intact = encode(position, query) == cursor and abs(position.id) < _ROW_IDS
    except (ValueError, TypeError, OverflowError):
        intact = False
    if not intact:
        raise BadCursor("The cursor is damaged, or it was made by a query with other filters.")
    return position


def _plain(values: list[Any]) -> tuple[Any, ...]:
    if not all(isinstance(value, str | int | float) for value in values):
        raise ValueError("not an order's keys")
    return tuple(values)


def query_key(request: Request) -> str:
    """What a cursor is bound to: the address and its filters, whatever their order."""
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in _PAGE_PARAMETERS)
    return orjson.dumps([request.scope["path"], filters]).decode()


def next_link(request: Request, cursor: str) -> str:
    """The ``Link`` header's value for the next page: this address, its own parameters, the new cursor."""
    kept: Iterable[tuple[str, str]] = (pair for pair in request.query_params.multi_items() if pair[0] != "cursor")
    return f'<{raw_path(request.scope)}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


def _check(payload: bytes, query: str) -> bytes:
    return blake2b(payload + b"\0" + query.encode(), digest_size=_CHECK_BYTES, person=b"tallywire.cursor").digest()


def position(request: Request, cursor: str | None) -> After | None:
    """Where a page of the newest first starts: after the cursor's row, or at the beginning."""
    after = plain_position(request, cursor)
    if after is not None and not isinstance(after.at, datetime):
        raise BadCursor("The cursor was made by a list in another order.")
    return after


def plain_position(request: Request, cursor: str | None) -> After | None:
    """The same for a list that may be in another order: its keys are plain values then, for the list to read."""
    return None if cursor is None else decode(cursor, query_key(request))


def respond_page(request: Request, items: Sequence[Any], after: After | None, **beside: Any) -> Response:
    """A page of a list: its items, where to go on, and what there is to say beside."""
    cursor, headers = _next(request, after)
    return respond(request, {**beside, "items": items, "next_cursor": cursor}, headers=headers)


def page_of_documents(request: Request, items: Sequence[tuple[bytes, bytes]], after: After | None) -> Answer:
    """The same page of items that are written already, each with a digest of what it says."""
    cursor, headers = _next(request, after)
    end = b'],"next_cursor":' + as_bytes(cursor) + b"}"
    parts = [b'{"items":[']  # joined once: the page is long
    for body, _ in items:
        parts += (body, b",")
    parts[-1 if items else 1 :] = [end]
    return answer_of(b"".join(parts), b"".join([digest for _, digest in items]) + end, headers=headers)


def _next(request: Request, after: After | None) -> tuple[str | None, dict[str, str] | None]:
    if after is None:
        return None, None
    cursor = encode(after, query_key(request))
    return cursor, {"Link": next_link(request, cursor)}
