"""The client knows every address of the API, both ways of calling it alike, and follows streams over breaks."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import orjson
import pytest
from fastapi.testclient import TestClient

from tests.unit.api.conftest import Backing, backing, client, snapshot
from tests.unit.api.stories import tell
from tests.unit.api.test_access import made
from tests.unit.client.test_client import FOLDER, Through

from tallywire_client import AsyncTallywire, Event, Problem, Tallywire  # isort: skip

__all__ = ["backing", "client", "snapshot"]

SERVICE = ("service", "db", "extractors", "fastapi", "starlette", "pydantic", "sqlalchemy", "sqlmodel", "orjson")
WORDS = {"form": "csv", "noun": "claims", "parameters": {}, "text": "t"}
FRAMES = b': still here\n\nid: 3\nevent: gap\ndata: {}\n\nid: 4\nevent: digest\ndata: {"a":\ndata: 1}\n\nid: 5\nda'


class Recorder(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Says yes to everything and remembers what was asked; a stream breaks off in the middle of an event."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.resumed: list[str | None] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((request.method.lower(), request.url.path))
        if request.url.path == "/v1/alerts/stream":
            self.resumed.append(request.headers.get("last-event-id"))
            return httpx2.Response(200, content=FRAMES)
        return httpx2.Response(200, content=orjson.dumps({"items": [], "next_cursor": None, "replayed": 0}))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


def methods() -> list[str]:
    public = [name for name in dir(Tallywire) if not name.startswith("_")]
    return [name for name in public if name != "close"]


def arguments(name: str, form: str) -> dict[str, Any]:
    needed = inspect.signature(getattr(Tallywire, name)).parameters.values()
    given = {one.name: WORDS.get(one.name, "x") for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD}
    given.pop("self")
    return {**given, **({"form": form} if "form" in given else {})}


FORMS = {
    "export_claims": [("csv", {}), ("jsonl", {}), ("jsonld", {}), ("parquet", {})],
    "export_discrepancies": [("csv", {}), ("jsonl", {})],
    "reviewed_articles": [("jsonl", {}), ("spacy", {})],
    "feed": [(form, {"noun": noun}) for form in ("atom", "json") for noun in ("claims", "discrepancies")],
}


def test_every_address_has_a_method(client: TestClient) -> None:
    recorder = Recorder()
    with Tallywire("http://testserver", transport=recorder, sleep=lambda seconds: None) as api:
        for name in methods():
            for form, more in FORMS.get(name, [("", {})]):
                answer = getattr(api, name)(**{**arguments(name, form), **more})
                if isinstance(answer, Iterator):
                    next(answer, None)
    document = client.get("/openapi.json").json()["paths"]
    known = {(method, path) for path, operations in document.items() for method in operations}
    patterns = {(method, path): re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for method, path in known}
    asked = {
        one
        for one, shape in patterns.items()
        for method, path in recorder.asked
        if one[0] == method
        if shape.fullmatch(path)
    }
    assert known - asked == set()


async def test_the_async_client_asks_the_same(client: TestClient) -> None:
    plain, other = Recorder(), Recorder()
    with Tallywire("http://testserver", transport=plain, sleep=lambda seconds: None) as api:
        for name in methods():
            answer = getattr(api, name)(**arguments(name, "csv"))
            if isinstance(answer, Iterator):
                next(answer, None)

    async def no_time(seconds: float) -> None:
        return None

    async with AsyncTallywire("http://testserver", transport=other, sleep=no_time) as later:
        for name in methods():
            assert (
                inspect.signature(getattr(Tallywire, name)).parameters
                == inspect.signature(getattr(AsyncTallywire, name)).parameters
            ), name
            answer = getattr(later, name)(**arguments(name, "csv"))
            if isinstance(answer, AsyncIterator):
                await anext(answer, None)
            else:
                await answer
    assert other.asked == plain.asked


def test_a_stream_goes_on_where_it_broke_off() -> None:
    recorder = Recorder()
    slept: list[float] = []
    with Tallywire("http://testserver", transport=recorder, sleep=slept.append) as api:
        told = api.alerts(type="refuted")
        assert [next(told) for _ in range(3)] == [
            Event("3", "gap", {}),
            Event("4", "digest", {"a": 1}),
            Event("3", "gap", {}),
        ]
    assert recorder.resumed == [None, "4"]
    assert len(slept) == 1


def test_saving_listening_and_reading_the_log(client: TestClient, backing: Backing) -> None:
    tell(backing.database, backing.snapshot)
    key = made(backing, "admin", "Ada")["Authorization"].partition(" ")[2]
    with Tallywire("http://testserver", key=key, transport=Through(client)) as api:
        saved = api.save_filter("slips", "claims", {"verdict": ["refuted"]})
        assert [claim["verdict"]["label"] for claim in api.claims(saved="slips") if claim["verdict"]] == ["refuted"]
        assert b"".join(api.export_claims("csv", saved=saved["name"])).count(b"\r\n") == 2
        assert b"".join(api.export_claims("parquet")).endswith(b"PAR1")
        assert b"<entry>" in api.feed("claims", "atom", saved="slips")
        endpoint = api.add_endpoint("Desk", "https://hooks.example.org/in")
        subscription = api.subscribe(endpoint["id"], "Slips", filter={"saved": "slips"}, mode="digest")
        assert api.change_subscription(subscription["id"], enabled=False)["enabled"] is False
        with pytest.raises(Problem, match="subscriptions listen"):
            api.delete_filter("slips")
        assert api.replay(endpoint["id"], queued_from=backing.clock()) == 0
        api.unsubscribe(subscription["id"])
        api.delete_filter("slips")
        assert [line["action"] for line in api.audit(action="filter")] == ["filter.delete", "filter.save"]
        with pytest.raises(Problem) as refused:
            list(api.export_claims("csv", colour="red"))
        assert refused.value.type == "/problems/unknown-parameter"
        with pytest.raises(Problem):
            api.claim("../../health")


def test_it_needs_nothing_of_the_service() -> None:
    """Imported by an interpreter that refuses the service, its libraries and whatever else is no part of httpx2."""
    program = (
        "import sys\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in sys.argv[1:]:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        f"sys.path.insert(0, {str(FOLDER)!r})\n"
        "import tallywire_client.webhooks\n"
        "tallywire_client.Tallywire('http://127.0.0.1:1').close()\n"
    )
    command = [sys.executable, "-c", program, *SERVICE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=FOLDER)
    assert done.returncode == 0, done.stderr


def test_reviewing(client: TestClient, backing: Backing) -> None:
    backing.settings = backing.settings.model_copy(update={"review_twice": 0.0})
    tell(backing.database, backing.snapshot)
    key = made(backing, "review", "Ada")["Authorization"].partition(" ")[2]
    with Tallywire("http://testserver", key=key, transport=Through(client)) as api:
        slip = next(claim for claim in api.claims(verdict="refuted"))
        assert slip["review"]["state"] == "unreviewed"
        assert [task["article"]["id"] for task in api.review_queue()][0] == slip["article"]["id"]  # noqa: RUF015
        done = api.review(slip["id"], "edit", claim={"attribution": "OpenRouter"}, note="as it says")
        assert (done["claim"]["review"]["state"], done["review"]["note"]) == ("edited", "as it says")
        assert [one["decision"] for one in api.reviews(claim=slip["id"])] == ["edit"]
        assert b"".join(api.reviewed_articles()).count(b"\n") == 1
        assert api.undo_review(done["review"]["id"])["claim"]["review"]["state"] == "unreviewed"
        assert api.agreement()["overall"]["kappa"] is None
        with pytest.raises(Problem, match="The claim cannot be so"):
            api.add_claim(slip["article"]["id"], {"kind": "level"})
