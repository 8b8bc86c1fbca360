"""Reference data keep every vintage: what was known on a date can always be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from db.queries import reference
from db.session import Database
from extractors.types import Period
from service.reconcile.snapshot import Snapshot
from service.reference.catalogue import DEFAULT
from service.reference.imports import import_file, read_file
from service.reference.protocol import Publication
from service.reference.store import SaveReport, load_snapshot, save_publication, snapshot_of

SAMPLE = Path(__file__).parents[2] / "samples" / "reference" / "openrouter-rankings-daily.csv"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)
MARCH, JUNE, OCTOBER = (datetime(2026, month, 20, tzinfo=UTC) for month in (3, 6, 10))


def publish(database: Database, as_of: datetime, days: Mapping[date, Mapping[str, int]]) -> SaveReport:
    publication = Publication(DEFAULT, as_of, min(days), max(days), days)
    with database.transaction() as session:
        return save_publication(session, publication, origin="test", citation="Source: test.", now=NOW)


def known(database: Database, as_of: datetime | None = None) -> dict[date, dict[str, int]]:
    """What a snapshot says of each day, by its series."""
    snapshot = load_snapshot(database, as_of=as_of)
    return {day: amounts(snapshot, day) for period in snapshot.covered for day in (period.start, period.end)}


def amounts(snapshot: Snapshot, day: date) -> dict[str, int]:
    window = snapshot.window(snapshot.spec.period(day.toordinal(), day.toordinal()))
    assert window is not None
    table = snapshot.table(window)
    return {**{name: int(value) for name, value in table.amounts.items()}, "other": int(table.residual)}


def test_a_restated_day_keeps_both_values(database: Database) -> None:
    publish(database, MARCH, {MONDAY: {"a/one": 300, "other": 10}, TUESDAY: {"a/one": 400, "other": 10}})
    report = publish(database, JUNE, {MONDAY: {"a/one": 301, "other": 10}, TUESDAY: {"a/one": 400, "other": 10}})
    assert (report.days_seen, report.days_changed) == (2, 1)
    assert known(database)[MONDAY] == {"a/one": 301, "other": 10}
    assert known(database, as_of=datetime(2026, 5, 1, tzinfo=UTC))[MONDAY] == {"a/one": 300, "other": 10}
    assert known(database, as_of=datetime(2026, 3, 1, tzinfo=UTC)) == {}
    with database.reading() as session:
        assert [(row.as_of, row.days_changed) for row in reference.vintages(session, DEFAULT)] == [
            (JUNE, 1),
            (MARCH, 2),
        ]


def test_a_model_that_left_the_list_is_gone_from_the_day(database: Database) -> None:
    publish(database, MARCH, {MONDAY: {"a/one": 300, "b/two": 200, "other": 10}})
    publish(database, JUNE, {MONDAY: {"a/one": 300, "other": 210}})
    assert known(database)[MONDAY] == {"a/one": 300, "other": 210}
    assert known(database, as_of=MARCH)[MONDAY] == {"a/one": 300, "b/two": 200, "other": 10}


def test_an_older_vintage_that_comes_late_takes_its_place_in_the_past(database: Database) -> None:
    publish(database, MARCH, {MONDAY: {"a/one": 300}})
    publish(database, OCTOBER, {MONDAY: {"a/one": 300}})
    report = publish(database, JUNE, {MONDAY: {"a/one": 999}})
    assert report.days_changed == 1
    assert known(database)[MONDAY]["a/one"] == 300
    assert known(database, as_of=JUNE)[MONDAY]["a/one"] == 999
    assert known(database, as_of=MARCH)[MONDAY]["a/one"] == 300


def test_equal_days_are_stored_once(database: Database) -> None:
    for as_of in (MARCH, JUNE, OCTOBER):
        publish(database, as_of, {MONDAY: {"b/two": 200, "a/one": 300}})
    with database.reading() as session:
        statements = reference.statements_between(session, DEFAULT, MONDAY, MONDAY)
        assert len(statements) == 3
        assert len({row.edition_id for row in statements}) == 1
        assert reference.edition_rows(session, statements[0].edition_id) == [
            ("a/one", Decimal(300)),
            ("b/two", Decimal(200)),
        ]


def test_the_same_vintage_cannot_say_two_things(database: Database) -> None:
    publish(database, MARCH, {MONDAY: {"a/one": 300}})
    report = publish(database, MARCH, {MONDAY: {"a/one": 301}, TUESDAY: {"a/one": 5}})
    assert [(problem.day, problem.reason) for problem in report.problems] == [(MONDAY, "contradicts_vintage")]
    assert known(database) == {MONDAY: {"a/one": 300, "other": 0}, TUESDAY: {"a/one": 5, "other": 0}}


def test_importing_the_sample_again_changes_nothing(database: Database) -> None:
    first = import_file(database, SAMPLE, NOW)
    assert (first.days_seen, first.days_changed, first.problems) == (49, 49, ())
    before = contents(database)
    assert import_file(database, SAMPLE, NOW).days_changed == 0
    assert contents(database) == before


def contents(database: Database) -> list[str]:
    """The whole store as SQL text."""
    with database.reading() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        return list(driver.iterdump())


def test_the_store_gives_the_same_snapshot_as_the_file(database: Database) -> None:
    import_file(database, SAMPLE, NOW)
    stored, direct = load_snapshot(database), snapshot_of([read_file(SAMPLE, NOW)])
    assert stored.as_of == direct.as_of == datetime(2026, 10, 11, 0, 27, tzinfo=UTC)
    assert stored.covered == direct.covered
    assert stored.series == direct.series
    for period in stored.covered:
        window, other = stored.window(period), direct.window(period)
        assert window is not None
        assert other is not None
        assert stored.table(window) == direct.table(other)


def test_an_empty_store_gives_an_empty_snapshot(database: Database) -> None:
    snapshot = load_snapshot(database)
    assert snapshot.covered == ()
    assert snapshot.as_of is None
    with database.reading() as session:
        assert not reference.has_observations(session)
        assert reference.days_known(session, DEFAULT) == []


def test_a_day_alone_is_held_against_the_stored_days_around_it(database: Database) -> None:
    """A file of one day has nothing beside it that would show that a number has slipped."""
    week = [date(2026, 3, day) for day in range(9, 16)]
    publish(database, MARCH, {day: {"a/one": 300, "other": 10} for day in week})
    assert publish(database, JUNE, {MONDAY: {"a/one": 3000, "other": 10}}).problems[0].reason == "wrong_sum"
    assert MONDAY not in known(database)
    assert publish(database, OCTOBER, {MONDAY: {"a/one": 310, "other": 10}}).problems == ()
    assert known(database)[MONDAY] == {"a/one": 310, "other": 10}


def test_a_restated_day_with_a_wrong_sum_keeps_its_last_good_value(database: Database) -> None:
    week = [date(2026, 3, day) for day in range(9, 16)]
    publish(database, MARCH, {day: {"a/one": 300, "other": 10} for day in week})
    report = publish(database, JUNE, {week[3]: {"a/one": 30, "other": 10}, week[4]: {"a/one": 301, "other": 10}})
    assert [(each.day, each.reason, each.used) for each in report.problems] == [(week[3], "wrong_sum", False)]
    assert (report.days_seen, report.days_changed) == (1, 1)
    snapshot = load_snapshot(database)
    assert amounts(snapshot, week[3]) == {"a/one": 300, "other": 10}
    assert amounts(snapshot, week[4]) == {"a/one": 301, "other": 10}


def test_an_old_vintage_is_held_against_what_was_known_then(database: Database) -> None:
    """Days that are known only since later say nothing about it."""
    week = [date(2026, 3, day) for day in range(9, 16)]
    publish(database, OCTOBER, {day: {"a/one": 300, "other": 10} for day in week})
    assert publish(database, MARCH, {MONDAY: {"a/one": 3000, "other": 10}}).problems == ()
    assert known(database, as_of=MARCH)[MONDAY] == {"a/one": 3000, "other": 10}


def test_a_stored_day_is_withdrawn_when_the_days_around_it_show_that_it_was_wrong(database: Database) -> None:
    """Stored alone, it had nothing beside it; what was known before it was doubted can still be asked."""
    week = [date(2026, 3, day) for day in range(9, 16)]
    assert publish(database, MARCH, {MONDAY: {"a/one": 3000, "other": 10}}).problems == ()
    report = publish(database, JUNE, {day: {"a/one": 300, "other": 10} for day in week})
    assert [(one.day, one.reason, one.used) for one in report.problems] == [(MONDAY, "withdrawn", False)]
    assert (report.days_seen, report.days_changed) == (7, 8)
    assert load_snapshot(database).covered == (Period(week[0], week[-1]),)
    assert known(database, as_of=MARCH)[MONDAY] == {"a/one": 3000, "other": 10}
    with database.reading() as session:
        assert reference.days_known(session, DEFAULT) == week
    assert publish(database, OCTOBER, {week[-1]: {"a/one": 301, "other": 10}}).problems == ()
    assert publish(database, NOW, {MONDAY: {"a/one": 310, "other": 10}}).problems == ()
    assert known(database)[MONDAY] == {"a/one": 310, "other": 10}


def test_a_right_day_stays_when_others_come_to_stand_around_it(database: Database) -> None:
    week = [date(2026, 3, day) for day in range(9, 16)]
    publish(database, MARCH, {MONDAY: {"a/one": 340, "other": 10}})
    assert publish(database, JUNE, {day: {"a/one": 300, "other": 10} for day in week}).problems == ()
    assert MONDAY in known(database)
