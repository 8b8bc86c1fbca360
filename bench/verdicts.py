"""How fast claims are checked and reference data loaded, with two years of daily rows."""

from __future__ import annotations

import gc
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.material import SAMPLES, sample_articles
from bench.table import Row
from bench.timing import median_seconds
from bench.timing import seconds as timed
from db.migrations import upgrade
from db.session import Database
from extractors.extract import extract
from extractors.types import Claim, Period
from service.reconcile.snapshot import Snapshot
from service.reconcile.verdict import verify
from service.reference.imports import read_file
from service.reference.protocol import Publication
from service.reference.store import load_snapshot, save_publication, snapshot_of

TITLE = "Verdicts and reference data"
NOTE = (
    "One core. Claims are those of the samples, each checked under every reading; reference rows are the seven sample "
    "weeks laid end to end to two years."
)
DAYS = 730
WEEKS_BACK = 14
RUNS = 5
NOW = datetime(2026, 10, 11, tzinfo=UTC)


def measure() -> list[Row]:
    publications = list(two_years())
    rows = sum(len(day) for publication in publications for day in publication.days.values())
    snapshot = snapshot_of(publications)
    claims = [claim for article in sample_articles() for claim in extract(article).claims]
    gc.freeze()  # as the service's workers do once rules and data are loaded
    seconds = median_seconds(partial(check, claims, snapshot))
    fresh = [moved(claim, weeks) for weeks in range(WEEKS_BACK) for claim in claims]
    first = statistics.median(timed(partial(check, fresh, snapshot_of(publications))) for _ in range(RUNS))
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "bench.db") as database:
        upgrade(database)
        for publication in publications:
            with database.transaction() as session:
                save_publication(session, publication, origin="bench", citation="bench", now=NOW)
        load = median_seconds(partial(load_snapshot, database))
    return [
        Row("verdicts a second", "≥ 5,000", f"{len(claims) / seconds:,.0f} ({len(claims)} different claims, repeated)"),
        Row(
            "the same, each question asked of its week for the first time",
            "≥ 5,000",
            f"{len(fresh) / first:,.0f} ({len(fresh):,} claims)",
        ),
        Row(f"{rows:,} rows from SQLite to a ready snapshot", "≤ 0.5 s", f"{load:.2f} s"),
    ]


def check(claims: list[Claim], snapshot: Snapshot) -> None:
    for claim in claims:
        verify(claim, snapshot)


def moved(claim: Claim, weeks: int) -> Claim:
    """The claim about a week so much earlier, so that nothing is known yet of what it asks."""

    def back(period: Period | None) -> Period | None:
        days = timedelta(weeks=weeks)
        return None if period is None else Period(period.start - days, period.end - days)

    return replace(claim, period=back(claim.period), base_period=back(claim.base_period))


def two_years() -> Iterator[Publication]:
    """The sample rows, and copies shifted into the past by their own length until two years are full."""
    first = read_file(SAMPLES / "reference" / "openrouter-rankings-daily.csv", NOW)
    length = (first.end - first.start).days + 1
    for copy in range(DAYS // length + 1):
        back = timedelta(days=copy * length)
        days = {day - back: rows for day, rows in first.days.items()}
        yield replace(first, days=days, start=first.start - back, end=first.end - back)
