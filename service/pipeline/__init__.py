"""The use cases that write: one article into the store, and stored claims judged again by a new vintage."""

from __future__ import annotations

from service.pipeline.articles import IngestResult, assess_and_ingest, ingest, read_again
from service.pipeline.vintages import ReassessReport, catch_up, look_again, reassess
from service.sources.pages import IncomingArticle

__all__ = [
    "IncomingArticle",
    "IngestResult",
    "ReassessReport",
    "assess_and_ingest",
    "catch_up",
    "ingest",
    "look_again",
    "read_again",
    "reassess",
]
