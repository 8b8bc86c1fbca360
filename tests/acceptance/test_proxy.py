"""Everything that leaves goes through the proxy that is set, and what the guard can still know is still guarded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.http import FetchError, HttpClient, Limits, Refused, Request
from tests.acceptance.conftest import Desk
from tests.acceptance.proxy import Proxy, proxying, secured
from tests.acceptance.sites import kr36_feed, kr36_item
from tests.acceptance.standin import Reply, redirect, with_etag, xml

NOW = datetime(2026, 3, 26, 12, tzinfo=UTC)


class Names:
    """A resolver that knows nobody but the proxy, as behind many a firewall."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        raise OSError("this machine resolves nothing")


@pytest.fixture
async def proxy(desk: Desk) -> AsyncIterator[Proxy]:
    async with proxying(plain=desk.web.port) as proxy:
        yield proxy


@pytest.fixture
async def client(proxy: Proxy) -> AsyncIterator[HttpClient]:
    names = Names()
    client = HttpClient(contact="https://desk.example/bot", proxy=proxy.url, clock=lambda: NOW, resolve=names)
    yield client
    await client.aclose()
    assert names.asked == []  # the proxy is a literal, and names of others are its business


async def test_what_is_not_encrypted_is_asked_of_the_proxy_whole(desk: Desk, proxy: Proxy, client: HttpClient) -> None:
    url = f"http://a.example:{desk.web.port}/x?q=1"
    desk.web.routes["a.example/x?q=1"] = with_etag('"v1"', Reply(b"body"))
    answer = await client.fetch(Request(url))
    again = await client.fetch(Request(url, validators=answer.validators))
    assert (answer.body, again.not_modified) == (b"body", True)
    assert proxy.asked == [f"GET {url}"] * 2
    assert desk.web.seen[-1].headers["host"] == f"a.example:{desk.web.port}"
    assert desk.web.seen[-1].headers["user-agent"].endswith("(+https://desk.example/bot)")


async def test_what_is_encrypted_stays_so_through_the_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with secured(tmp_path, "safe.example", b"for your eyes") as (port, trusted), proxying(secure=port) as proxy:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        client = HttpClient(contact="x", proxy=proxy.url, clock=lambda: NOW, resolve=Names())
        try:
            answer = await client.fetch(Request("https://safe.example/secret?key=1"))
            assert answer.body == b"for your eyes"
            with pytest.raises(FetchError) as caught:
                await client.fetch(Request("https://other.example/"))
        finally:
            await client.aclose()
    assert caught.value.reason == "tls_failed"  # what the proxy leads to must still prove its name
    assert proxy.asked == ["CONNECT safe.example:443", "CONNECT other.example:443"]


async def test_every_redirect_is_looked_at_before_the_proxy_hears_of_it(
    desk: Desk, proxy: Proxy, client: HttpClient
) -> None:
    port = desk.web.port
    desk.web.routes |= {
        "a.example/1": redirect(f"http://b.example:{port}/2"),
        "b.example/2": redirect("http://169.254.169.254/latest/meta-data/"),
    }
    with pytest.raises(Refused) as caught:
        await client.fetch(Request(f"http://a.example:{port}/1"))
    assert caught.value.reason == "address_refused"
    assert proxy.asked == [f"GET http://a.example:{port}/1", f"GET http://b.example:{port}/2"]


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "https://[fe80::1]/"]
)
async def test_private_literals_are_refused_here(proxy: Proxy, client: HttpClient, url: str) -> None:
    with pytest.raises(Refused) as caught:
        await client.fetch(Request(url))
    assert caught.value.reason == "address_refused"
    assert proxy.asked == []


async def test_a_private_literal_that_is_allowed_goes_through_the_proxy_too(
    desk: Desk, proxy: Proxy, client: HttpClient
) -> None:
    desk.web.routes["127.0.0.1/x"] = Reply(b"inside")
    url = f"http://127.0.0.1:{desk.web.port}/x"
    answer = await client.fetch(Request(url, limits=Limits(allow_private=True)))
    assert answer.body == b"inside"
    assert proxy.asked == [f"GET {url}"]


@pytest.mark.parametrize(("url", "reason"), [("https://a.example/", "proxy_failed"), ("http://a.example/", "http_403")])
async def test_a_proxy_that_refuses_is_a_reason(proxy: Proxy, client: HttpClient, url: str, reason: str) -> None:
    proxy.refuses = 403
    with pytest.raises(FetchError) as caught:
        await client.fetch(Request(url))
    assert caught.value.reason == reason


async def test_a_proxy_that_is_not_there_is_a_reason_and_nobody_is_asked_around_it(desk: Desk) -> None:
    async with proxying() as gone:
        url = gone.url
    client = HttpClient(contact="x", proxy=url, clock=lambda: NOW, resolve=desk.web.resolve)
    try:
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(desk.web.url("a.example/x")))
    finally:
        await client.aclose()
    assert caught.value.reason == "connect_failed"
    assert desk.web.seen == []


async def test_a_proxy_of_the_environment_is_nobodys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    desk.web.routes["a.example/x"] = Reply(b"body")
    client = HttpClient(contact="x", clock=lambda: NOW, resolve=desk.web.resolve)
    try:
        answer = await client.fetch(Request(desk.web.url("a.example/x"), limits=Limits(allow_private=True)))
    finally:
        await client.aclose()
    assert answer.body == b"body"


async def test_a_source_is_polled_through_the_proxy(desk: Desk, proxy: Proxy, client: HttpClient) -> None:
    """Its feed, its robots.txt and its pages, without a name being resolved here."""
    desk.web.routes["www.36kr.com/feed"] = xml(kr36_feed(kr36_item(desk.web, "p/3730012345678", "周调用量")))
    desk.poller.http = client
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.new) == ("ok", 1)
    port = desk.web.port
    assert proxy.asked[0] == f"GET http://www.36kr.com:{port}/feed"
    assert f"GET http://36kr.com:{port}/robots.txt" in proxy.asked
    assert proxy.asked[-1].startswith(f"GET http://36kr.com:{port}/p/3730012345678")
    assert len(proxy.asked) == len(desk.web.seen)
