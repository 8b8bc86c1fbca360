"""Lists hold exactly what a filter says, in order, on every page, whichever way the rows were found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.queries import articles, claim_filter, claim_spans, claims, discrepancies, search
from db.queries.articles import ArticleFilter
from db.queries.claim_filter import ClaimFilter
from db.queries.claim_order import NEWEST, plain, position
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import After
from db.session import Database
from tests.unit.db.counting import counted
from tests.unit.db.filtering import ARTICLES, FIELDS, FILTERS, START, STOCK, TYPES, WORDS, holds, stocked

__all__ = ["stocked"]


@given(FILTERS, st.sampled_from([0, 3, 1000]), st.sampled_from([1, 8, 1000]), st.integers(1, 9))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_of_claims_is_its_filter(
    stocked: Database, wanted: ClaimFilter, driving: int, newest: int, size: int
) -> None:
    expected = [
        each["public_id"]
        for _, _, each in sorted(
            ((each["sorted_at"], number, each) for number, each in enumerate(STOCK) if holds(wanted, each)),
            reverse=True,
        )
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "DRIVING", driving)
        patch.setattr(search, "NEWEST", newest)
        patch.setattr(claim_filter, "DRIVING", driving)
        patch.setattr(claim_filter, "MOST_WALKS", 4)
        patch.setattr(claim_spans, "MOST_SPANS", 12 if driving == 3 else 1000)
        with stocked.reading() as session:
            found: list[str] = []
            after: After | None = None
            while True:
                page = claims.list_claims(session, wanted, after=after, limit=size)
                found += [row.public_id for row in page.rows]
                if page.after is None:
                    break
                assert len(page.rows) == size
                after = page.after
            assert found == expected
            assert claims.count_claims(session, wanted) == len(expected)
            assert claims.count_claims(session, wanted, cap=2) in {min(2, len(expected)), len(expected)}
            assert [f"clm_{row.id - 1}" for row in claims.list_documents(session, wanted, limit=200).rows] == expected
            counts = claims.count_by(session, wanted, ["kind", "label", "week"], top=100)
            some = claims.count_by(session, wanted, ["kind", "label", "week"], top=100, bound=2)
    matching = [STOCK[int(name.removeprefix("clm_"))] for name in expected]
    assert counts == counted(matching, exact=True)
    assert some in (counts, counted(matching[:2], exact=len(matching) <= 2))


ORDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "published": lambda each: (each["sorted_at"],),
    "seen": lambda each: (),
    "period": lambda each: (each["period_end"], each["period_start"]),
    "value": lambda each: (each["value_number"],),
}


@given(FILTERS, st.sampled_from([0, 1000]), st.integers(1, 9), st.sampled_from(sorted(ORDERS)), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_in_another_order_is_its_filter(
    stocked: Database, wanted: ClaimFilter, driving: int, size: int, name: str, descending: bool
) -> None:
    if name == "value":
        wanted = replace(wanted, kind=("level",))
    keyed = [(ORDERS[name](each), number, each) for number, each in enumerate(STOCK) if holds(wanted, each)]
    expected = [
        each["public_id"]
        for _, _, each in sorted((one for one in keyed if None not in one[0]), key=lambda one: one[:2])
    ]
    if descending:
        expected.reverse()
    sort: Any = f"-{name}" if descending else name
    with pytest.MonkeyPatch.context() as patch, stocked.reading() as session:
        patch.setattr(claim_filter, "DRIVING", driving)
        found: list[str] = []
        after: After | None = None
        while True:
            page = claims.list_claims(session, wanted, after=after, limit=size, sort=sort)
            found += [row.public_id for row in page.rows]
            if page.after is None:
                break
            keys = [page.after.at] if sort == NEWEST else plain(page.after)
            after = page.after if sort == NEWEST else position(sort, keys, page.after.id)
            assert after == page.after
    assert found == expected


def test_every_field_of_the_filter_is_tried_here() -> None:
    # These are columns like the five in FIELDS; the API's tests ask for each, test_reviews for what people decided.
    tried = {"object", "measure", "modality", "platform", "relation", "unit", "per", "modifier", "scope", "price_of"}
    tried |= {"attribution", "period_basis", "value_to"}
    assert {field.name for field in fields(ClaimFilter)} - tried <= {
        *FIELDS,
        *("value_from", "confidence_from", "confidence_to", "base_period_from", "base_period_to"),
        *("rule", "text", "period_from", "period_to", "published_from", "published_to"),
        *("discrepancy", "article", "group", "cluster", "withdrawn"),
    }


@pytest.mark.parametrize("driving", [0, 1000])
@pytest.mark.parametrize("text", [None, "usage", "日本"])
def test_articles(stocked: Database, monkeypatch: pytest.MonkeyPatch, driving: int, text: str | None) -> None:
    monkeypatch.setattr(search, "DRIVING", driving)
    order = sorted(range(ARTICLES), key=lambda number: (number % 5, number), reverse=True)
    expected = [f"art_{number}" for number in order if text is None or WORDS[number % 5] == text]
    found: list[str] = []
    after: After | None = None
    with stocked.reading() as session:
        while True:
            page = articles.list_articles(session, ArticleFilter(text=text), after=after, limit=2)
            found += [row.public_id for row in page.rows]
            after = page.after
            if after is None:
                break
    assert found == expected


@pytest.mark.parametrize(
    ("wanted", "holds_for"),
    [
        (DiscrepancyFilter(), lambda each: True),
        (DiscrepancyFilter(type=("refuted",)), lambda each: each["discrepancy"] == "refuted"),
        (DiscrepancyFilter(resolved=False), lambda each: not each["resolved"]),
        (DiscrepancyFilter(resolved=True, type=TYPES), lambda each: each["resolved"]),
        (DiscrepancyFilter(subject=("country:CN",)), lambda each: each["subject"] == "country:CN"),
        (DiscrepancyFilter(article="art_3"), lambda each: each["article"] == 3),
        (DiscrepancyFilter(claim="clm_4"), lambda each: each["public_id"] == "clm_4"),
        (DiscrepancyFilter(opened_from=START + timedelta(days=2)), lambda each: each["article"] % 5 >= 2),
        (DiscrepancyFilter(opened_to=START + timedelta(days=2)), lambda each: each["article"] % 5 < 2),
    ],
)
def test_discrepancies(stocked: Database, wanted: DiscrepancyFilter, holds_for: Any) -> None:
    expected = {f"dsc_{at}" for at, each in enumerate(STOCK) if each["discrepancy"] and holds_for(each)}
    found: list[Any] = []
    after: After | None = None
    with stocked.reading() as session:
        while True:
            page = discrepancies.list_discrepancies(session, wanted, after=after, limit=3)
            found += page.rows
            after = page.after
            if after is None:
                break
    assert {row.public_id for row in found} == expected
    order = [(row.opened_at, row.id) for row in found]
    assert order == sorted(order, reverse=True)
