"""A kept document says what its claim says now, or it is not there: whatever was written, and by whom."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.queries import claims, verdicts
from db.queries.claim_filter import ClaimFilter
from db.queries.claim_filter import claim as claim_table
from db.session import Database
from extractors.types import Span
from service import documents
from service.api.claim_lists import documents as listed
from service.api.claim_lists import shown
from service.documents import FORM, as_bytes, digest, write_missing
from service.pipeline import ingest, reassess
from tests.integration.make import LATER, NOW, incoming
from tests.integration.test_reassess import FALSE, JUNE, TRUE, week_of
from tests.unit.reconcile.make import claim

EVERY = ClaimFilter(withdrawn=True)
HELD = (week_of(TRUE), week_of(FALSE, JUNE))


def kept(database: Database) -> list[bytes | None]:
    """The documents of all claims as lists take them; None for one that is not there."""
    with database.reading() as session:
        rows = claims.list_documents(session, EVERY, limit=500).rows
    assert all(row.form != FORM or row.digest == digest(row.body) for row in rows)
    return [row.body if row.form == FORM else None for row in rows]


def rendered(database: Database) -> list[bytes]:
    """The same claims, written from their rows."""
    with database.reading() as session:
        return [as_bytes(item) for item in shown(session, claims.list_claims(session, EVERY, limit=500).rows)]


def sent(database: Database) -> list[bytes]:
    with database.reading() as session:
        return [body for body, _ in listed(session, claims.list_documents(session, EVERY, limit=500).rows)]


def store_one(database: Database) -> None:
    said = (Span("text", 0, 7, "another"),)
    stated = [claim("level", "4.69", mentions=said), claim("share", "0.5", mentions=said)]
    ingest(database, incoming(stated, snapshot=HELD[0]), NOW)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("store"),
            st.sampled_from("12"),
            st.sampled_from(["Weekly numbers", "每周数据"]),
            st.sets(st.sampled_from(["4.69", "6.0", "5.1"])),
        ),
        st.tuples(st.just("judge"), st.sampled_from([0, 1])),
    ),
    min_size=1,
    max_size=6,
)


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_articles_revisions_and_verdicts(empty_store: Path, tmp_path: Path, steps: list[Any]) -> None:
    shutil.copyfile(empty_store, tmp_path / "store.db")
    with Database(tmp_path / "store.db") as database:
        for minute, step in enumerate(steps):
            now = NOW + timedelta(minutes=minute)
            if step[0] == "judge":
                reassess(database, HELD[step[1]], now)
            else:
                _, key, title, values = step
                stated = [claim("level", value) for value in sorted(values)]
                text_of = f"{title} {' '.join(sorted(values))} {key}"
                ingest(database, incoming(stated, key=key, title=title, text=text_of, snapshot=HELD[0]), now)
            assert kept(database) == rendered(database)


@pytest.mark.parametrize("column", [column.name for column in claim_table.c if column.name not in {"id", "article_id"}])
def test_any_column_of_a_claim_that_is_written(database: Database, column: str) -> None:
    store_one(database)
    before = kept(database)
    with database.transaction() as session:
        session.execute(text(f"UPDATE claim SET {column} = {column} WHERE id = 1"))  # noqa: S608
    assert kept(database).count(None) == 1
    assert sent(database) == rendered(database) == before


WRITES = {
    "title": "UPDATE article SET title = 'Another'",
    "address": "UPDATE article SET url = NULL",
    "time": "UPDATE article SET published_at = NULL",
    "verdict": "UPDATE verdict SET explanation = 'Another.'",
    "verdicts": "DELETE FROM verdict",
    "mention": "UPDATE mention SET quote = 'yet another'",
    "mentions": "DELETE FROM mention",
}


@pytest.mark.parametrize("name", WRITES)
def test_anything_else_that_a_claim_says(database: Database, name: str) -> None:
    store_one(database)
    before = kept(database)
    with database.transaction() as session:
        session.execute(text(WRITES[name]))
    assert kept(database) == [None, None]
    assert sent(database) == rendered(database) != before
    assert write_missing(database) == 2
    assert kept(database) == rendered(database)
    assert write_missing(database) == 0


def test_what_a_claim_does_not_say_leaves_its_document(database: Database) -> None:
    store_one(database)
    with database.transaction() as session:
        session.execute(text("UPDATE article SET cluster = 'another', flags = NULL"))
    assert None not in kept(database)


def test_a_verdict_added_by_other_hands(database: Database) -> None:
    store_one(database)
    with database.transaction() as session:
        newest = verdicts.history(session, 1)[0]._asdict()
        again = {**newest, "id": None, "number": 2, "label": "refuted", "decided_at": LATER}
        verdicts.add_verdicts(session, [{name: value for name, value in again.items() if name != "id"}])
    assert kept(database).count(None) == 1
    assert sent(database) == rendered(database)


def test_documents_in_another_form_are_not_sent(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store_one(database)
    with database.transaction() as session:
        session.execute(text("UPDATE claim_document SET form = 7, body = x'7b7d'"))
    assert sent(database) == rendered(database)
    assert write_missing(database, limit=1) == 1
    assert write_missing(database, limit=9) == 1
    assert kept(database) == rendered(database)


@pytest.mark.parametrize("changed", ["claim", "newest_verdict", "period", "decimal_text"])
def test_another_way_of_writing_is_another_form(monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    assert documents._form() == FORM
    monkeypatch.setattr(documents, changed, lambda *given: {"another": "way"})
    assert documents._form() != FORM
