"""From articles to messages: what subscribers are told, when, and what they are spared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.session import Database
from extractors.types import Claim
from service.alerts.deliver import Deliverer
from service.pipeline import ingest
from tests.integration.alerting import (
    BEFORE,
    Now,
    Receiver,
    add_endpoint,
    clock,
    deliverer,
    happen,
    receiver,
    run,
    signed,
    subscribe,
)
from tests.integration.make import NOW, incoming, story
from tests.unit.reconcile.make import claim

__all__ = ["clock", "deliverer", "receiver"]

RIGHT, SLIP = "4.69", "46.9"


def tell(database: Database, source: str, figure: str | None, clock: Now, **fields: Any) -> None:
    claims: list[Claim] = [] if figure is None else [claim("level", figure)]
    ingest(database, incoming(claims, source=source, **fields), clock())


async def test_a_disagreement_is_told_and_its_end_too(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    name = subscribe(database)
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    (told,) = receiver.got(url)
    assert told["type"] == "discrepancy.opened"
    assert told["data"]["subscriptions"] == [name]
    assert told["data"]["discrepancy"]["type"] == "disagreement"
    assert told["data"]["discrepancy"]["severity"] == "critical"
    assert {one["source"] for one in told["data"]["articles"]} == {"feed", "page"}
    assert signed(receiver.seen[0])
    clock.forward(hours=1)
    tell(database, "page", None, clock, text=story("corrected"))
    await run(deliverer)
    ended = receiver.got(url)[1]
    assert ended["type"] == "discrepancy.resolved"
    assert ended["data"]["discrepancy"]["id"] == told["data"]["discrepancy"]["id"]
    assert ended["data"]["discrepancy"]["resolved_at"] == "2026-03-23T09:00:00Z"
    await run(deliverer)
    assert len(receiver.seen) == 2


async def test_copies_are_one_alert_and_end_with_the_last(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    subscribe(database, filter={"types": ["inconsistent"]})
    parts = [
        claim("level", "4.69"),
        claim("level", "3.27", subject="country:US"),
        claim("ratio", "30", object="country:US"),
    ]
    for source in ("feed", "page", "wire"):
        ingest(database, incoming(parts, source=source, text=story("the same")), clock())
    await run(deliverer)
    (told,) = receiver.got(url)
    assert [one["source"] for one in told["data"]["articles"]] == ["feed", "page", "wire"]
    for source in ("feed", "page"):
        tell(database, source, None, clock, text=story(f"corrected {source}"))
        await run(deliverer)
    assert len(receiver.got(url)) == 1
    tell(database, "wire", None, clock, text=story("corrected wire"))
    await run(deliverer)
    assert [one["type"] for one in receiver.got(url)] == ["discrepancy.opened", "discrepancy.resolved"]


async def test_two_subscriptions_of_one_endpoint_are_one_message(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url, other = add_endpoint(database), add_endpoint(database, "other")
    names = [subscribe(database), subscribe(database, filter={"types": ["disagreement"]})]
    third = subscribe(database, "other")
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    assert [one["data"]["subscriptions"] for one in receiver.got(url)] == [names]
    assert [one["data"]["subscriptions"] for one in receiver.got(other)] == [[third]]
    assert receiver.ids(url) != receiver.ids(other)


@pytest.mark.parametrize(
    "fields",
    [
        {"filter": {"types": ["refuted"]}},
        {"filter": {"subjects": ["country:US"]}},
        {"filter": {"sources": ["elsewhere"]}},
        {"enabled": False},
        {"created_at": NOW + timedelta(seconds=1)},
    ],
    ids=str,
)
async def test_who_did_not_ask_is_not_told(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, fields: dict[str, Any]
) -> None:
    add_endpoint(database)
    subscribe(database, **fields)
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    assert receiver.seen == []


async def test_a_digest_comes_at_its_hour_with_what_stands(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    subscribe(database, mode="digest", digest_every=86_400, filter={"types": ["disagreement"]})
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    tell(database, "wire", "0.469", clock)
    await run(deliverer)
    clock.forward(hours=15)
    tell(database, "wire", None, clock, text=story("corrected"))
    await run(deliverer)
    assert receiver.seen == []
    clock.forward(hours=1)
    await run(deliverer)
    (told,) = receiver.got(url)
    assert told["type"] == "digest"
    assert told["timestamp"] == "2026-03-24T00:00:00Z"
    assert [one["type"] for one in told["data"]["items"]] == ["discrepancy.opened"]
    tell(database, "page", None, clock, text=story("corrected"))
    await run(deliverer)
    assert len(receiver.got(url)) == 1
    clock.forward(hours=24)
    await run(deliverer)
    assert [one["type"] for one in receiver.got(url)[1]["data"]["items"]] == ["discrepancy.resolved"]
    clock.forward(hours=24)
    await run(deliverer)
    assert len(receiver.got(url)) == 2


async def test_what_comes_and_goes_between_digests_is_not_told_and_what_comes_back_is_not_told_as_ended(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    subscribe(database, mode="digest", digest_every=3_600, filter={"types": ["disagreement"]})
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    clock.forward(hours=1)
    await run(deliverer)
    assert len(receiver.got(url)) == 1
    tell(database, "page", None, clock, text=story("corrected"))
    await run(deliverer)
    clock.forward(minutes=1)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    clock.forward(hours=5)
    await run(deliverer)
    assert len(receiver.got(url)) == 1


async def test_what_comes_in_a_cooldown_is_told_at_its_end(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    subscribe(database, cooldown=3_600, filter={"types": ["disagreement"]})
    tell(database, "feed", RIGHT, clock)
    tell(database, "page", SLIP, clock)
    await run(deliverer)
    clock.forward(minutes=10)
    tell(database, "wire", "469", clock, published_at=clock())
    tell(database, "daily", "0.469", clock, published_at=clock())
    await run(deliverer)
    assert len(receiver.got(url)) == 1
    clock.forward(minutes=50)
    await run(deliverer)
    first, second = receiver.got(url)
    assert first["type"] == "discrepancy.opened"
    assert second["type"] == "digest"
    assert len(second["data"]["items"]) == 2


async def test_notices_are_told_and_have_no_end(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    subscribe(database, filter={"sources": ["wire"]})
    for source in ("wire", "daily"):
        happen(database, source, clock())
    await run(deliverer)
    (told,) = receiver.got(url)
    assert told["type"] == "source.failing"
    assert told["data"]["notice"]["source"] == "wire"


async def test_an_event_from_before_the_subscription_is_dispatched_to_nobody(
    database: Database, deliverer: Deliverer, receiver: Receiver
) -> None:
    add_endpoint(database)
    happen(database, "wire", BEFORE - timedelta(days=1))
    subscribe(database)
    await run(deliverer)
    assert receiver.seen == []
