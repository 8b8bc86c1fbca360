"""The price list: asked once a day, kept only where it changed, its claims judged beside those of other data sets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import orjson

from db.queries import claims, reference
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from extractors.types import Claim, Period
from service.http.messages import Request, Response
from service.pipeline import ingest, reassess
from service.reference.refresh import RefreshReport, refresh
from service.reference.store import load_snapshot
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
