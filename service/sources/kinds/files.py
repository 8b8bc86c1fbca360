"""A folder of saved articles: web pages, texts with the title on the first line, JSON and JSON lines.

A file's identity is its name, so an edited file is a new version of its article. What a saved page, text or JSON object
says is :func:`extractors.article.read_file`'s to find out; this only tells the articles of one file apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from extractors.documents.decoding import decode
from service.sources.protocol import (
    Document,
    Entry,
    Folder,
    Interval,
    Kind,
    Listing,
    ListingError,
    Rejected,
    SourceConfig,
)

SUFFIXES = (".html", ".htm", ".txt", ".md", ".json", ".jsonl")
NOT_ARTICLES = frozenset({"README.md", "README.txt"})


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    return path if folder is None or path.is_absolute() else Path(folder) / path


def _patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        parts = PurePath(pattern).parts
        if not parts or PurePath(pattern).is_absolute() or ".." in parts or PurePath(pattern).suffix not in SUFFIXES:
            raise ValueError(f"glob patterns inside the folder that end with one of {', '.join(SUFFIXES)} are required")
    return patterns


class FilesSource(SourceConfig):
    """``path`` is the folder; a relative one is relative to the file that names it."""

    kind: Literal["files"]
    path: Annotated[Path, AfterValidator(_beside_the_file)] = Field(description="the folder that is watched")
    patterns: Annotated[tuple[str, ...], AfterValidator(_patterns)] = Field(
        ("*.html", "*.htm", "*.txt", "*.json", "*.jsonl"), description="which files in it are articles"
    )
    every: Interval = Field(timedelta(seconds=10), description="time between two looks at the folder")
    slowest: Interval = Field(timedelta(seconds=30), description="longest time between two looks")
    max_bytes: int = Field(10_000_000, ge=1_000, le=200_000_000, description="largest file that is read")

    @property
    def is_local(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    text: str


def plan(source: FilesSource) -> tuple[Folder, ...]:
    return (Folder(source.path, source.patterns, source.max_bytes, NOT_ARTICLES),)


def parse(document: Document, source: FilesSource, now: datetime) -> Listing:
    """One file: one entry, or one for each object of a JSON list or of JSON lines. Other rows are named and left."""
    name = document.url
    if not document.data.strip():
        raise ListingError("empty_body", f"{name} is empty")
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json" and document.data.lstrip()[:1] == b"[":
        return _listing(name, _list_rows(name, decode(document.data).text))
    if suffix == ".jsonl":
        return _listing(name, _line_rows(decode(document.data).text))
    return Listing((Entry(key=f"file:{name}", page=document),))


def _listing(name: str, rows: Iterator[_Row]) -> Listing:
    entries: dict[str, Entry] = {}
    rejected: list[Rejected] = []
    for row in rows:
        try:
            article = json.loads(row.text)
        except (ValueError, RecursionError) as error:
            rejected.append(Rejected(f"{name} {row.where}", "malformed_json", str(error)))
            continue
        if not isinstance(article, dict):
            rejected.append(Rejected(f"{name} {row.where}", "not_an_article", "a JSON object is required"))
            continue
        key = f"file:{name}#{article.get('id') or row.where}"
        entries[key] = Entry(key=key, page=Document(row.text.encode(), f"{name}#{row.where}.json"))
    return Listing(tuple(entries.values()), rejected=tuple(rejected))


def _line_rows(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _Row(f"line {number}", line)


def _list_rows(name: str, text: str) -> Iterator[_Row]:
    try:
        items: list[Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListingError("malformed_json", f"{name}: {error}") from error
    for number, item in enumerate(items, 1):
        yield _Row(f"item {number}", json.dumps(item, ensure_ascii=False))


KIND = Kind(config=FilesSource, plan=plan, parse=parse)
