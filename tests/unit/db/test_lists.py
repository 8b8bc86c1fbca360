"""Lists hold exactly what a filter says, in order, on every page, whichever way the rows were found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.queries import articles, claim_filter, claims, discrepancies, search, sources
from db.queries.articles import ArticleFilter
from db.queries.claim_filter import ClaimFilter, claim
from db.queries.claim_order import NEWEST, plain, position
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import After
from db.session import Database
from tests.unit.db.counting import cluster_of, counted

START = datetime(2026, 3, 1, tzinfo=UTC)
KINDS = ("level", "change", "rank")
SUBJECTS = ("country:CN", "country:US", "author:a")
LABELS = ("supported", "refuted", None)
WORDS = ("中国", "模型", "调用量", "usage", "share")
REVIEWS = ("unreviewed", "accepted", "edited", "rejected")
TYPES = ("refuted", "revision")
ARTICLES, CLAIMS = 12, 70


def facts(number: int, dice: random.Random) -> dict[str, Any]:
    """One claim with everything that filters look at; times repeat, so that ties happen."""
    day = dice.randrange(10)
    words = dice.sample(WORDS, k=2)
    article = dice.randrange(ARTICLES)
    review = dice.choice(("unreviewed", *REVIEWS))
    return {
        "public_id": f"clm_{number}",
        "article": article,
        "kind": dice.choice(KINDS),
        "subject": dice.choice(SUBJECTS),
        "label": dice.choice(LABELS),
        "selection": dice.choice(("all", "top9", None)),
        "value_number": dice.choice((1.0, 2.5, 2.5, None)),
        "source": dice.choice(("feed", "page")),
        "language": dice.choice(("en", "zh")),
        "sorted_at": START + timedelta(days=article % 5),
        "period_start": None if day == 0 else date(2026, 3, day),
        "period_end": None if day == 0 else date(2026, 3, day + dice.randrange(6)),
        "group_key": dice.choice(("g", "h", None)),
        "withdrawn_at": START if review == "rejected" or dice.random() < 0.1 else None,
        "review": review,
        "words": words,
        "rule": dice.choice(("level.reach", "rank.top")),
        "discrepancy": dice.choice((None, None, *TYPES)),
        "resolved": dice.random() < 0.5,
    }


STOCK = [facts(number, random.Random(number)) for number in range(CLAIMS)]


@pytest.fixture(scope="module")
def stocked(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = shutil.copyfile(empty_store, tmp_path_factory.mktemp("lists") / "store.db")
    with Database(path) as database:
        with database.transaction() as session:
            for name in ("feed", "page"):
                sources.ensure_source(session, name, kind="feed", now=START)
            for number in range(ARTICLES):
                add_article(session, number)
            for number, each in enumerate(STOCK):
                add_claim(session, number, each)
        yield database


def add_article(session: Any, number: int) -> None:
    row = {
        "public_id": f"art_{number}",
        "source": "feed" if number % 2 else "page",
        "key": str(number),
        "language": "zh",
        "title": WORDS[number % 5],
    }
    times = {"first_seen_at": START, "sorted_at": START + timedelta(days=number % 5)}
    rest = {"version": 1, "content_hash": "", "cluster": cluster_of(number), "fingerprint": b""}
    made = articles.add_article(session, {**row, **times, **rest})
    search.index_article(session, made, row["title"], "nothing else")


def add_claim(session: Any, number: int, each: dict[str, Any]) -> None:
    columns = {name: value for name, value in each.items() if name in claim.c}
    fixed = {"measure": "token_usage", "modifier": "none", "scope": "all", "modality": "observed", "confidence": 1.0}
    versions = {"first_version": 1, "last_version": 1, "first_seen_at": START}
    place = {"article_id": each["article"] + 1, "position": number}
    (row,) = claims.add_claims(session, [{**columns, **fixed, **versions, **place}]).values()
    search.index_claims(session, [(row, " ".join(each["words"]), each["rule"])])
    if each["discrepancy"]:
        dispute = {"type": each["discrepancy"], "subject": each["subject"], "measure": "token_usage", "detail": {}}
        times = {
            "opened_at": each["sorted_at"],
            "updated_at": START,
            "resolved_at": START if each["resolved"] else None,
        }
        words = {"explanation": "", "explanation_zh": "", "public_id": f"dsc_{number}"}
        discrepancies.add_discrepancy(session, {**dispute, **times, **words}, [row])


def holds(wanted: ClaimFilter, each: dict[str, Any]) -> bool:
    """The filter's meaning, said once more without SQL."""
    said = " ".join(each["words"])
    return all(
        (
            all(each[name] in getattr(wanted, name) for name in FIELDS if getattr(wanted, name)),
            wanted.withdrawn or each["withdrawn_at"] is None or each["review"] in {"rejected"} & {*wanted.review},
            wanted.text is None or all(word in said for word in wanted.text.split()),
            wanted.rule is None or each["rule"] == wanted.rule,
            wanted.period_from is None or bool(each["period_end"] and each["period_end"] >= wanted.period_from),
            wanted.period_to is None or bool(each["period_start"] and each["period_start"] <= wanted.period_to),
            wanted.published_from is None or each["sorted_at"] >= wanted.published_from,
            wanted.published_to is None or each["sorted_at"] < wanted.published_to,
            not wanted.discrepancy or (each["discrepancy"] in wanted.discrepancy and not each["resolved"]),
            wanted.article is None or wanted.article == f"art_{each['article']}",
            wanted.group is None or wanted.group == each["group_key"],
            wanted.cluster is None or wanted.cluster == cluster_of(each["article"]),
        )
    )


FIELDS = ("kind", "subject", "label", "selection", "source", "language", "review")
DAYS = st.none() | st.integers(1, 12).map(lambda day: date(2026, 3, day))
TIMES = st.none() | st.integers(0, 6).map(lambda day: START + timedelta(days=day))


def some(values: tuple[str | None, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    known = [value for value in values if value is not None]
    return st.just(()) | st.lists(st.sampled_from([*known, "unknown"]), unique=True, max_size=3).map(tuple)


FILTERS = st.builds(
    ClaimFilter,
    kind=some(KINDS),
    subject=some(SUBJECTS),
    label=some(LABELS),
    selection=some(("all", "top9", None)),
    source=some(("feed",)),
    language=some(("zh",)),
    review=some(REVIEWS),
    rule=st.sampled_from([None, None, None, "level.reach"]),
    text=st.sampled_from([None, None, None, "中国", "调用", "share 模型", "日本"]),
    period_from=DAYS,
    period_to=DAYS,
    published_from=TIMES,
    published_to=TIMES,
    discrepancy=st.just(()) | some(TYPES),
    article=st.sampled_from([None, None, None, "art_3", "art_99"]),
    group=st.sampled_from([None, None, None, "g"]),
    cluster=st.sampled_from([None, None, None, "art_3"]),
    withdrawn=st.booleans(),
)


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
    tried |= {"attribution", "period_basis", "value_from", "value_to", "review"}
    assert {field.name for field in fields(ClaimFilter)} - tried <= {
        *FIELDS,
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
