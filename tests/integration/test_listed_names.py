"""The list of models in the store: every name and day of release with its vintage, and what they do to verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from db.queries import claims, listings, reference
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from service.pipeline import catch_up, ingest
from service.reconcile.types import Listed, Number
from service.reference.holdings import load_holdings
from service.reference.listings import load_listed
from service.reference.protocol import Publication
from service.reference.store import SaveReport, load_snapshot, save_publication
from tests.integration.make import LATER, NOW, incoming
from tests.unit.reconcile.make import claim

DATASET = "openrouter-models"
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 6, tzinfo=UTC) for day in (10, 12, 14))
ONE, TWO = Listed("Lab: One", date(2026, 1, 5)), Listed("Lab: Two", None)


def publish(
    database: Database, as_of: datetime, listed: Mapping[str, Listed], prices: Mapping[str, Number] | None = None
) -> SaveReport:
    day = as_of.date()
    days: Mapping[date, Mapping[str, Number]] = {day: prices or {"a/one#input": Decimal("0.3")}}
    publication = Publication(DATASET, as_of, day, day, days, lasting=True, listed=listed)
    with database.transaction() as session:
        return save_publication(session, publication, origin="test", citation="Source: test.", now=NOW)


def known(database: Database, as_of: datetime | None = None) -> dict[str, tuple[Listed, bool]]:
    with database.reading() as session:
        rows = listings.known_entries(session, DATASET, as_of)
        return {row.entry: (Listed(row.name, row.released), row.listed) for row in rows}


def test_what_the_list_said_can_be_asked_of_every_date(database: Database) -> None:
    renamed = Listed("Lab: One Plus", ONE.released)
    assert publish(database, FIRST, {"a/one": ONE, "a/two": TWO}).days_changed == 1
    assert publish(database, SECOND, {"a/one": renamed}).days_changed == 1
    assert publish(database, THIRD, {"a/one": renamed, "a/two": TWO}).days_changed == 1
    assert known(database, FIRST) == {"a/one": (ONE, True), "a/two": (TWO, True)}
    assert known(database, SECOND) == {"a/one": (renamed, True), "a/two": (TWO, False)}
    assert known(database) == {"a/one": (renamed, True), "a/two": (TWO, True)}
    with database.reading() as session:
        assert load_listed(session, DATASET, SECOND) == {"a/one": renamed, "a/two": TWO}


def test_a_list_that_says_the_same_changes_nothing(database: Database) -> None:
    publish(database, FIRST, {"a/one": ONE})
    assert publish(database, SECOND, {"a/one": ONE}).days_changed == 0
    assert publish(database, FIRST, {"a/one": ONE}).days_changed == 0
    with database.reading() as session:
        (row,) = listings.known_entries(session, DATASET)
    assert row.as_of == FIRST


def test_an_old_list_that_comes_late_speaks_for_its_own_time_only(database: Database) -> None:
    publish(database, FIRST, {"a/one": ONE}, {"a/one#input": Decimal("0.3")})
    publish(database, THIRD, {"a/one": ONE}, {"a/one#input": Decimal("0.3")})
    other = Listed("Lab: Uno", ONE.released)
    publish(database, SECOND, {"a/one": other, "a/two": TWO}, {"a/one#input": Decimal("0.9")})
    assert known(database, FIRST) == {"a/one": (ONE, True)}
    assert known(database, SECOND) == {"a/one": (other, True), "a/two": (TWO, True)}
    assert known(database) == {"a/one": (ONE, True), "a/two": (Listed(None, None), False)}
    with database.reading() as session:
        assert "a/two" not in load_listed(session, DATASET)
    for moment, price in ((FIRST, "0.3"), (SECOND, "0.9"), (THIRD, "0.3")):
        snapshot = load_snapshot(database, DATASET, moment)
        newest = snapshot.latest()
        assert newest is not None
        window = snapshot.window(newest)
        assert window is not None
        assert snapshot.amount("a/one#input", window) == Decimal(price)


def test_a_name_alone_moves_a_verdict(database: Database) -> None:
    """The rows know a model under its slug; the claim calls it otherwise until the list says that both are one."""
    days = {date(2026, 3, day): {"a/turbo-one": 400 * 10**9, "other": 10**9} for day in range(9, 16)}
    rows = Publication("openrouter-rankings-daily", THIRD, min(days), max(days), days)
    with database.transaction() as session:
        save_publication(session, rows, origin="test", citation="Source: test.", now=NOW)
    publish(database, FIRST, {"a/turbo-one": Listed("One", None)})
    catch_up(database, load_holdings(database), NOW)
    ingest(database, incoming([claim("level", "2.80", subject="model:a/one-max")]), NOW)
    assert judged(database) == ("not_enough_evidence", "subject")
    catch_up(database, load_holdings(database), NOW)
    assert judged(database) == ("not_enough_evidence", "subject")
    publish(database, SECOND, {"a/turbo-one": Listed("Lab: One Max", None)})
    report = catch_up(database, load_holdings(database), LATER)
    assert (report.claims, report.verdicts) == (1, 1)
    assert judged(database)[0] == "supported"
    publish(database, THIRD, {"a/turbo-one": Listed("Lab: One Max", date(2026, 3, 1))})
    assert catch_up(database, load_holdings(database), LATER).verdicts == 0


def judged(database: Database) -> tuple[str, str | None]:
    with database.reading() as session:
        (row,) = claims.list_claims(session, ClaimFilter(kind=("level",))).rows
        return row.label, row.verdict_reason


@pytest.mark.parametrize("moment", [None, THIRD])
def test_a_page_is_a_part_of_the_whole(database: Database, moment: datetime | None) -> None:
    publish(database, FIRST, {f"{lab}/{number}": ONE for lab in "abc" for number in range(5)})
    publish(database, SECOND, {f"{lab}/{number}": ONE for lab in "abc" for number in range(4)})
    with database.reading() as session:
        seen: list[str] = []
        after = None
        while True:
            page = listings.entries_page(session, DATASET, as_of=moment, within="b/", after=after, limit=2)
            seen += [row.entry for row in page.rows]
            if (after := page.after) is None:
                break
        gone = listings.entries_page(session, DATASET, as_of=moment, listed=False, limit=10)
        newest = listings.newest_edition(session, DATASET, moment)
        assert reference.newest_vintage(session, DATASET, moment) is not None
    assert seen == [f"b/{number}" for number in range(5)]
    assert [row.entry for row in gone.rows] == ["a/4", "b/4", "c/4"]
    assert newest is not None
    assert newest.as_of == FIRST
