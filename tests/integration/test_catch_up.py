"""No stored claim stays judged by data that have been replaced, whoever brought the new ones and whenever."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from db.queries import claims
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from extractors.types import Article
from service.assess import judge
from service.config import Settings
from service.jobs import Service
from service.jobs import service as module
from service.pipeline import IncomingArticle, IngestResult, catch_up, ingest
from service.reference.holdings import load_holdings, stored_mark
from service.reference.imports import import_file
from tests.integration.make import LATER, NO_DATA, NOW, incoming, story
from tests.unit.reconcile.make import claim

MARCH, JUNE = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)


def publication(folder: Path, tokens: int, as_of: datetime) -> Path:
    """A week in which Chinese models had so many billions a day, and nobody else any."""
    rows = [
        {"date": f"2026-03-{day:02}", "model_permaslug": "deepseek/deepseek-v3.2", "total_tokens": str(tokens * 10**9)}
        for day in range(9, 16)
    ]
    path = folder / f"{as_of:%Y%m}.json"
    path.write_bytes(orjson.dumps({"data": rows, "meta": {"as_of": as_of.isoformat()}}))
    return path


def label(database: Database) -> str | None:
    with database.reading() as session:
        (row,) = claims.list_claims(session, ClaimFilter(kind=("level",))).rows
        found: str | None = row.label
        return found


def test_what_came_while_nobody_looked_is_still_to_be_judged(database: Database, tmp_path: Path) -> None:
    ingest(database, incoming([claim("level", "4.69")]), NOW)
    assert load_holdings(database).unjudged == ()
    import_file(database, publication(tmp_path, 670, MARCH), NOW)
    holdings = load_holdings(database)
    assert [changed for _, changed in holdings.unjudged] == [7]
    assert label(database) == "not_enough_evidence"
    assert catch_up(database, holdings, LATER).verdicts == 1
    assert label(database) == "supported"
    assert load_holdings(database).unjudged == ()
    assert stored_mark(database) == holdings.mark


def test_a_vintage_that_grows_while_it_is_judged_by_stays_to_be_judged(database: Database, tmp_path: Path) -> None:
    import_file(database, publication(tmp_path, 670, MARCH), NOW)
    holdings = load_holdings(database)
    rows = [{"date": "2026-03-16", "model_permaslug": "openai/gpt-5", "total_tokens": str(600 * 10**9)}]
    more = tmp_path / "more.json"
    more.write_bytes(orjson.dumps({"data": rows, "meta": {"as_of": MARCH.isoformat()}}))
    import_file(database, more, NOW)
    catch_up(database, holdings, LATER)
    again = load_holdings(database)
    assert [changed for _, changed in again.unjudged] == [8]
    assert again.mark != holdings.mark


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    sources = tmp_path / "sources.yaml"
    sources.write_text(f"sources:\n  inbox: {{kind: files, path: {tmp_path}}}\n")
    import_file(database, publication(tmp_path, 670, MARCH), NOW)
    return Settings(database=database.path, sources_file=sources, workers=1)


def found() -> IncomingArticle:
    """An article that a worker judged before there was anything to judge by."""
    article = Article("", "en", "Weekly numbers", story("found"), "https://news.test/1", NOW)
    return IncomingArticle("inbox", "1", article.url, None, article, judge([claim("level", "4.69")], NO_DATA), NOW)


async def test_an_article_is_judged_by_the_data_of_the_moment_it_is_stored(
    settings: Settings, database: Database
) -> None:
    service = Service(settings)
    await service.start(schedule=False)
    try:
        service._ingest(found())
    finally:
        await service.stop()
    assert label(database) == "supported"


async def test_an_article_that_a_new_vintage_passed_by_is_judged_again(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vintage comes after the article was judged, and has judged all stored claims before it is one of them."""
    service = Service(settings)
    await service.start(schedule=False)
    moments: list[str | None] = []

    def late(store: Database, given: IncomingArticle, now: datetime) -> IngestResult:
        import_file(database, publication(tmp_path, 900, JUNE), JUNE)
        holdings = load_holdings(database)
        catch_up(database, holdings, JUNE)
        service.reference._holdings = holdings
        result = ingest(store, given, now)
        moments.append(label(database))
        return result

    monkeypatch.setattr(module, "ingest", late)
    try:
        service._ingest(found())
    finally:
        await service.stop()
    assert moments == ["supported"]
    assert label(database) == "refuted"


async def test_a_process_that_only_serves_takes_up_what_another_brought(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """It answers from the new data, and leaves judging the stored claims to the process that drives the store."""
    driver, follower = Service(settings), Service(settings)
    await driver.start(schedule=False)
    await follower.start(schedule=False)
    try:
        assert driver._scheduler._take_lock()
        driver._ingest(found())
        before = follower.snapshot
        await follower._follow_reference()
        assert follower.snapshot is before
        import_file(database, publication(tmp_path, 900, JUNE), JUNE)
        await follower._follow_reference()
        assert (follower.snapshot.as_of, label(database)) == (JUNE, "supported")
        await driver._follow_reference()
        assert driver.snapshot.as_of == MARCH
        await driver.reference.catch_up(JUNE)
        assert (driver.snapshot.as_of, label(database)) == (JUNE, "refuted")
    finally:
        await follower.stop()
        await driver.stop()
