"""Discrepancies for feed readers, and the stream of what happens."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Xml

import orjson
import pytest
from fastapi.testclient import TestClient

from db.queries import discrepancies, saved_filters
from service.alerts.stream import MOST_MISSED, Tail
from service.alerts.types import Filter
from service.api.routers.stream import QUIET_TURNS, follow
from service.reconcile.snapshot import Snapshot
from tests.unit.api.conftest import AS_OF, Backing
from tests.unit.api.stories import level, store, tell


def test_the_atom_feed(client: TestClient, backing: Backing, snapshot: Snapshot) -> None:
    tell(backing.database, snapshot)
    title = "A <b>title</b> & \u0007 bell"
    text = "Chinese models processed 99.9 trillion tokens on OpenRouter last week."
    claims = (level("99.9 trillion tokens", "99.9", "0.05"),)
    store(backing.database, snapshot, "odd", "odd", title=title, text=text, day=9, claims=claims)
    response = client.get("/v1/feeds/discrepancies.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = Xml.fromstring(response.content)  # noqa: S314 - our own
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = feed.findall("a:entry", space)
    listed = client.get("/v1/discrepancies").json()["items"]
    assert [entry.findtext("a:id", None, space) for entry in entries] == [
        f"urn:tallywire:{one['id']}" for one in listed
    ]
    assert all(
        entry.findtext(f"a:{name}", None, space) for entry in entries for name in ("title", "updated", "content")
    )
    etag = {"If-None-Match": response.headers["etag"]}
    assert client.get("/v1/feeds/discrepancies.atom", headers=etag).status_code == 304
    assert client.get("/v1/feeds/discrepancies.atom?unknown=1").status_code == 400
    refuted = client.get("/v1/feeds/discrepancies.atom?type=revision").content
    assert Xml.fromstring(refuted).findall("a:entry", space) == []  # noqa: S314 - our own


def test_the_json_feed(client: TestClient, backing: Backing, snapshot: Snapshot) -> None:
    tell(backing.database, snapshot)
    response = client.get("/v1/feeds/discrepancies.json")
    assert response.headers["content-type"].startswith("application/feed+json")
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    listed = client.get("/v1/discrepancies").json()["items"]
    assert [one["id"] for one in feed["items"]] == [f"urn:tallywire:{one['id']}" for one in listed]
    assert all(one["title"] and one["content_text"] and one["url"].startswith("http://") for one in feed["items"])


def add_events(backing: Backing, count: int, start: int = 0) -> None:
    with backing.database.transaction() as session:
        for number in range(start, start + count):
            payload = {"id": f"s{number}", "source": f"s{number}", "explanation": "", "explanation_zh": ""}
            values = {"event_id": f"evt_{number}", "type": "source.failing", "created_at": AS_OF, "payload": payload}
            discrepancies.add_event(session, values)


def frames(text: str) -> list[tuple[str, str, Any]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if lines:
            found.append((lines["id"], lines["event"], orjson.loads(lines["data"])))
    return found


def everything(tail: Tail) -> list[tuple[str, str, Any]]:
    found, more = [], True
    while more:
        text, more = tail.read()
        found += frames(text)
    return found


def test_the_stream_begins_now_and_goes_on_from_a_place(backing: Backing) -> None:
    add_events(backing, 3)
    tail = Tail(backing.database, Filter())
    assert tail.begin(None) == ""
    assert everything(tail) == []
    add_events(backing, 2, start=3)
    told = everything(tail)
    assert [(place, type_, data["data"]["notice"]["id"]) for place, type_, data in told] == [
        ("4", "source.failing", "s3"),
        ("5", "source.failing", "s4"),
    ]
    again = Tail(backing.database, Filter())
    assert again.begin("2") == ""
    assert [place for place, _, _ in everything(again)] == ["3", "4", "5"]


@pytest.mark.parametrize("place", ["99", "-1", "x", "9" * 30, "１"])
def test_a_place_that_there_is_not_is_a_gap(backing: Backing, place: str) -> None:
    add_events(backing, 3)
    tail = Tail(backing.database, Filter())
    ((at, type_, data),) = frames(tail.begin(place))
    assert (at, type_, data["reason"], data["resumes_after"]) == ("3", "gap", "unknown_place", 3)
    assert everything(tail) == []


def test_whoever_missed_too_much_is_told_how_much(backing: Backing) -> None:
    add_events(backing, MOST_MISSED + 30)
    tail = Tail(backing.database, Filter())
    ((at, type_, data),) = frames(tail.begin("10"))
    assert (at, type_, data["reason"], data["missed"]) == ("30", "gap", "too_many", 20)
    assert len(everything(tail)) == MOST_MISSED
    exactly = Tail(backing.database, Filter())
    assert exactly.begin("30") == ""
    assert len(everything(exactly)) == MOST_MISSED


def test_the_stream_keeps_to_its_filter(backing: Backing, snapshot: Snapshot) -> None:
    tail = Tail(backing.database, Filter(types=("refuted",)))
    tail.begin(None)
    add_events(backing, 2)
    tell(backing.database, snapshot)
    told = everything(tail)
    assert {data["data"]["discrepancy"]["type"] for _, _, data in told} == {"refuted"}


async def test_following_the_stream(backing: Backing) -> None:
    add_events(backing, 150)
    tail = Tail(backing.database, Filter())
    gap = tail.begin("0")
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            add_events(backing, 1, start=150)

    stream = follow(tail, gap, backing.database.version, sleep)
    assert await anext(stream) == ": still here\n\n"
    first, second = frames(await anext(stream)), frames(await anext(stream))
    assert (len(first), len(second)) == (100, 50)
    assert [data["data"]["notice"]["id"] for _, _, data in frames(await anext(stream))] == ["s150"]
    assert await anext(stream) == ": still here\n\n"
    assert len(slept) == QUIET_TURNS + 1
    await stream.aclose()  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_of_a_saved_filter(client: TestClient, backing: Backing, snapshot: Snapshot, form: str) -> None:
    tell(backing.database, snapshot)
    with backing.database.transaction() as session:
        saved_filters.put_filter(
            session, "slips", noun="discrepancies", description="", parameters={"type": ["refuted"]}, now=AS_OF
        )
    same = client.get(f"/v1/feeds/discrepancies.{form}?type=refuted").text.replace("?type=refuted", "")
    assert client.get(f"/v1/feeds/discrepancies.{form}?saved=slips").text.replace("?saved=slips", "") == same
    assert client.get(f"/v1/feeds/discrepancies.{form}?saved=slips&type=revision").status_code == 422
    assert client.get(f"/v1/feeds/discrepancies.{form}?saved=none").status_code == 422
