"""The door to the network against a real socket: what leaves, what comes back, what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from service.http import BadRedirect, BadStatus, HttpClient, Limits, Refused, Request, Response, Validators
from tests.acceptance.standin import Reply, StandIn, redirect, standin, with_etag

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
LOCAL = Limits(allow_private=True)


@pytest.fixture
async def web() -> AsyncIterator[StandIn]:
    async with standin() as web:
        yield web


@pytest.fixture
async def client(web: StandIn) -> AsyncIterator[HttpClient]:
    client = HttpClient(contact="https://desk.example/bot", clock=lambda: NOW, resolve=web.resolve)
    yield client
    await client.aclose()


async def get(client: HttpClient, url: str, **options: object) -> Response:
    return await client.fetch(Request(url, limits=LOCAL, **options))  # type: ignore[arg-type]


async def test_an_answer_is_small_and_whole(web: StandIn, client: HttpClient) -> None:
    web.routes["a.example/x"] = Reply(b"body", headers={"Content-Type": "text/html", "Cache-Control": "max-age=60"})
    answer = await get(client, web.url("a.example/x#part"))
    assert (answer.status, answer.body, answer.content_type) == (200, b"body", "text/html")
    assert (answer.final_url, answer.moved_to) == (web.url("a.example/x"), None)
    assert answer.fresh_for == timedelta(seconds=60)


async def test_a_conditional_request_and_its_304(web: StandIn, client: HttpClient) -> None:
    web.routes["a.example/x"] = with_etag('"v1"', Reply(b"body"))
    first = await get(client, web.url("a.example/x"))
    again = await get(client, web.url("a.example/x"), validators=first.validators)
    assert first.validators == Validators(etag='"v1"')
    assert again.not_modified
    assert again.body == b""


async def test_secrets_stay_with_the_origin_they_were_given_for(web: StandIn, client: HttpClient) -> None:
    web.routes |= {
        "a.example/1": redirect("/2"),
        "a.example/2": redirect(web.url("b.example/3")),
        "b.example/3": Reply(b"there"),
    }
    answer = await get(client, web.url("a.example/1"), headers={"Authorization": "Bearer key"})
    assert answer.body == b"there"
    assert [seen.headers.get("authorization") for seen in web.seen] == ["Bearer key", "Bearer key", None]


async def test_permanent_means_the_whole_way_from_the_start(web: StandIn, client: HttpClient) -> None:
    web.routes |= {
        "a.example/1": redirect(web.url("b.example/2"), 301),
        "b.example/2": redirect(web.url("c.example/3"), 308),
        "c.example/3": redirect(web.url("d.example/4"), 307),
        "d.example/4": Reply(b"x"),
    }
    answer = await get(client, web.url("a.example/1"))
    assert answer.moved_to == web.url("c.example/3")
    assert answer.final_url == web.url("d.example/4")


async def test_a_location_in_raw_utf8_is_understood(web: StandIn, client: HttpClient) -> None:
    web.routes |= {
        "a.example/1": Reply(status=302, headers={"Location": "/文章".encode().decode("latin-1")}),
        "a.example/%E6%96%87%E7%AB%A0": Reply(b"x"),
    }
    assert (await get(client, web.url("a.example/1"))).body == b"x"


async def test_a_post_carries_its_body_and_is_not_redirected(web: StandIn, client: HttpClient) -> None:
    web.routes |= {"a.example/hook": Reply(b"ok"), "a.example/old": redirect("/hook", 307)}
    answer = await get(client, web.url("a.example/hook"), method="POST", content=b"{}")
    assert answer.body == b"ok"
    assert web.seen[0].headers["content-length"] == "2"
    with pytest.raises(BadRedirect):
        await get(client, web.url("a.example/old"), method="POST", content=b"{}")


async def test_an_error_says_when_to_come_back(web: StandIn, client: HttpClient) -> None:
    web.routes["a.example/x"] = Reply(status=503, headers={"Retry-After": "Thu, 26 Mar 2026 13:00:00 GMT"})
    with pytest.raises(BadStatus) as caught:
        await get(client, web.url("a.example/x"))
    assert (caught.value.reason, caught.value.http_status) == ("http_503", 503)
    assert caught.value.retry_after == timedelta(hours=1)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://u:p@a.example/", "http://a b/", "http://[::1"]
)
async def test_only_plain_web_addresses_are_fetched(client: HttpClient, url: str) -> None:
    with pytest.raises(Refused) as caught:
        await get(client, url)
    assert caught.value.reason == "bad_url"


async def test_a_proxy_is_asked_for_everything_and_literals_are_still_guarded(web: StandIn) -> None:
    client = HttpClient(contact="x", proxy=f"http://127.0.0.1:{web.port}", clock=lambda: NOW)
    try:
        with pytest.raises(Refused):
            await client.fetch(Request("http://10.0.0.1/"))
        with pytest.raises(BadStatus):  # the stand-in is no proxy; what matters is where the request went
            await client.fetch(Request("http://a.example:80/x"))
    finally:
        await client.aclose()
    (seen,) = web.seen
    assert seen.path == "http://a.example/x"
    assert seen.headers["host"] == "a.example"
