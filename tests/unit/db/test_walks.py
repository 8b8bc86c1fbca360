"""A page had at once is the page that the long way gives, along the same index."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

import pytest

from db.queries import claim_details, claim_filter, claim_walks, claims, documents
from db.queries.claim_filter import ClaimFilter
from db.queries.claim_walks import FIELDS
from db.queries.documents import Document
from db.queries.pages import After
from db.queries.search import claim_phrase
from db.session import Database
from tests.stores import plans
from tests.unit.db.test_plans import LATER, NOW, ONE_OF_EACH, claim, stocked, walked

__all__ = ["stocked"]

SINGLE = {name: {name: ("level",)} for name in sorted(FIELDS)}
TIMES = {"from": {"published_from": NOW}, "to": {"published_to": NOW + timedelta(days=1)}}
PLAIN: dict[str, dict[str, Any]] = {"everything": {}, **SINGLE, **TIMES}


FORM = 7


@pytest.fixture(autouse=True)
def written(stocked: Database) -> None:
    with stocked.transaction() as session:
        rows = documents.missing(session, FORM, limit=100)
        documents.put(session, [Document(row, FORM, b'{"row":%d}' % row, b"%d" % row) for row in rows])


def walk(
    database: Database, wanted: dict[str, Any], *, after: After | None = None, limit: int
) -> claim_walks.Walked | None:
    asked = claim_walks.plain(ClaimFilter(**wanted))
    assert asked is not None
    return claim_walks.walk(database, asked, form=FORM, after=after, limit=limit)


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("name", PLAIN)
def test_the_statement_walks_one_index_in_its_order(stocked: Database, name: str, later: bool) -> None:
    statement, names = claim_walks._statement(tuple(PLAIN[name]), later)
    with sqlite3.connect(stocked.path) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", [7] * len(names))]
    connection.close()
    assert walked(steps) == []
    assert not any("TEMP B-TREE" in step for step in steps), steps
    column = name if name in FIELDS else "sorted_at"
    assert steps[0].startswith(("SEARCH", "SCAN")), steps
    assert f"INDEX ix_claim_{column}" in steps[0], steps
    assert name != "everything" or "COVERING" in steps[0], steps


def test_what_is_often_asked_together_is_tested_in_one_index(stocked: Database) -> None:
    statement, names = claim_walks._statement(("subject", "kind", "label", "published_to"), False)
    with sqlite3.connect(stocked.path) as connection:
        program = connection.execute(f"EXPLAIN {statement}", [7] * len(names)).fetchall()
        (table,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'claim'").fetchone()
    connection.close()
    cursors = {step[2] for step in program if step[1] == "OpenRead" and step[3] == table}
    assert [step for step in program if step[1] == "Column" and step[2] in cursors] == []


@pytest.mark.parametrize("after", [None, LATER, After(NOW, 2)], ids=["first", "end", "middle"])
@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize("wanted", [*PLAIN.values(), {"kind": ("level",), "subject": ("country:CN",)}], ids=str)
def test_it_is_the_page(stocked: Database, wanted: dict[str, Any], limit: int, after: After | None) -> None:
    page = walk(stocked, wanted, after=after, limit=limit)
    assert page is not None
    with stocked.reading() as session:
        same = claims.list_documents(session, ClaimFilter(**wanted), after=after, limit=limit)
    assert [(row[0], *row[2:]) for row in page.rows] == [(row.id, row.body, row.digest) for row in same.rows]
    assert page.after == same.after


@pytest.mark.parametrize("stretches", [(8, 32), (1, 2)], ids=str)
@pytest.mark.parametrize("after", [None, LATER, After(NOW, 2)], ids=["first", "end", "middle"])
@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize("words", [{"text": "调用量"}, {"rule": "level.reach"}, {"text": "美国"}], ids=str)
def test_common_words_give_the_same_page(
    stocked: Database,
    monkeypatch: pytest.MonkeyPatch,
    words: dict[str, Any],
    limit: int,
    after: After | None,
    stretches: tuple[int, ...],
) -> None:
    monkeypatch.setattr(claim_walks, "STRETCHES", stretches)
    phrase = claim_phrase(words.get("text"), words.get("rule"))
    assert phrase is not None
    page = claim_walks.search(stocked, {"kind": "level"}, phrase, form=FORM, after=after, limit=limit)
    with stocked.reading() as session:
        same = claims.list_documents(session, ClaimFilter(kind=("level",), **words), after=after, limit=limit)
    if page is None:
        assert stretches == (1, 2)
        assert limit == 1
        return
    assert [(row[0], *row[2:]) for row in page.rows] == [(row.id, row.body, row.digest) for row in same.rows]
    assert page.after == same.after


def test_the_statements_for_words_find_rows_by_their_ids(stocked: Database) -> None:
    with sqlite3.connect(stocked.path) as connection:
        for statement, given in ((claim_walks._HOLDING, ["a", 1, 2]), (claim_walks._WRITTEN, [FORM, "[1]"])):
            steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
            assert not [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step], steps
    connection.close()


@pytest.mark.parametrize("name", sorted({"kinds", "period", "article", "group", "discrepancy", "text", "rule", "many"}))
def test_what_needs_more_is_left_to_others(stocked: Database, name: str) -> None:
    assert claim_walks.plain(ClaimFilter(**ONE_OF_EACH[name])) is None
    assert claim_walks.plain(ClaimFilter(withdrawn=True)) is None


def test_a_document_that_is_not_there_is_left_to_others(stocked: Database) -> None:
    assert claim_walks.walk(stocked, {}, form=FORM + 1, after=None, limit=9) is None


def test_a_long_walk_is_given_up(stocked: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with stocked.transaction() as session:
        made = claims.add_claims(session, [{**claim(1, 10 + n), "label": None} for n in range(300)])
        documents.put(session, [Document(row, FORM, b"{}", b"d") for row in made.values()])
    assert walk(stocked, {"kind": ("level",)}, limit=200) is not None
    monkeypatch.setattr(claim_walks, "STEPS", 2_000)
    assert walk(stocked, {"kind": ("level",)}, limit=200) is None
    for _ in range(100):  # each by itself is short
        assert walk(stocked, {"kind": ("level",), "label": ("nowhere",)}, limit=1) == claim_walks.Walked([], None)


def test_a_period_gives_its_newest_claims_by_index(stocked: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_filter, "DRIVING", -1)
    wanted = ClaimFilter(subject=("country:CN",), period_to=date(2026, 3, 31))
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, wanted, after=LATER)
    assert walked(steps) == []
    assert any("ix_claim_period_end_period_start_sorted_at (period_end=? AND period_start=? AND" in s for s in steps)


@pytest.mark.parametrize("name", ["_CLAIM", "_HISTORY", "_COPIES"])
def test_one_claim_is_found_by_its_keys(stocked: Database, name: str) -> None:
    statement, names = getattr(claim_details, name)
    with sqlite3.connect(stocked.path) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", [7] * len(names))]
    connection.close()
    assert [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step] == []
