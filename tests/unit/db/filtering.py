"""A small store of claims with everything that filters look at, and what a filter means, said without SQL."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from db.queries import articles, claims, discrepancies, search, sources
from db.queries.claim_filter import ClaimFilter, claim
from db.session import Database
from db.text import indexed_words
from tests.unit.db.counting import cluster_of

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
        "base_period_start": None if day % 2 else date(2026, 2, 1 + day),
        "base_period_end": None if day % 2 else date(2026, 2, 3 + day),
        "of": dice.choice((None, None, 3, 5)),
        "scope_n": dice.choice((None, None, 9, 10)),
        "confidence": dice.choice((0.25, 0.5, 1.0)),
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
    search.index_article(session, made, indexed_words(row["title"]), "nothing else")


def add_claim(session: Any, number: int, each: dict[str, Any]) -> None:
    columns = {name: value for name, value in each.items() if name in claim.c}
    fixed = {"measure": "token_usage", "modifier": "none", "scope": "all", "modality": "observed"}
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
            inside(each, "base_period_end", wanted.base_period_from, None),
            inside(each, "base_period_start", None, wanted.base_period_to),
            inside(each, "confidence", wanted.confidence_from, wanted.confidence_to),
            inside(each, "value_number", wanted.value_from, wanted.value_to),
            wanted.published_from is None or each["sorted_at"] >= wanted.published_from,
            wanted.published_to is None or each["sorted_at"] < wanted.published_to,
            not wanted.discrepancy or (each["discrepancy"] in wanted.discrepancy and not each["resolved"]),
            wanted.article is None or wanted.article == f"art_{each['article']}",
            wanted.group is None or wanted.group == each["group_key"],
            wanted.cluster is None or wanted.cluster == cluster_of(each["article"]),
        )
    )


def inside(each: dict[str, Any], name: str, low: Any, high: Any) -> bool:
    if low is None and high is None:
        return True
    value = each[name]
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


FIELDS = ("kind", "subject", "label", "selection", "source", "language", "review", "of", "scope_n")
DAYS = st.none() | st.integers(1, 12).map(lambda day: date(2026, 3, day))
BASE_DAYS = st.integers(1, 12).map(lambda day: date(2026, 2, day))
TIMES = st.none() | st.integers(0, 6).map(lambda day: START + timedelta(days=day))


def some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    known = [value for value in values if value is not None]
    unknown = 99 if isinstance(known[0], int) else "unknown"
    return st.just(()) | st.lists(st.sampled_from([*known, unknown]), unique=True, max_size=3).map(tuple)


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
    of=some((3, 5)),
    scope_n=some((9,)),
    confidence_from=st.sampled_from([None, None, 0.5]),
    confidence_to=st.sampled_from([None, None, 0.25, 0.75]),
    value_from=st.sampled_from([None, None, None, 2.0]),
    base_period_from=st.none() | st.none() | BASE_DAYS,
    base_period_to=st.none() | st.none() | BASE_DAYS,
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
