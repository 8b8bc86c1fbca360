"""Messages to endpoints that answer as they please: order, retries, silence, giving up, coming back."""

from __future__ import annotations

from datetime import timedelta

from db.queries import subscriptions
from db.session import Database
from service.alerts.deliver import Deliverer
from service.alerts.retries import DELAYS
from service.http import BadBody, BadStatus, Refused, Request, Response
from tests.integration.alerting import (
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
    refuse,
    run,
    subscribe,
    url,
)

__all__ = ["clock", "database", "deliverer", "receiver", "url"]


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
