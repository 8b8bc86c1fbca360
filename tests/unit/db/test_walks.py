"""A page had at once is the page that the long way gives, along the same index."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from db.queries import claim_walks, claims
from db.queries.claim_filter import ClaimFilter
from db.queries.claim_walks import FIELDS
from db.queries.pages import After
from db.session import Database
from tests.unit.db.test_plans import LATER, NOW, ONE_OF_EACH, claim, stocked, walked

__all__ = ["stocked"]

SINGLE = {name: {name: ("level",)} for name in sorted(FIELDS)}
TIMES = {"from": {"published_from": NOW}, "to": {"published_to": NOW + timedelta(days=1)}}
PLAIN: dict[str, dict[str, Any]] = {"everything": {}, **SINGLE, **TIMES}


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
    assert f"USING INDEX ix_claim_{column}" in steps[0], steps


@pytest.mark.parametrize("after", [None, LATER, After(NOW, 2)], ids=["first", "end", "middle"])
@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize("wanted", [*PLAIN.values(), {"kind": ("level",), "subject": ("country:CN",)}], ids=str)
def test_it_is_the_page(stocked: Database, wanted: dict[str, Any], limit: int, after: After | None) -> None:
    page = claim_walks.walk(stocked, ClaimFilter(**wanted), after=after, limit=limit)
    assert page is not None
    with stocked.reading() as session:
        same = claims.list_documents(session, ClaimFilter(**wanted), after=after, limit=limit)
    assert [(row[0], *row[2:]) for row in page.rows] == [(row.id, row.form, row.body, row.digest) for row in same.rows]
    assert page.after == same.after


@pytest.mark.parametrize("name", sorted({"kinds", "period", "article", "group", "discrepancy", "text", "rule", "many"}))
def test_what_needs_more_is_left_to_others(stocked: Database, name: str) -> None:
    assert claim_walks.walk(stocked, ClaimFilter(**ONE_OF_EACH[name]), after=None, limit=9) is None
    assert claim_walks.walk(stocked, ClaimFilter(withdrawn=True), after=None, limit=9) is None


def test_a_long_walk_is_given_up(stocked: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ClaimFilter(kind=("level",), label=("nowhere",))
    with stocked.transaction() as session:
        claims.add_claims(session, [{**claim(1, 10 + n), "label": None} for n in range(300)])
    assert claim_walks.walk(stocked, ClaimFilter(kind=("level",)), after=None, limit=200) is not None
    monkeypatch.setattr(claim_walks, "STEPS", 200)
    assert claim_walks.walk(stocked, ClaimFilter(kind=("level",)), after=None, limit=200) is None
    assert claim_walks.walk(stocked, wanted, after=None, limit=1) == claim_walks.Walked([], None)
