"""What operators are told about sources: once when it begins, once when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.queries import discrepancies, sources, watching
from db.session import Database
from service.sources.health import SourceHealth
from service.sources.watch import concern_of, tell

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
WELL = SourceHealth(
    name="36kr",
    kind="feed",
    title="36Kr",
    url="https://www.36kr.com/feed",
    status="ok",
    reason=None,
    detail=None,
    advice=None,
    since=NOW,
    failures=0,
    last_polled_at=NOW,
    last_success_at=NOW - timedelta(hours=3),
    last_new_at=NOW - timedelta(days=4),
    next_due=NOW,
    today=5,
    usual=(4.0, 9.0),
)
FAILING = replace(WELL, status="failing", reason="challenge_page", failures=3, advice="Poll it less often.")
SILENT = replace(WELL, status="silent")
ODD = replace(WELL, today=40)


@pytest.mark.parametrize(
    ("health", "kind", "says"),
    [
        (WELL, None, ""),
        (replace(FAILING, failures=2), None, ""),
        (FAILING, "failing", "failed 3 times in a row (challenge_page)"),
        (replace(FAILING, last_success_at=None), "failing", "it last worked never"),
        (SILENT, "silent", "nothing new has come since 2026-03-22 12:00 UTC"),
        (ODD, "odd", "40 new entries today; 9 a day"),
        (replace(WELL, today=27), None, ""),
        (replace(WELL, today=9, usual=(0.0, 1.0)), None, ""),
        (replace(ODD, usual=None), None, ""),
        (replace(ODD, status="paused"), None, ""),
    ],
)
def test_what_is_worth_telling(health: SourceHealth, kind: str | None, says: str) -> None:
    concern = concern_of(health)
    assert (concern.kind if concern else None) == kind
    if concern is not None:
        assert says in concern.english
        assert "36Kr" in concern.chinese


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(row.type, row.payload["source"]) for row in discrepancies.events_after(session)]


def test_each_concern_is_told_once_and_its_end_too(database: Database) -> None:
    with database.transaction() as session:
        sources.ensure_source(session, "36kr", kind="feed", now=NOW)
        sources.ensure_source(session, "quiet", kind="feed", now=NOW)
    quiet = replace(WELL, name="quiet")
    story = [(WELL, 0), (FAILING, 1), (replace(FAILING, failures=9), 0), (SILENT, 1), (WELL, 1), (WELL, 0)]
    for hours, (health, events) in enumerate(story):
        assert tell(database, [health, quiet], NOW + timedelta(hours=hours)) == events
    assert told(database) == [("source.failing", "36kr"), ("source.silent", "36kr"), ("source.recovered", "36kr")]


def test_a_source_that_is_paused_or_gone_is_forgotten_quietly(database: Database) -> None:
    with database.transaction() as session:
        sources.ensure_source(session, "36kr", kind="feed", now=NOW)
    assert tell(database, [FAILING], NOW) == 1
    assert tell(database, [replace(FAILING, status="paused")], NOW + timedelta(hours=1)) == 0
    assert tell(database, [FAILING], NOW + timedelta(hours=2)) == 1
    assert tell(database, [], NOW + timedelta(hours=3)) == 0
    with database.reading() as session:
        assert watching.open_concerns(session) == {}
