"""The price list: asked once a day, kept only where it changed, its claims judged beside those of other data sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import orjson
import pytest
from click.testing import CliRunner

from db.queries import claims, discrepancies, reference
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from extractors.types import Article, Claim, Period
from service.assess import assess
from service.cli import main
from service.config import Settings
from service.http import HttpClient
from service.http.messages import Request, Response
from service.jobs.reference import ReferenceKeeper
from service.pipeline import catch_up, ingest, reassess
from service.reconcile.verdict import verify
from service.reference.holdings import load_holdings
from service.reference.imports import import_file
from service.reference.refresh import RefreshReport, refresh
from service.reference.store import load_snapshot
from service.workers import ProcessWorkers
from tests.integration.make import LATER, NO_DATA, NOW, incoming
from tests.unit.reconcile.make import claim, value_of

DATASET = "openrouter-models"
MORNING = datetime(2026, 3, 20, 6, tzinfo=UTC)
DAY = timedelta(days=1)


class Publisher:
    """The list as it is now."""

    def __init__(self, price: str = "0.0000004") -> None:
        self.price = price
        self.requests: list[Request] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        listed = [
            {"id": "a/one", "canonical_slug": "a/one", "pricing": {"prompt": self.price, "completion": self.price}}
        ]
        return Response(200, {}, orjson.dumps({"data": listed}), request.url)

    async def refresh(self, database: Database, now: datetime) -> RefreshReport:
        return await refresh(database, self, base_url="https://api.test", key="secret", now=now, dataset_id=DATASET)


async def test_it_is_asked_once_a_day_without_the_key(database: Database) -> None:
    publisher = Publisher()
    for hours in (0, 6, 12, 24, 30):
        report = await publisher.refresh(database, MORNING + timedelta(hours=hours))
        assert report.outcome == "refreshed"
    assert [request.url for request in publisher.requests] == ["https://api.test/api/v1/models"] * 2
    assert all(not request.headers for request in publisher.requests)


async def test_only_days_on_which_it_changed_are_kept(database: Database) -> None:
    publisher = Publisher()
    changed = []
    for day, price in enumerate(("0.0000004", "0.0000004", "0.0000005", "0.0000004")):
        publisher.price = price
        changed.append((await publisher.refresh(database, MORNING + day * DAY)).days_changed)
    assert changed == [1, 0, 1, 1]
    with database.reading() as session:
        assert reference.days_known(session, DATASET) == [date(2026, 3, day) for day in (20, 22, 23)]
    snapshot = load_snapshot(database, DATASET)
    latest = snapshot.latest(date(2026, 3, 21))
    assert latest == Period(date(2026, 3, 20), date(2026, 3, 20))


def price_claim(stated: str) -> Claim:
    return Claim(
        kind="price",
        measure="token_price",
        subject="model:a/one",
        value=value_of("price", stated),
        unit="USD/1M token",
        price_of="input",
        period=Period(date(2026, 3, 20), date(2026, 3, 20)),
    )


async def test_claims_of_other_measures_keep_their_verdicts(database: Database) -> None:
    await Publisher().refresh(database, MORNING)
    prices = load_snapshot(database, DATASET)
    ingest(database, incoming([claim("level", "4.69"), price_claim("0.40")]), NOW)
    assert labels(database) == {"level": "not_enough_evidence", "price": "not_enough_evidence"}
    report = reassess(database, NO_DATA, LATER, others=[prices])
    assert (report.claims, report.verdicts) == (2, 1)
    assert labels(database) == {"level": "not_enough_evidence", "price": "supported"}
    assert reassess(database, NO_DATA, LATER).claims == 1
    assert labels(database)["price"] == "supported"


def labels(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {row.kind: row.label for row in claims.list_claims(session, ClaimFilter()).rows}


LISTED = [
    ("deepseek/deepseek-v3.2-20251201", "0.00000028", "0.00000042"),
    ("deepseek/deepseek-r1-0528", "0.0000005", "0.00000215"),
    ("moonshotai/kimi-k2.5-0127", "0.0000006", "0.000003"),
    ("anthropic/claude-4.6-opus-20260205", "0.000005", "0.000025"),
]
TEXT = (
    "DeepSeek V3.2 costs $0.28 per million input tokens and $0.42 per million output tokens. Claude Opus 4.6 charges "
    "$25 per million output tokens. Kimi K2.5 costs $0.06 per million input tokens."
)


@pytest.fixture
def models_file(tmp_path: Path) -> Path:
    """The publisher's answer as anybody can save it: no vintage of its own."""
    rows = [
        {"id": slug, "canonical_slug": slug, "pricing": {"prompt": given, "completion": made}}
        for slug, given, made in LISTED
    ]
    path = tmp_path / "models.json"
    path.write_bytes(orjson.dumps({"data": rows, "links": {}}))
    return path


def test_prices_from_an_article_to_verdicts_in_the_store(database: Database, models_file: Path) -> None:
    import_file(database, models_file, NOW, as_of=MORNING)
    article = Article("", "en", "What models cost", TEXT, "https://news.test/prices", NOW)
    empty = incoming(source="feed", text=TEXT)
    ingest(database, replace(empty, article=article, assessment=assess(article, None, NO_DATA)), NOW)
    with database.reading() as session:
        assert {row.label for row in claims.list_claims(session, ClaimFilter(kind=("price",))).rows} == {
            "not_enough_evidence"
        }
    catch_up(database, load_holdings(database), LATER)
    with database.reading() as session:
        rows = claims.list_claims(session, ClaimFilter(kind=("price",))).rows
        opened = discrepancies.list_discrepancies(session, discrepancies.DiscrepancyFilter(measure=("token_price",)))
    found = {(row.subject, row.price_of, str(row.value_point)): row.label for row in rows}
    assert found == {
        ("model:deepseek/deepseek-v3.2", "input", "0.28"): "supported",
        ("model:deepseek/deepseek-v3.2", "output", "0.42"): "supported",
        ("model:anthropic/claude-4.6-opus", "output", "25"): "supported",
        ("model:moonshotai/kimi-k2.5", "input", "0.06"): "refuted",
    }
    assert {row.verdict_dataset for row in rows} == {DATASET}
    (refuted,) = opened.rows
    assert (refuted.type, refuted.factor) == ("refuted", 10)


def test_a_lab_is_held_against_its_own_list_in_every_reading(database: Database, models_file: Path) -> None:
    import_file(database, models_file, NOW, as_of=MORNING)
    stated = replace(price_claim("[,0.5]"), subject="author:deepseek", price_of=None, modifier="less_than")
    verdict = verify(stated, load_snapshot(database, DATASET))
    assert verdict.label == "supported"
    readings = {result.reading.selection: (result.match, result.reading.literal) for result in verdict.readings}
    assert set(readings) == {
        f"{aspect}/{of}" for aspect in ("input", "output", "blended") for of in ("median", "cheapest")
    }
    assert readings["input/median"] == ("true", True)
    assert readings["output/median"] == ("false", True)
    assert readings["input/cheapest"] == ("true", False)


def test_the_check_command_takes_a_saved_list(models_file: Path) -> None:
    line = orjson.dumps(
        {"id": "a", "language": "en", "title": "", "text": TEXT, "published_at": "2026-04-07T08:00:00Z"}
    )
    answer = CliRunner().invoke(main, ["check", "--reference", str(models_file)], input=line)
    assert answer.exit_code == 0, answer.output
    labels = [claim["verdict"]["label"] for claim in orjson.loads(answer.stdout)["claims"]]
    assert sorted(labels) == ["refuted", "supported", "supported", "supported"]


async def test_a_service_on_the_web_asks_for_the_list_and_one_that_is_not_asks_nobody(
    database: Database, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def fetch(request: Request) -> Response:
        asked.append(request.url)
        return Response(200, {}, orjson.dumps({"data": []}), request.url)

    settings = Settings(database=database.path, openrouter_api_key=None)
    door = cast(HttpClient, SimpleNamespace(fetch=fetch))
    workers = cast(ProcessWorkers, SimpleNamespace(renew=lambda snapshots: None))
    for online in (False, True):
        keeper = ReferenceKeeper(settings, database, door, workers, load_holdings(database), online=online)
        await keeper.keep(MORNING)
        await keeper.keep(MORNING + timedelta(minutes=1))
        assert len(asked) == online
    assert asked[0].endswith("/api/v1/models")
