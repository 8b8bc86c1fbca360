"""No list walks a table: every query of the API finds its rows by an index, in the order it wants them.

A store with rows of every kind is asked in every way; what SQLite means to do is read from its own plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.queries import (
    articles,
    claim_filter,
    claims,
    discrepancies,
    documents,
    groups,
    listings,
    reference,
    search,
    sources,
    stories,
    verdicts,
)
from db.queries.articles import ArticleFilter
from db.queries.claim_filter import ClaimFilter
from db.queries.claim_order import position
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import After
from db.session import Database, Session
from db.types import time_text
from tests.stores import plans

NOW = datetime(2026, 3, 22, tzinfo=UTC)
LATER = After(NOW, 7)
ONE_OF_EACH: dict[str, dict[str, Any]] = {
    "everything": {},
    "kind": {"kind": ("level",)},
    "kinds": {"kind": ("level", "change")},
    "subject": {"subject": ("country:CN",)},
    "object": {"object": ("country:US",)},
    "measure": {"measure": ("token_usage",)},
    "modality": {"modality": ("observed",)},
    "platform": {"platform": ("openrouter",)},
    "label": {"label": ("refuted",)},
    "selection": {"selection": ("top9",)},
    "relation": {"relation": ("above",)},
    "unit": {"unit": ("token",)},
    "per": {"per": ("year",)},
    "modifier": {"modifier": ("at_most",)},
    "scope": {"scope": ("listed",)},
    "price_of": {"price_of": ("cached",)},
    "attribution": {"attribution": ("OpenRouter",)},
    "period_basis": {"period_basis": ("vague",)},
    "of": {"of": (9,)},
    "scope_n": {"scope_n": (9,)},
    "several of": {"of": (9, 5), "scope_n": (9, 10)},
    "base period": {"base_period_from": date(2026, 3, 1), "base_period_to": date(2026, 3, 31)},
    "confidence": {"confidence_from": 0.3, "confidence_to": 0.5},
    "value": {"kind": ("level",), "value_from": 1e12, "value_to": 2e12},
    "review": {"review": ("accepted",)},
    "rejected": {"review": ("rejected",)},
    "reviewed": {"review": ("accepted", "edited", "added", "rejected")},
    "cluster": {"cluster": "art_1"},
    "source": {"source": ("feed",)},
    "language": {"language": ("zh",)},
    "published": {"published_from": NOW, "published_to": NOW + timedelta(days=7)},
    "period": {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)},
    "article": {"article": "art_1"},
    "group": {"group": "g"},
    "discrepancy": {"discrepancy": ("refuted", "revision")},
    "text": {"text": "调用量"},
    "rule": {"rule": "level.reach"},
    "many": {
        "kind": ("level",),
        "subject": ("country:CN",),
        "label": ("refuted", "conflicting"),
        "published_from": NOW,
    },
}
SORTED = sorted(
    set(ONE_OF_EACH)
    - {"article", "group", "cluster", "text", "rule", "period", "value", "discrepancy", "kinds", "many", "reviewed"}
    - {"several of", "base period", "confidence"}
)


@pytest.fixture
def stocked(database: Database) -> Iterator[Database]:
    with database.transaction() as session:
        sources.ensure_source(session, "feed", kind="feed", now=NOW)
        row = articles.add_article(session, article(1))
        made = claims.add_claims(session, [claim(row, position) for position in range(3)])
        search.index_claims(session, [(each, "中国模型周调用量", "level.reach") for each in made.values()])
    yield database


def article(number: int) -> dict[str, Any]:
    return {
        "public_id": f"art_{number}",
        "source": "feed",
        "key": str(number),
        "language": "zh",
        "title": "周报",
        "first_seen_at": NOW,
        "sorted_at": NOW,
        "version": 1,
        "content_hash": "",
        "cluster": f"art_{number}",
        "fingerprint": b"",
    }


def claim(article_row: int, position: int) -> dict[str, Any]:
    return {
        "public_id": f"clm_{position}",
        "article_id": article_row,
        "source": "feed",
        "language": "zh",
        "sorted_at": NOW,
        "position": position,
        "kind": "level",
        "measure": "token_usage",
        "subject": "country:CN",
        "modifier": "none",
        "scope": "all",
        "modality": "observed",
        "rule": "level.reach",
        "confidence": 1.0,
        "first_version": 1,
        "last_version": 1,
        "first_seen_at": NOW,
    }


def walked(steps: list[str]) -> list[str]:
    """Steps that read a table from end to end, other than through an index or as a virtual table's own search."""
    harmless = (
        "USING INDEX",
        "USING COVERING INDEX",
        "M2",
        "SCAN newest",
        "SCAN anon",
        "SCAN known",
        "SCAN span",  # periods, as a list that was read before
        "SCAN asked",  # the keys that were given
        "SCAN claim_tally",  # small: one row for each combination of values
        "SCAN claim_week_tally",
    )
    return [step for step in steps if step.startswith("SCAN") and not any(mark in step for mark in harmless)]


@pytest.mark.parametrize("after", [None, LATER], ids=["first", "next"])
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_list_of_claims(stocked: Database, name: str, after: After | None) -> None:
    wanted = ClaimFilter(**ONE_OF_EACH[name])
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, wanted, after=after)
        claims.list_documents(session, wanted, after=after)
        claims.count_claims(session, wanted)
        claims.count_by(session, wanted, ["label", "week"])
    assert walked(steps) == []
    assert not any("SCAN verdict" in step or "SCAN article" in step for step in steps)


@pytest.mark.parametrize("name", SORTED)
def test_a_list_of_claims_comes_in_order_without_sorting(stocked: Database, name: str) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, ClaimFilter(**ONE_OF_EACH[name]), after=LATER)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


@pytest.mark.parametrize("name", ["kinds", "many"])
def test_alternatives_are_walks_of_a_page_each(stocked: Database, name: str) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, ClaimFilter(**ONE_OF_EACH[name]), after=LATER)
    alternatives = sum(len(values) == 2 for values in ONE_OF_EACH[name].values() if isinstance(values, tuple)) * 2
    assert sum("sorted_at<?" in step for step in steps) == alternatives, steps


@pytest.mark.parametrize("driving", [-1, 20_000], ids=["many", "few"])
@pytest.mark.parametrize("name", ["everything", "label", "many"])
@pytest.mark.parametrize("sort", ["published", "seen", "-seen", "period", "-period", "value", "-value"])
def test_a_list_in_another_order(
    stocked: Database, monkeypatch: pytest.MonkeyPatch, sort: Any, name: str, driving: int
) -> None:
    monkeypatch.setattr(claim_filter, "DRIVING", driving)
    wanted = ClaimFilter(**{**ONE_OF_EACH[name], "kind": ("level",)})
    keys = {"published": [time_text(NOW)], "seen": [], "period": ["2026-03-22"] * 2, "value": [7.0]}
    after = position(sort, keys[sort.removeprefix("-")], 7)
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, wanted, after=after, sort=sort)
    assert walked(steps) == []
    index = {"published": "ix_claim_sorted_at", "period": "ix_claim_period_end", "value": "ix_claim_kind_value_number"}
    if driving < 0 and not sort.endswith("seen"):
        walk = index[sort.removeprefix("-")]
        assert any(step.startswith(f"SEARCH claim USING INDEX {walk}") for step in steps), steps
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_a_list_with_withdrawn_claims_walks_newest_first(stocked: Database) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        claims.list_claims(session, ClaimFilter(withdrawn=True, kind=("level",)), after=LATER)
    assert walked(steps) == []
    assert not any("TEMP B-TREE" in step for step in steps), steps


def test_common_words_are_looked_up_a_stretch_at_a_time(stocked: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "DRIVING", 1)
    with plans(stocked) as steps, stocked.reading() as session:
        page = claims.list_claims(session, ClaimFilter(text="模型", kind=("level",)), limit=2)
        assert [row.public_id for row in page.rows] == ["clm_2", "clm_1"]
        rest = claims.list_claims(session, ClaimFilter(text="模型", kind=("level",)), after=page.after, limit=2)
        assert [row.public_id for row in rest.rows] == ["clm_0"]
        assert rest.after is None
        claims.count_by(session, ClaimFilter(text="模型"), ["label"])
    assert any(step.startswith("SEARCH claim USING INDEX ix_claim_kind_sorted_at") for step in steps), steps
    assert walked(steps) == []


QUERIES: dict[str, Callable[[Session], object]] = {
    "missing documents": lambda session: documents.missing(session, 7, limit=10),
    "missing documents of an article": lambda session: documents.missing_of_article(session, 1, 7),
    "claims by row": lambda session: claims.claims_by_row(session, [1, 2, 3]),
    "claim": lambda session: claims.get_claim(session, "clm_1"),
    "claims of an article": lambda session: claims.claims_of_article(session, 1),
    "claims of a group": lambda session: claims.claims_of_group(session, "g"),
    "marks of a group": lambda session: groups.marks_of_group(session, "g", limit=10),
    "members of a group": lambda session: groups.members(session, [1, 2, 3]),
    "shared groups": lambda session: groups.shared_groups(session, ["g", "h"]),
    "mentions": lambda session: claims.mentions_of(session, [1, 2, 3]),
    "stored claims": lambda session: claims.stored_claims(session, 1),
    "verdict history": lambda session: verdicts.history(session, 1),
    "newest verdicts": lambda session: verdicts.newest_of_article(session, 1),
    "consistency": lambda session: verdicts.consistency_of(session, 1, 1),
    "standing claims": lambda session: verdicts.standing_after(session, 5, period_from=date(2026, 3, 1), limit=10),
    "articles": lambda session: articles.list_articles(session, ArticleFilter(), after=LATER),
    "articles of a source": lambda session: articles.list_articles(session, ArticleFilter(source=("feed",))),
    "articles in a language": lambda session: articles.list_articles(session, ArticleFilter(language=("zh",))),
    "articles with a word": lambda session: articles.list_articles(session, ArticleFilter(text="模型")),
    "copies": lambda session: articles.list_articles(session, ArticleFilter(cluster="art_1")),
    "article": lambda session: articles.get_article(session, "art_1"),
    "article by key": lambda session: articles.find_article(session, "feed", "1"),
    "versions": lambda session: articles.versions_of(session, 1),
    "candidates": lambda session: articles.candidates(session, {b"\x00abc", b"\x01abc"}),
    "same story": lambda session: stories.tellers(session, ["g", "h"], "en", NOW, NOW + timedelta(days=3)),
    "languages of a cluster": lambda session: articles.languages_of(session, "art_1"),
    "discrepancies": lambda session: discrepancies.list_discrepancies(session, DiscrepancyFilter(), after=LATER),
    "discrepancies of a type": lambda session: discrepancies.list_discrepancies(
        session, DiscrepancyFilter(type=("refuted",), resolved=False)
    ),
    "discrepancies about": lambda session: discrepancies.list_discrepancies(
        session, DiscrepancyFilter(subject=("country:CN",))
    ),
    "discrepancies of a claim": lambda session: discrepancies.list_discrepancies(
        session, DiscrepancyFilter(claim="clm_1")
    ),
    "discrepancies of an article": lambda session: discrepancies.list_discrepancies(
        session, DiscrepancyFilter(article="art_1")
    ),
    "open discrepancies": lambda session: discrepancies.list_discrepancies(
        session, DiscrepancyFilter(resolved=False, explained=False), after=LATER
    ),
    "explained": lambda session: discrepancies.list_discrepancies(session, DiscrepancyFilter(explained=True)),
    "severe": lambda session: discrepancies.list_discrepancies(session, DiscrepancyFilter(severity=("critical",))),
    "discrepancy": lambda session: discrepancies.get_discrepancy(session, "dsc_1"),
    "standing of an article": lambda session: discrepancies.standing_of_article(session, 1, ["refuted"]),
    "standing of groups": lambda session: discrepancies.standing_of_groups(session, ["g", "h"]),
    "undispatched": discrepancies.undispatched,
    "events": lambda session: discrepancies.events_after(session, 7),
    "polls": lambda session: sources.recent_polls(session, "feed"),
    "entries": lambda session: sources.known_entries(session, "feed", ["a"], ["http://a"]),
    "failing": lambda session: sources.failing_entries(session, "feed"),
    "pending": lambda session: sources.pending_entries(session, "feed", NOW),
    "entries a day": lambda session: sources.entry_counts_by_day(session, "feed", NOW),
    "known rows": lambda session: reference.known_rows(session, "d", NOW),
    "statements": lambda session: reference.statements_between(session, "d", date(2026, 3, 1), date(2026, 3, 8)),
    "vintage marks": lambda session: reference.vintage_marks(session, "d"),
    "next vintage": lambda session: reference.next_vintage(session, "d", NOW),
    "newest edition": lambda session: listings.newest_edition(session, "d", NOW),
    "values": lambda session: listings.values_of(session, 1, ["a/one#input", "a/two#input"]),
    "listed": lambda session: listings.known_entries(session, "d", NOW),
    "listed of a lab": lambda session: listings.entries_page(
        session, "d", as_of=NOW, within="deepseek/", listed=True, after=After(("deepseek/v3",), 0), limit=7
    ),
    "newest vintage": lambda session: reference.newest_vintage(session, "d", NOW),
}


@pytest.mark.parametrize("name", QUERIES)
def test_every_other_query(stocked: Database, name: str) -> None:
    with plans(stocked) as steps, stocked.reading() as session:
        QUERIES[name](session)
    assert steps
    assert walked(steps) == []
