"""The Python client against the application itself, and webhook verification against the official library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from service.config import ROOT
from tests.unit.api.conftest import Backing, backing, client, snapshot
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made, serving

FOLDER = ROOT / "clients" / "python"
sys.path.insert(0, str(FOLDER))

import tallywire_client.client as library  # noqa: E402
from tallywire_client import AsyncTallywire, Problem, Tallywire  # noqa: E402
from tallywire_client.webhooks import BadSignature, verify  # noqa: E402

__all__ = ["backing", "client", "snapshot"]


class Through(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Requests answered by an application in this process."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.asked: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.raw_path.decode())
        said = self.client.request(
            request.method, str(request.url), content=request.read(), headers=list(request.headers.multi_items())
        )
        kept = {name: value for name, value in said.headers.items() if name != "content-encoding"}
        return httpx2.Response(said.status_code, headers=kept, content=said.content)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


@pytest.fixture
def through(client: TestClient, backing: Backing) -> Through:
    tell(backing.database, backing.snapshot)
    return Through(client)


@pytest.fixture
def api(through: Through) -> Iterator[Tallywire]:
    with Tallywire("http://testserver", transport=through) as api:
        yield api


def test_lists_follow_their_pages(api: Tallywire, through: Through, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PAGE", 3)
    assert len({claim["id"] for claim in api.claims()}) == 4
    assert len(through.asked) == 2
    assert [claim["subject"] for claim in api.claims(subject="country:CN", limit=1)] == ["country:CN"] * 2
    assert len(list(api.articles(source=["wire"]))) == 2
    assert {one["type"] for one in api.discrepancies(resolved=False)} >= {"refuted", "conflicting"}


def test_one_of_each(api: Tallywire) -> None:
    claim = next(api.claims(verdict="conflicting"))
    detail = api.claim(claim["id"])
    assert detail["verdicts"][0]["label"] == "conflicting"
    assert api.article(claim["article"]["id"])["text"].startswith("Chinese models")
    assert api.facets(by="verdict")["total"] == 4
    assert api.series(subject="all")["series"][0]["points"]
    assert api.sources()[0]["name"] == "samples"
    assert api.check("nothing to see", title="T")["claims"] == []


async def test_the_same_without_blocking(through: Through, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PAGE", 3)
    async with AsyncTallywire("http://testserver", transport=through) as api:
        found = [claim["id"] async for claim in api.claims()]
        assert len(set(found)) == 4
        assert (await api.claim(found[0]))["id"] == found[0]
        assert (await api.facets())["total"] == 4
        with pytest.raises(Problem, match="not-found"):
            await api.article("art_none")


def test_a_refusal_says_what_the_service_said(api: Tallywire) -> None:
    with pytest.raises(Problem) as caught:
        list(api.claims(verdct="refuted"))
    assert (caught.value.status, caught.value.type) == (400, "/problems/unknown-parameter")
    assert caught.value.errors == [{"parameter": "verdct", "detail": "unknown"}]
    assert caught.value.request_id


def test_a_key_is_sent(backing: Backing) -> None:
    key = made(backing, "read")["Authorization"].removeprefix("Bearer ")
    with serving(backing, reading="keys") as client:
        with Tallywire("http://testserver", transport=Through(client)) as api, pytest.raises(Problem, match="key-req"):
            next(api.claims())
        with Tallywire("http://testserver", key=key, transport=Through(client)) as api:
            assert list(api.claims()) == []


def test_it_waits_as_long_as_it_is_asked_to_and_not_for_ever(backing: Backing) -> None:
    now, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    with serving(backing, seconds=lambda: now[0], rate_limit=2) as client:
        with Tallywire("http://testserver", transport=Through(client), sleep=sleep) as api:
            for _ in range(3):
                api.sources()
        assert waits == [30.0]
        api = Tallywire("http://testserver", transport=Through(client), sleep=waits.append)
        with api, pytest.raises(Problem, match="too-many-requests"):
            api.sources()
        assert len(waits) == 4


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime(2026, 4, 10, 12, tzinfo=UTC)


def signed(body: str) -> dict[str, str]:
    return {
        "Webhook-Id": "msg_1",
        "webhook-timestamp": str(int(AT.timestamp())),
        "webhook-signature": f"v1,bm90aGluZw== {Webhook(SECRET).sign('msg_1', AT, body)}",
    }


def test_a_message_that_the_official_library_signed_is_believed() -> None:
    assert verify(b'{"a":1}', signed('{"a":1}'), SECRET, now=AT.timestamp() + 299) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "change", "later"),
    [
        (b'{"a":2}', {}, 0),
        (b'{"a":1}', {}, 301),
        (b'{"a":1}', {}, -301),
        (b'{"a":1}', {"Webhook-Id": "msg_2"}, 0),
        (b'{"a":1}', {"webhook-timestamp": "soon"}, 0),
        (b'{"a":1}', {"webhook-signature": ""}, 0),
        (b'{"a":1}', {"webhook-signature": "v1,"}, 0),
    ],
)
def test_any_other_message_is_not(body: bytes, change: dict[str, str], later: float) -> None:
    headers: dict[str, Any] = {**signed('{"a":1}'), **change}
    with pytest.raises(BadSignature):
        verify(body, headers, SECRET, now=AT.timestamp() + later)


def test_the_client_needs_nothing_of_the_service() -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for path in Path(FOLDER / "tallywire_client").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    strangers = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names
    assert strangers == {"httpx2", "tallywire_client"}
