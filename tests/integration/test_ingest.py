"""One article, one transaction: what is stored, what stays, and what the world is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from db.errors import StoreBusy, StoreConflict
from db.queries import articles, claims, discrepancies, sources, verdicts
from db.queries.articles import ArticleFilter
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from extractors.types import Claim, Span
from service.pipeline import assess_and_ingest, ingest
from service.reconcile.snapshot import Snapshot
from service.reference.imports import read_file
from service.reference.store import snapshot_of
from service.rows import claim_from_row, search_words, verdict_from_row
from tests.integration.make import LATER, NOW, contents, events, incoming, standing, story
from tests.unit.reconcile.make import claim

SAMPLE = Path(__file__).parents[2] / "samples" / "reference" / "openrouter-rankings-daily.csv"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of([read_file(SAMPLE, NOW)])


def stored_claims(database: Database, **wanted: object) -> list[Claim]:
    with database.reading() as session:
        rows = claims.list_claims(session, ClaimFilter(**wanted)).rows  # type: ignore[arg-type]
        mentions = claims.mentions_of(session, [row.id for row in rows])
        return [claim_from_row(row, mentions.get(row.id, ())) for row in rows]


def test_everything_reads_back_as_it_was(database: Database, snapshot: Snapshot) -> None:
    text = "Chinese models used 4.69 trillion tokens last week."
    said = claim(
        "level", "4.69", mentions=(Span("text", 20, 33, "4.69 trillion"),), attribution="OpenRouter", rule="level.used"
    )
    given = incoming(
        [said, claim("comparison", None, object="country:US", relation="above")], text=text, snapshot=snapshot
    )
    result = ingest(database, given, NOW)
    assert (result.created, result.changed, result.version) == (True, False, 1)
    with database.reading() as session:
        row = articles.get_article(session, result.article_id)
        assert row is not None
        assert (row.title, row.text, row.url) == (given.article.title, text, given.url)
        assert (row.published_at, row.first_seen_at, row.sorted_at) == (
            given.article.published_at,
            NOW,
            given.article.published_at,
        )
        assert row.claim_count == 2
        listed = claims.claims_of_article(session, row.id)
        mentions = claims.mentions_of(session, [each.id for each in listed])
        assert [claim_from_row(each, mentions.get(each.id, ())) for each in listed] == list(given.assessment.claims)
        histories = [verdicts.history(session, each.id) for each in listed]
        assert [verdict_from_row(newest) for (newest,) in histories] == list(given.assessment.verdicts)
        assert [each.label for each in listed] == [verdict.label for verdict in given.assessment.verdicts]


def test_seen_again_it_changes_nothing_at_all(database: Database, snapshot: Snapshot) -> None:
    given = incoming([claim("level", "4.69"), claim("level", "46.9")], snapshot=snapshot)
    first = ingest(database, given, NOW)
    before = contents(database)
    again = ingest(database, replace(given, fetched_at=LATER, flags=("odd",)), LATER)
    assert (again.article_id, again.created, again.changed) == (first.article_id, False, False)
    assert contents(database) == before


def test_ids_do_not_depend_on_the_store_or_the_order(database: Database, tmp_path: Path, empty_store: Path) -> None:
    two = [claim("level", "4.69"), claim("level", "3.29", subject="country:US")]
    ids = {}
    for name, order in (("one", two), ("other", two[::-1])):
        path = tmp_path / f"{name}.db"
        path.write_bytes(empty_store.read_bytes())
        with Database(path) as other:
            ingest(other, incoming([claim("rank", "1")], key="before"), NOW)
            ingest(other, incoming(order), NOW)
            with other.reading() as session:
                rows = claims.list_claims(session, ClaimFilter(kind=("level",))).rows
                ids[name] = {(row.article_id, row.public_id) for row in rows}
    assert ids["one"] == ids["other"]
    assert len(ids["one"]) == 2


def test_a_better_reading_of_the_same_words_keeps_the_id(database: Database) -> None:
    first = claim("level", "4.69", rule="old.rule", confidence=0.5)
    ingest(database, incoming([first]), NOW)
    better = claim(
        "level",
        "4.69",
        rule="new.rule",
        confidence=0.9,
        attribution="OpenRouter",
        mentions=(Span("title", 0, 6, "Weekly"),),
    )
    ingest(database, incoming([better], title="Weekly numbers, corrected"), LATER)
    (stored,) = stored_claims(database)
    assert stored == better
    with database.reading() as session:
        (row,) = claims.list_claims(session, ClaimFilter()).rows
        assert (row.first_version, row.last_version, row.withdrawn_at) == (1, 2, None)
    assert standing(database) == []


def test_a_changed_article_is_a_new_version_and_a_changed_figure_a_revision(database: Database) -> None:
    given = incoming([claim("level", "4.69"), claim("rank", "1")])
    first = ingest(database, given, NOW)
    corrected = incoming([claim("level", "4.96"), claim("rank", "1")], text=story("feed1") + " Corrected.")
    second = ingest(database, corrected, LATER)
    assert (second.article_id, second.version, second.created, second.changed) == (first.article_id, 2, False, True)
    with database.reading() as session:
        row = articles.get_article(session, first.article_id)
        assert row is not None
        assert [each.number for each in articles.versions_of(session, row.id)] == [1, 2]
        every = claims.claims_of_article(session, row.id, withdrawn=True)
        gone = [each for each in every if each.withdrawn_at is not None]
        assert [(each.value_point, each.last_version) for each in gone] == [(Decimal("4.69e12"), 1)]
        (page,) = discrepancies.list_discrepancies(session, discrepancies.DiscrepancyFilter()).rows
        assert page.type == "revision"
        assert page.explanation.startswith("The article changed its figure for Chinese models")
        assert page.factor == Decimal("1.05757")
        assert [side["point"] for side in page.detail["sides"]] == ["4690000000000", "4960000000000"]
    assert events(database) == [("discrepancy.opened", "revision")]


def test_a_revision_that_is_taken_back_is_resolved(database: Database) -> None:
    for version, figure in enumerate(("4.69", "4.96", "4.69")):
        ingest(
            database,
            incoming([claim("level", figure)], text=story("feed1") + f" {version}"),
            NOW + timedelta(hours=version),
        )
    assert [kind for kind, _ in standing(database)] == ["revision"]
    assert events(database) == [
        ("discrepancy.opened", "revision"),
        ("discrepancy.opened", "revision"),
        ("discrepancy.resolved", "revision"),
    ]
    (stored,) = stored_claims(database)
    assert stored.value.point == Decimal("4.69e12")


def test_what_the_data_say_against_a_claim_is_opened_and_resolved(database: Database, snapshot: Snapshot) -> None:
    ingest(database, incoming([claim("level", "46.9"), claim("level", "4.69")], snapshot=snapshot), NOW)
    kinds = {kind for kind, _ in standing(database)}
    assert {"refuted", "conflicting"} <= kinds
    ingest(database, incoming([claim("level", "4.69")], text=story("feed1") + " Corrected.", snapshot=snapshot), LATER)
    assert [kind for kind, _ in standing(database)] == ["conflicting"]
    told = events(database)
    assert ("discrepancy.resolved", "refuted") in told
    assert told.count(("discrepancy.opened", "conflicting")) == 1


def test_figures_that_cannot_hold_together_are_inconsistent(database: Database) -> None:
    levels = [claim("level", "12.96", "03-30"), claim("level", "3.03", "03-30", subject="country:US")]
    ingest(database, incoming([*levels, claim("ratio", "9", "03-30", object="country:US")]), NOW)
    (row,) = standing(database)
    assert row[0] == "inconsistent"
    assert len(row[1]) == 3
    with database.reading() as session:
        (article,) = articles.list_articles(session, ArticleFilter()).rows
        (result,) = verdicts.consistency_of(session, article.id, 1)
        assert (result.relation, result.result, set(result.claims)) == ("ratio", "inconsistent", set(row[1]))


def test_articles_that_disagree_are_told_once_and_made_up_once(database: Database) -> None:
    early = NOW - timedelta(days=1)
    ingest(database, incoming([claim("level", "4.69")], source="feed", published_at=early), NOW)
    ingest(database, incoming([claim("level", "46.9")], source="page"), NOW)
    ingest(database, incoming([claim("level", "4.69")], source="wire"), NOW)
    (row,) = standing(database)
    assert row[0] == "disagreement"
    with database.reading() as session:
        (dispute,) = discrepancies.list_discrepancies(
            session, discrepancies.DiscrepancyFilter(type=("disagreement",))
        ).rows
        assert dispute.factor == 10
        assert [side["source"] for side in dispute.detail["sides"]] == ["feed", "page"]
        for source in ("feed", "page"):
            (article,) = articles.list_articles(session, ArticleFilter(source=(source,))).rows
            wanted = discrepancies.DiscrepancyFilter(article=article.public_id)
            assert len(discrepancies.list_discrepancies(session, wanted).rows) == 1
    ingest(database, incoming([claim("level", "4.69")], source="page", text=story("page1") + " Corrected."), LATER)
    assert [kind for kind, _ in standing(database)] == ["revision"]
    assert events(database) == [
        ("discrepancy.opened", "disagreement"),
        ("discrepancy.opened", "revision"),
        ("discrepancy.resolved", "disagreement"),
    ]


def test_copies_of_one_text_are_one_cluster(database: Database) -> None:
    text = story("a wire report", 30)
    results = [
        ingest(database, incoming(source=source, text=words), NOW)
        for source, words in (("wire", text), ("feed", "Reprinted. " + text), ("page", story("something else", 30)))
    ]
    with database.reading() as session:
        rows = [articles.get_article(session, result.article_id) for result in results]
        clusters = [row.cluster for row in rows if row is not None]
        assert clusters == [results[0].article_id, results[0].article_id, results[2].article_id]
        assert [row.source for row in articles.copies_of(session, clusters[0])] == ["wire", "feed"]


def test_the_same_statement_twice_is_one_claim_with_both_mentions(database: Database) -> None:
    spans = [Span("title", 0, 6, "Weekly"), Span("text", 3, 8, "there")]
    ingest(database, incoming([claim("level", "4.69", mentions=(span,)) for span in spans]), NOW)
    (stored,) = stored_claims(database)
    assert list(stored.mentions) == spans


def test_an_article_without_a_date_sorts_by_first_sight(database: Database) -> None:
    result = ingest(database, incoming([claim("rank", "1")], published_at=None), NOW)
    with database.reading() as session:
        row = articles.get_article(session, result.article_id)
        assert row is not None
        assert (row.published_at, row.sorted_at) == (None, NOW)
    ingest(database, incoming([claim("rank", "1")], published_at=NOW - timedelta(days=3)), LATER)
    with database.reading() as session:
        (listed,) = claims.list_claims(session, ClaimFilter()).rows
        assert listed.sorted_at == listed.published_at == NOW - timedelta(days=3)


def test_edits_that_change_no_claim_do_not_pile_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.pipeline.articles.MOST_VERSIONS", 3)
    results = [
        ingest(database, incoming([claim("rank", "1")], text=story("feed1") + f" {number} views"), NOW)
        for number in range(6)
    ]
    assert [result.version for result in results] == [1, 2, 3, 3, 3, 3]
    changed = ingest(database, incoming([claim("rank", "2")], text=story("feed1") + " 7 views"), NOW)
    assert (changed.version, changed.changed) == (4, True)


def test_claims_are_found_by_the_words_around_them(database: Database) -> None:
    text = "天气很好。中国模型的周调用量达到4.69万亿Token。其他事情。"
    start = text.index("4.69万亿")
    span = Span("text", start, start + 6, "4.69万亿")
    ingest(
        database,
        incoming(
            [claim("level", "4.69", mentions=(span,), rule="level.达到")], title="每周數據", text=text, language="zh"
        ),
        NOW,
    )
    for query, hits in (("调用量", 1), ("周調用量", 1), ("数据", 1), ("天气", 0), ("其他", 0)):
        assert len(stored_claims(database, text=search_words(query))) == hits, query
    with database.reading() as session:
        assert len(articles.list_articles(session, ArticleFilter(text="天气")).rows) == 1


def test_an_unregistered_source_gets_a_row(database: Database) -> None:
    ingest(database, incoming(source="stranger"), NOW)
    with database.reading() as session:
        (row,) = sources.all_states(session)
        assert (row.name, row.kind, row.article_count) == ("stranger", "unknown", 1)


def test_the_convenience_assesses_first(database: Database, snapshot: Snapshot) -> None:
    text = "Chinese AI models used 4.69 trillion tokens on OpenRouter in the week of March 9 to March 15, 2026."
    given = incoming(text=text, title="OpenRouter weekly")
    assess_and_ingest(database, given, None, snapshot, NOW)
    assert Decimal("4.69e12") in {each.value.point for each in stored_claims(database)}


def test_a_store_that_is_busy_is_said_and_nothing_is_stored(database: Database) -> None:
    with Database(database.path, busy_timeout=0.05) as other, other.transaction(), pytest.raises(StoreBusy):
        ingest(database, incoming([claim("rank", "1")]), NOW)
    assert stored_claims(database) == []
    assert ingest(database, incoming([claim("rank", "1")]), NOW).created


def test_a_failure_in_the_last_step_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(database, incoming([claim("level", "4.69")]), NOW)
    before = contents(database)

    def fail(*args: object) -> None:
        raise StoreConflict("made up")

    monkeypatch.setattr(discrepancies, "add_event", fail)
    with pytest.raises(StoreConflict):
        ingest(database, incoming([claim("level", "46.9")], source="page"), NOW)
    assert contents(database) == before
    monkeypatch.undo()
    assert ingest(database, incoming([claim("level", "46.9")], source="page"), NOW).created
    assert [kind for kind, _ in standing(database)] == ["disagreement"]
