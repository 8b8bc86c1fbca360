"""Messages to endpoints that answer as they please: order, retries, silence, giving up, coming back."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from db.queries import deliveries, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.session import Database
from service.alerts.deliver import KEPT, Deliverer
from service.alerts.retries import DELAYS
from service.http import BadBody, BadStatus, Refused, Request, Response
from tests.integration.alerting import (
    SECRET,
    Now,
    Receiver,
    accept,
    add_endpoint,
    attempts,
    endpoint,
    happen,
    messages,
    run,
    signed,
    subscribe,
)


@pytest.fixture
def clock() -> Now:
    return Now()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def deliverer(database: Database, receiver: Receiver, clock: Now) -> Deliverer:
    return Deliverer(database, receiver.fetch, clock)


@pytest.fixture
def url(database: Database) -> str:
    found = add_endpoint(database)
    subscribe(database)
    return found


async def refuse(request: Request) -> Response:
    raise BadStatus("http_500", "broken", http_status=500)


async def test_messages_go_in_order(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    for number in range(120):
        happen(database, f"n{number}", clock())
    await run(deliverer)
    assert [one["data"]["notice"]["id"] for one in receiver.got(url)] == [f"n{number}" for number in range(120)]
    assert {one.state for one in messages(database)} == {"delivered"}


async def test_a_failing_message_lets_the_others_ahead_and_keeps_its_id(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def picky(request: Request) -> Response:
        return await (refuse if b'"bad"' in (request.content or b"") and len(receiver.seen) < 5 else accept)(request)

    receiver.answers[url] = picky
    for name in ("first", "bad", "last"):
        happen(database, name, clock())
    await run(deliverer)
    clock.forward(seconds=4)
    await run(deliverer)
    assert [one["data"]["notice"]["id"] for one in receiver.got(url)] == ["first", "bad", "last"]
    clock.forward(seconds=2)
    await run(deliverer)
    clock.forward(minutes=6)
    await run(deliverer)
    told = [one["data"]["notice"]["id"] for one in receiver.got(url)]
    assert told == ["first", "bad", "last", "bad", "bad"]
    ids = receiver.ids(url)
    assert ids[1] == ids[3] == ids[4]
    assert len(set(ids)) == 3
    message = messages(database)[1]
    assert [(one.status, one.error) for one in attempts(database, message)] == [
        (500, "http_500"),
        (500, "http_500"),
        (204, None),
    ]
    assert endpoint(database).failing_since is None


async def test_the_whole_table_of_retries_and_then_no_more(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    receiver.answers[url] = refuse
    happen(database, "wire", clock())
    await run(deliverer)
    for tries, delay in enumerate(DELAYS, start=1):
        clock.moment += delay * 0.89
        await run(deliverer)
        assert len(receiver.seen) == tries
        clock.moment += delay * 0.22
        await run(deliverer)
        assert len(receiver.seen) == tries + 1
    (message,) = messages(database)
    assert (message.state, message.next_try, message.attempts) == ("failed", None, 10)
    assert endpoint(database).disabled_at is None
    clock.forward(days=300)
    await run(deliverer)
    assert len(receiver.seen) == 10


async def test_gone_disables_and_tells_the_others(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def gone(request: Request) -> Response:
        raise BadStatus("http_410", "gone", http_status=410)

    other = add_endpoint(database, "other")
    subscribe(database, "other", filter={"types": ["endpoint.disabled"]})
    receiver.answers[url] = gone
    happen(database, "one", clock())
    happen(database, "two", clock())
    await run(deliverer)
    await run(deliverer)
    assert len(receiver.got(url)) == 1
    assert (endpoint(database).disabled_at, endpoint(database).disabled_reason) == (clock(), "gone")
    (notice,) = receiver.got(other)
    assert notice["type"] == "endpoint.disabled"
    assert notice["data"]["notice"]["id"] == "end_hook"
    assert [one.state for one in messages(database)] == ["pending", "pending"]


async def test_five_days_of_failure_disable_and_enabling_sends_what_waited(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    receiver.answers[url] = refuse
    for day in range(6):
        happen(database, f"day{day}", clock())
        await run(deliverer)
        clock.forward(days=1)
    assert endpoint(database).disabled_reason == "failing"
    assert endpoint(database).disabled_at - endpoint(database).failing_since == timedelta(days=5)
    happen(database, "meanwhile", clock())
    asked = len(receiver.seen)
    await run(deliverer)
    assert len(receiver.seen) == asked
    receiver.answers[url] = accept
    with database.transaction() as session:
        subscriptions.enable_endpoint(session, endpoint(database).id, clock())
    await run(deliverer)
    told = [one["data"]["notice"]["id"] for one in receiver.got(url)[asked:]]
    assert told == [f"day{day}" for day in range(6)]
    assert {one.state for one in messages(database)} == {"delivered"}


async def test_a_wish_for_silence_holds_for_all_of_the_endpoint(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def busy(request: Request) -> Response:
        raise BadStatus("http_429", "busy", http_status=429, retry_after=timedelta(minutes=10))

    receiver.answers[url] = busy
    for name in ("one", "two"):
        happen(database, name, clock())
    await run(deliverer)
    receiver.answers[url] = accept
    clock.forward(minutes=9, seconds=59)
    await run(deliverer)
    assert len(receiver.seen) == 1
    clock.forward(seconds=1)
    await run(deliverer)
    assert [one["data"]["notice"]["id"] for one in receiver.got(url)] == ["one", "one", "two"]


async def test_what_the_door_held_back_is_no_attempt(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def held(request: Request) -> Response:
        raise Refused("host_asked_to_wait", "", retry_after=timedelta(seconds=50))

    receiver.answers[url] = held
    happen(database, "one", clock())
    await run(deliverer)
    (message,) = messages(database)
    assert (message.attempts, message.next_try, attempts(database, message)) == (0, clock() + timedelta(seconds=50), [])
    assert endpoint(database).failing_since is None


async def test_an_answer_that_cannot_be_read_was_still_a_yes(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, url: str
) -> None:
    async def babble(request: Request) -> Response:
        raise BadBody("body_too_large", "")

    receiver.answers[url] = babble
    happen(database, "one", clock())
    await run(deliverer)
    assert [one.state for one in messages(database)] == ["delivered"]


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
    while not all(len(receiver.got(other)) == 20 for other in others):
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
