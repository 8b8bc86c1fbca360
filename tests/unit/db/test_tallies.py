"""The tallies say what counting would say, whatever happens to claims."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.migrations.derived import WEEK, tally_by
from db.queries import articles, claims, sources, verdicts
from db.queries.claim_filter import claim as claim_table
from db.session import Database, Session
from tests.unit.db.test_plans import NOW, article, claim

FIELDS = (
    "kind",
    "measure",
    "subject",
    "object",
    "modality",
    "platform",
    "label",
    "selection",
    "source",
    "language",
    "review",
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["level", "share"]),
    "subject": st.sampled_from(["country:CN", 'a "quoted" one']),
    "object": st.none() | st.just("country:US"),
    "platform": st.none() | st.just("openrouter"),
    "label": st.none() | st.just("refuted"),
    "source": st.sampled_from(["feed", "page"]),
    "review": st.sampled_from(["unreviewed", "accepted"]),
    "period_start": st.none() | st.dates(NOW.date().replace(day=1), NOW.date()),
    "withdrawn_at": st.none() | st.just(NOW),
    "rule": st.just("another"),
}
VERDICT: dict[str, Any] = {
    "decided_at": NOW,
    "label": "supported",
    "reading": {"selection": "top9"},
    "explanation": "",
    "explanation_zh": "",
    "dataset": "d",
    "citation": "",
    "digest": "",
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "judge", "remove"]),
        st.integers(0, 5),
        st.fixed_dictionaries({}, optional=VALUES),
    ),
    min_size=1,
    max_size=8,
)


def tallied(session: Session, table: str) -> list[tuple[Any, ...]]:
    names = [*FIELDS, "week"] if table == "claim_week_tally" else FIELDS
    rows = session.execute(text(f"SELECT {', '.join(names)}, number FROM {table}"))  # noqa: S608
    return sorted(map(tuple, rows), key=repr)


def counted(session: Session, *more: str) -> list[tuple[Any, ...]]:
    names = ", ".join([*FIELDS, *more])
    query = f"SELECT {names}, count(*) FROM claim WHERE withdrawn_at IS NULL GROUP BY {names}"  # noqa: S608
    return sorted(map(tuple, session.execute(text(query))), key=repr)


@given(STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_claims_come_change_and_go(empty_store: Path, tmp_path: Path, steps: list[Any]) -> None:
    shutil.copyfile(empty_store, tmp_path / "store.db")
    with Database(tmp_path / "store.db") as database, database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
        row = articles.add_article(session, article(1))
        known: dict[int, int] = {}
        for number, (step, which, values) in enumerate(steps):
            if step == "add":
                facts = {**claim(row, number), "public_id": f"clm_{number}", **values}
                known[which] = claims.add_claims(session, [facts])[f"clm_{number}"]
            elif which in known and step == "change" and values:
                claims.update_claim(session, known[which], values)
            elif which in known and step == "judge":
                verdicts.add_verdicts(session, [{**VERDICT, "claim_id": known[which], "number": number}])
            elif which in known and step == "remove":
                claim_row = known.pop(which)
                session.execute(text("DELETE FROM verdict WHERE claim_id = :row"), {"row": claim_row})
                session.execute(claim_table.delete().where(claim_table.c.id == claim_row))
            assert tallied(session, "claim_tally") == counted(session)
            assert tallied(session, "claim_week_tally") == counted(session, WEEK.format(row=""))
        before = tallied(session, "claim_week_tally")
        for statement in tally_by(FIELDS):
            session.execute(text(statement))
        assert tallied(session, "claim_week_tally") == before
