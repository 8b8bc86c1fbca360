"""A new vintage moves verdicts: what is added, what is told, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from db.queries import claims, discrepancies, verdicts
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from service.pipeline import ingest, reassess
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Observation
from service.rows import verdict_from_row
from tests.integration.make import LATER, NO_DATA, NOW, contents, events, incoming, standing
from tests.unit.reconcile.make import claim

MONDAY = date(2026, 3, 9)
MARCH, JUNE = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)
TRUE, FALSE = (
    {"deepseek/deepseek-v3.2": 4_690, "openai/gpt-5": 3_000},
    {"deepseek/deepseek-v3.2": 6_000, "openai/gpt-5": 3_000},
)


def week_of(rows: Mapping[str, int], as_of: datetime = MARCH, monday: date = MONDAY) -> Snapshot:
    """A week in which the models used these billions in all, and nothing was hidden."""
    observations = [
        Observation(monday + timedelta(days=day), series, billions * 10**9 // 7, as_of)
        for day in range(7)
        for series, billions in {**rows, "other": 0}.items()
    ]
    return Snapshot.build(observations, openrouter_rankings())


def history(database: Database) -> list[str]:
    """The labels of the only level claim, oldest first."""
    with database.reading() as session:
        (row,) = claims.list_claims(session, ClaimFilter(kind=("level",))).rows
        return [verdict.label for verdict in reversed(verdicts.history(session, row.id))]


def test_a_moved_label_is_appended_and_told(database: Database) -> None:
    ingest(database, incoming([claim("level", "4.69")], snapshot=week_of(TRUE)), NOW)
    report = reassess(database, week_of(FALSE, JUNE), LATER)
    assert (report.claims, report.verdicts, report.articles, report.moved) == (1, 1, 1, 1)
    assert history(database) == ["supported", "refuted"]
    assert {kind for kind, _ in standing(database)} == {"refuted", "verdict_changed"}
    with database.reading() as session:
        (row,) = claims.list_claims(session, ClaimFilter()).rows
        assert (row.label, row.verdict_as_of, row.decided_at) == ("refuted", JUNE, LATER)
        newest, first = verdicts.history(session, row.id)
        assert verdict_from_row(first).reference.as_of == MARCH
        assert newest.decided_at == LATER
        (moved,) = discrepancies.list_discrepancies(
            session, discrepancies.DiscrepancyFilter(type=("verdict_changed",))
        ).rows
        assert 'from "supported" to "refuted"' in moved.explanation
        assert "as of 2026-06-20" in moved.explanation


def test_moving_back_resolves_the_move_and_tells_the_new_one(database: Database) -> None:
    ingest(database, incoming([claim("level", "4.69")], snapshot=week_of(TRUE)), NOW)
    reassess(database, week_of(FALSE, JUNE), LATER)
    reassess(database, week_of(TRUE, JUNE + timedelta(days=9)), LATER + timedelta(days=9))
    assert history(database) == ["supported", "refuted", "supported"]
    assert [kind for kind, _ in standing(database)] == ["verdict_changed"]
    assert events(database) == [
        ("discrepancy.opened", "refuted"),
        ("discrepancy.opened", "verdict_changed"),
        ("discrepancy.opened", "verdict_changed"),
        ("discrepancy.resolved", "refuted"),
        ("discrepancy.resolved", "verdict_changed"),
    ]


def test_a_vintage_that_says_the_same_changes_nothing(database: Database) -> None:
    ingest(database, incoming([claim("level", "4.69")], snapshot=week_of(TRUE)), NOW)
    before = contents(database)
    report = reassess(database, week_of(TRUE, JUNE), LATER)
    assert (report.claims, report.verdicts, report.articles) == (1, 0, 0)
    assert contents(database) == before


def test_days_that_come_in_complete_a_verdict_and_change_none(database: Database) -> None:
    ingest(database, incoming([claim("level", "4.69")], snapshot=NO_DATA), NOW)
    report = reassess(database, week_of(TRUE), LATER)
    assert (report.verdicts, report.moved) == (1, 0)
    assert history(database) == ["not_enough_evidence", "supported"]
    assert events(database) == []


def test_only_claims_that_the_changed_days_may_reach_are_judged(database: Database) -> None:
    early, late = claim("level", "4.69", "03-09"), claim("change", "5", "04-06", base="03-30")
    ingest(database, incoming([early, late], snapshot=NO_DATA), NOW)
    assert reassess(database, NO_DATA, LATER, changed_days=()).claims == 0
    assert reassess(database, NO_DATA, LATER, changed_days=[date(2026, 3, 30)]).claims == 1
    assert reassess(database, NO_DATA, LATER, changed_days=[MONDAY]).claims == 2


def test_other_discrepancies_of_the_article_stand(database: Database) -> None:
    levels = [
        claim("level", "4.69"),
        claim("level", "3", subject="country:US"),
        claim("ratio", "9", object="country:US"),
    ]
    ingest(database, incoming(levels, snapshot=week_of(TRUE)), NOW)
    assert "inconsistent" in {kind for kind, _ in standing(database)}
    reassess(database, week_of(FALSE, JUNE), LATER)
    assert "inconsistent" in {kind for kind, _ in standing(database)}


def test_it_can_be_run_again_after_it_stopped(database: Database) -> None:
    for key in ("1", "2", "3"):
        ingest(database, incoming([claim("level", "4.69")], key=key, snapshot=week_of(TRUE)), NOW)
    first = reassess(database, week_of(FALSE, JUNE), LATER)
    again = reassess(database, week_of(FALSE, JUNE), LATER)
    assert (first.articles, first.moved, again.articles, again.verdicts) == (3, 3, 0, 0)
