"""Files of reference data: read them, and put them into the store as a vintage.

A file is an API's JSON answer or a CSV. Its vintage is, in this order: the argument, the file's own ``as_of`` (JSON
``meta``, a ``# as_of:`` line), the sidecar ``NAME.meta.json`` beside ``NAME.csv``. Where nothing says, it is the time
of reading, and the publication carries a problem that says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from db.session import Database
from service.errors import UnusableInput
from service.reference.catalogue import dataset_of, recognise
from service.reference.formats import Document, read_csv, read_json, stated_day, stated_time
from service.reference.protocol import Frame, Problem, Publication
from service.reference.store import SaveReport, save_publication


def read_document(document: Document, now: datetime, *, as_of: datetime | None = None) -> Publication:
    """Framed rows as a publication of the data set that they are recognised to be of. Pure."""
    dataset = recognise(document)
    missing = [column for column in dataset.columns if document.rows and column not in document.columns]
    if missing:
        raise UnusableInput(f"{dataset.id} needs columns {', '.join(missing)}; there are {', '.join(document.columns)}")
    vintage = as_of or stated_time(document.meta, "as_of")
    frame = Frame(
        as_of=vintage or now,
        start=stated_day(document.meta, "start_date"),
        end=stated_day(document.meta, "end_date"),
        published_order=document.published_order,
    )
    publication = dataset.read(document.rows, frame)
    if vintage is None:
        assumed = Problem(None, "vintage_assumed", f"no as_of is stated; {now.isoformat()} is taken", used=True)
        publication = replace(publication, problems=(assumed, *publication.problems))
    return publication


def read_file(path: Path, now: datetime, *, as_of: datetime | None = None) -> Publication:
    """A file as a publication, nothing stored. Raises :class:`UnusableInput` naming the file."""
    try:
        document = _document(path)
        return read_document(document, now, as_of=as_of)
    except OSError as error:
        raise UnusableInput(f"{path}: {error.strerror}") from error
    except UnusableInput as error:
        raise UnusableInput(f"{path}: {error.detail}") from error


def _document(path: Path) -> Document:
    data = path.read_bytes()
    if data.lstrip()[:1] in {b"{", b"["}:
        return read_json(data)
    document = read_csv(data)
    sidecar = path.with_suffix(".meta.json")
    if not sidecar.is_file():
        return document
    return replace(document, meta={**_sidecar(sidecar), **document.meta})


def _sidecar(path: Path) -> dict[str, Any]:
    try:
        meta = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnusableInput(f"{path.name} is not JSON: {error}") from error
    if not isinstance(meta, dict):
        raise UnusableInput(f"{path.name} is not a JSON object")
    return meta


def import_file(database: Database, path: Path, now: datetime, *, as_of: datetime | None = None) -> SaveReport:
    """Store a file's good days, in one transaction. Importing it again changes nothing."""
    publication = read_file(path, now, as_of=as_of)
    dataset = dataset_of(publication.dataset)
    with database.transaction() as session:
        return save_publication(session, publication, origin=path.name, citation=dataset.citation, now=now)
