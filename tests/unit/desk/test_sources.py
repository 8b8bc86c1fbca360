"""Sources on the desk: how polling goes, pausing, and asking for a poll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.queries import audit, sources
from service.sources.store import SourceStore
from tests.unit.api.conftest import AS_OF, Backing, healthy
from tests.unit.desk.conftest import HTML, signed_in

ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def watched(backing: Backing) -> Backing:
    failing = replace(
        healthy("wire"), status="failing", reason="challenge_page", advice="The site checks for bots.", failures=4
    )
    backing.sources = [healthy(), failing, replace(healthy("far"), status="paused", reason="not_selected")]
    with backing.database.transaction() as session:
        for name in ("samples", "wire", "far", "gone-by"):
            sources.ensure_source(session, name, kind="feed", now=AS_OF)
        for hours, outcome in ((1, "failed"), (2, "ok")):
            began = AS_OF - timedelta(hours=hours)
            sources.add_poll(
                session,
                source="wire",
                started_at=began,
                finished_at=began + timedelta(seconds=2),
                outcome=outcome,
                reason="challenge_page" if outcome == "failed" else None,
                detail="<b>a challenge</b>",
                **dict.fromkeys(("requests", "bytes", "seen", "new", "changed", "failed"), 0),
            )
    return backing


def act(client: TestClient, token: str, name: str, do: str) -> Any:
    return client.post(f"/sources/{name}", data={"csrf_token": token, "do": do}, headers={**ORIGIN, **HTML})


def actions(backing: Backing, name: str) -> Sequence[str]:
    with backing.database.reading() as session:
        return [row.action for row in audit.list_audit(session).rows if row.target == name]


def test_trouble_stands_first_with_its_advice(client: TestClient, watched: Backing) -> None:
    page = client.get("/sources").text
    assert page.index('href="/sources/wire"') < page.index('href="/sources/samples"')
    assert "The site checks for bots" in page
    assert 'href="/sources/gone-by"' in page
    assert "<button" not in page[page.index("<main") :]  # a reader may not act


def test_one_source_shows_its_polls(client: TestClient, watched: Backing) -> None:
    page = client.get("/sources/wire").text
    assert "&lt;b&gt;a challenge&lt;/b&gt;" in page
    assert client.get("/sources/gone-by").status_code == 200
    assert client.get("/sources/nothing", headers=HTML).status_code == 404


def test_pausing_lasts_and_is_logged(client: TestClient, watched: Backing) -> None:
    token = signed_in(client, watched)
    assert "wire is paused." in act(client, token, "wire", "pause").text
    act(client, token, "wire", "pause")
    assert "wire" not in SourceStore(watched.database).overdue(AS_OF)
    assert "wire is polled again." in act(client, token, "wire", "resume").text
    assert "wire" in SourceStore(watched.database).overdue(AS_OF)
    assert actions(watched, "wire") == ["source.resume", "source.pause"]


def test_a_poll_is_asked_for_once(client: TestClient, watched: Backing) -> None:
    token = signed_in(client, watched)
    assert "wire will be polled within seconds." in act(client, token, "wire", "poll").text
    assert "asked for" in client.get("/sources").text
    store = SourceStore(watched.database)
    assert store.take_asked() == {"wire"}
    assert store.take_asked() == frozenset()
    assert actions(watched, "wire") == ["source.poll"]


@pytest.mark.parametrize(("name", "status"), [("far", 409), ("gone-by", 409), ("nothing", 404)])
def test_what_is_not_polled_here_cannot_be_asked_for(
    client: TestClient, watched: Backing, name: str, status: int
) -> None:
    assert act(client, signed_in(client, watched), name, "poll").status_code == status


def test_reviewers_may_not_act(client: TestClient, watched: Backing) -> None:
    assert act(client, signed_in(client, watched, "review"), "wire", "pause").status_code == 403
    assert actions(watched, "wire") == []


def test_the_api_does_the_same(client: TestClient, watched: Backing) -> None:
    headers = {"X-CSRF-Token": signed_in(client, watched)}
    assert client.patch("/v1/sources/wire", json={"paused": True}, headers=headers).status_code == 204
    assert client.post("/v1/sources/wire/poll", headers=headers).status_code == 204
    assert client.patch("/v1/sources/nothing", json={"paused": True}, headers=headers).status_code == 404
    assert actions(watched, "wire") == ["source.poll", "source.pause"]
