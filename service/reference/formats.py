"""Bytes of reference data -> rows and what they say about themselves. Pure; knows no data set.

Two framings: CSV with a header line, and the JSON that publishers' APIs answer (``data`` rows beside ``meta``). What
cannot be framed at all is :class:`~service.errors.UnusableInput`; a bad row is left to its data set to judge.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import orjson

from service.errors import UnusableInput
from service.reference.protocol import RawRow

_COMMENT = re.compile(r"#\s*(\w+)\s*[:=]\s*(.*\S)")


@dataclass(frozen=True, slots=True)
class Document:
    """Rows with their column names, and the metadata that came with them.

    ``published_order`` is true where the rows stand as the publisher sent them.
    """

    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)
    published_order: bool = False

    def with_meta(self, meta: Mapping[str, Any]) -> Document:
        return replace(self, meta=meta)


def read_csv(data: bytes) -> Document:
    """A CSV file with a header. Lines ``# key: value`` before it are metadata."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableInput(f"not UTF-8 text: {error.reason} at byte {error.start}") from error
    lines = text.splitlines()
    meta: dict[str, Any] = {}
    skipped = 0
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            break
        skipped += 1
        if found := _COMMENT.match(line.strip()):
            meta[found[1]] = found[2]
    reader = csv.reader(io.StringIO("\n".join(lines[skipped:])), strict=True)
    try:
        header = next(reader, None)
        if not header:
            raise UnusableInput("the file has no header line")
        columns = tuple(name.strip() for name in header)
        rows = tuple(
            RawRow(f"line {skipped + reader.line_num}", dict(zip(columns, cells, strict=False)))
            for cells in reader
            if cells
        )
    except csv.Error as error:
        raise UnusableInput(f"line {skipped + reader.line_num}: {error}") from error
    return Document(columns, rows, meta)


def read_json(data: bytes) -> Document:
    """An API's answer. Its error object becomes the error it states."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UnusableInput(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise UnusableInput(f"a JSON object with data and meta is needed, got {type(document).__name__}")
    if isinstance(stated := document.get("error"), dict):
        raise UnusableInput(f"the publisher answered with error {stated.get('code')}: {stated.get('message')}")
    data_rows, meta = document.get("data"), document.get("meta")
    if not isinstance(data_rows, list):
        raise UnusableInput("data: a list of rows is needed")
    rows = tuple(
        RawRow(f"data[{at}]", row if isinstance(row, dict) else {"row": row}) for at, row in enumerate(data_rows)
    )
    columns = tuple(rows[0].fields) if rows else ()
    return Document(columns, rows, meta if isinstance(meta, dict) else {}, published_order=True)


def stated_time(meta: Mapping[str, Any], key: str) -> datetime | None:
    """A time of the metadata as aware UTC; null where it is not given. Refuses a time without a zone."""
    raw = meta.get(key)
    if raw is None:
        return None
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError as error:
        raise UnusableInput(f"{key}: {raw!r} is not an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise UnusableInput(f"{key}: {raw!r} has no time zone")
    return moment.astimezone(UTC)


def stated_day(meta: Mapping[str, Any], key: str) -> date | None:
    raw = meta.get(key)
    if raw is None:
        return None
    try:
        return date.fromisoformat(str(raw)[:10])
    except ValueError as error:
        raise UnusableInput(f"{key}: {raw!r} is not an ISO date") from error
