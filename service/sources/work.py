"""What runs in a worker process: bytes in, values out. No network, no store, no clock."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import datetime

from extractors.article import Known, read_file, read_page
from extractors.rules import load_rules
from extractors.types import Article
from service.assess import Assessment, assess
from service.errors import OurError
from service.prints import Prints, prints_of
from service.reconcile.snapshot import Snapshot
from service.sources.config import kinds
from service.sources.protocol import Document, Listing, SourceConfig

_held: list[Snapshot] = []
"""The process's reference data, the main data set first. A process has its own; nothing is shared."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to read. With a ``file_name`` the bytes are a saved article; the name's ending says of which form."""

    data: bytes
    known: Known
    url: str | None = None
    content_type: str | None = None
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class PageReport:
    """An article with its assessment and its prints, or the reason why there is none."""

    article: Article | None = None
    assessment: Assessment | None = None
    prints: Prints | None = None
    reason: str | None = None
    detail: str = ""


def prepare(snapshots: tuple[Snapshot, ...]) -> None:
    """Once a process: load the rules, and hold the reference data that every page is judged by."""
    load_rules()
    _held[:] = snapshots
    gc.freeze()  # rules and data stay as long as the process: the collector need not walk through them again and again


def read_listing(document: Document, source: SourceConfig, now: datetime) -> Listing:
    """Raises :class:`~service.sources.protocol.ListingError` with a reason."""
    return kinds()[source.kind].parse(document, source, now)


def read_article(task: PageTask) -> PageReport:
    """Read, extract, verify: the pure way from bytes to verdicts."""
    if not _held:
        raise OurError("the worker process was not prepared")
    if task.file_name is not None:
        result = read_file(task.data, name=task.file_name, known=task.known)
    else:
        result = read_page(task.data, url=task.url, content_type=task.content_type, known=task.known)
    if result.article is None:
        return PageReport(reason=result.reason, detail=result.detail)
    return PageReport(result.article, assess(result.article, load_rules(), *_held), prints_of(result.article))
