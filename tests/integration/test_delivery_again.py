"""Messages that are slow, broken, replaced, replayed, old or interrupted: nothing is lost, nobody waits for another."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.session import Database
from service.alerts.deliver import KEPT, Deliverer
from service.http import BadStatus, Request, Response
from tests.integration.alerting import (
    SECRET,
    Now,
    Receiver,
    accept,
    add_endpoint,
    attempts,
    clock,
    database,
    deliverer,
    endpoint,
    happen,
    messages,
    receiver,
    run,
    signed,
    subscribe,
    url,
)

__all__ = ["clock", "database", "deliverer", "receiver", "url"]


async def test_a_slow_endpoint_delays_no_other(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    release = asyncio.Event()

    async def slow(request: Request) -> Response:
        await release.wait()
        return await accept(request)

    receiver.answers[url] = slow
    others = [add_endpoint(database, f"quick{number}") for number in range(5)]
    for number in range(5):
        subscribe(database, f"quick{number}")
    for number in range(20):
        happen(database, f"n{number}", clock())
        await deliverer.tick()
    while not all(len(set(receiver.ids(other))) == 20 for other in others):
        await asyncio.sleep(0)
        await deliverer.tick()
    assert len(receiver.got(url)) == 1
    release.set()
    await run(deliverer)
    assert [one["data"]["notice"]["id"] for one in receiver.got(url)] == [f"n{number}" for number in range(20)]


async def test_our_own_mistake_in_one_message_stops_no_other(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def broken(request: Request) -> Response:
        if b'"bad"' in (request.content or b""):
            raise ZeroDivisionError
        return await accept(request)

    receiver.answers[url] = broken
    for name in ("bad", "good"):
        happen(database, name, clock())
    await run(deliverer)
    assert [(one.state, one.last_error) for one in messages(database)] == [
        ("pending", "internal_error"),
        ("delivered", None),
    ]


async def test_while_a_secret_is_replaced_messages_carry_both_signatures(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    old = "whsec_" + "b2xkb2xk" * 4
    with database.transaction() as session:
        values = {"previous_secret": old, "previous_secret_until": clock() + timedelta(hours=24)}
        subscriptions.update_endpoint(session, endpoint(database).id, values)
    happen(database, "one", clock())
    await run(deliverer)
    clock.forward(hours=24)
    happen(database, "two", clock())
    await run(deliverer)
    first, second = receiver.seen
    assert (signed(first, SECRET), signed(first, old)) == (True, True)
    assert (signed(second, SECRET), signed(second, old)) == (True, False)


async def test_replay_sends_again_under_the_same_ids_in_order(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    for number in range(4):
        happen(database, f"n{number}", clock())
        await run(deliverer)
        clock.forward(hours=1)
    ids = receiver.ids(url)
    made = [one.created_at for one in messages(database)]
    with database.transaction() as session:
        wanted = DeliveryFilter(endpoint(database).id, created_from=made[1], created_to=made[3])
        assert deliveries.replay(session, wanted, clock()) == 2
    await run(deliverer)
    assert receiver.ids(url) == [*ids, ids[1], ids[2]]
    assert [len(attempts(database, one)) for one in messages(database)] == [1, 2, 2, 1]


async def test_a_receiver_that_fails_at_random_gets_everything(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    dice = random.Random(7)
    received: Counter[str] = Counter()

    async def moody(request: Request) -> Response:
        if dice.random() < 0.4:
            raise BadStatus("http_503", "not now", http_status=503)
        received[request.headers["webhook-id"]] += 1
        if dice.random() < 0.2:
            raise BadStatus("http_500", "received, and then fell over", http_status=500)
        return await accept(request)

    receiver.answers[url] = moody
    for number in range(50):
        happen(database, f"n{number}", clock())
        await run(deliverer)
        clock.forward(minutes=1)
    for _ in range(10):
        clock.forward(hours=10)
        await run(deliverer)
    assert {one.public_id for one in messages(database)} == set(received)
    assert {one.state for one in messages(database)} == {"delivered"}
    assert len(received) == 50


async def test_messages_of_long_ago_are_forgotten(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    happen(database, "old", clock())
    await run(deliverer)
    clock.moment += KEPT
    happen(database, "new", clock())
    await run(deliverer)
    deliverer.tidy(clock() + timedelta(seconds=1))
    assert [one.type for one in messages(database)] == ["source.failing"]
    assert len(messages(database)) == 1


async def test_what_was_being_sent_when_it_stopped_is_sent_again(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    begun = asyncio.Event()

    async def never(request: Request) -> Response:
        begun.set()
        await asyncio.Event().wait()
        return await accept(request)

    receiver.answers[url] = never
    happen(database, "one", clock())
    await deliverer.tick()
    await begun.wait()
    await deliverer.stop()
    receiver.answers[url] = accept
    await run(Deliverer(database, receiver.fetch, clock))
    assert len(set(receiver.ids(url))) == 1
    assert len(receiver.ids(url)) == 2
