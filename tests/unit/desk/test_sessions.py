"""Signing in, what a session may do, when it ends, and what a page of somebody else cannot make it do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.queries import audit, keys
from service.api.access.sessions import LASTS, LINK_LASTS, cookie_name, make_link, secret_of
from service.api.access.tokens import new_key
from tests.unit.api.conftest import AS_OF, Backing
from tests.unit.desk.conftest import HTML, signed_in, token_in

HOOK = {"name": "desk", "channel": "webhook", "url": "https://hooks.example.org/x"}
ORIGIN = {"Origin": "http://testserver"}


def add_endpoint(client: TestClient, **headers: str) -> Any:
    return client.post("/v1/endpoints", json=HOOK, headers=headers)


def link(backing: Backing) -> str:
    with backing.database.transaction() as session:
        return make_link(session, name="operator", scope="admin", now=AS_OF)


def key(backing: Backing, scope: str) -> tuple[str, str]:
    made = new_key()
    with backing.database.transaction() as session:
        keys.add_key(session, public_id=made.public_id, digest=made.digest, name="Ada", scope=scope, now=AS_OF)
    return made.token, made.public_id


def test_a_link_signs_in_once_and_leaves_a_signed_cookie_that_scripts_cannot_read(
    client: TestClient, backing: Backing
) -> None:
    address = f"/sign-in/{link(backing)}"
    first = client.get(address, follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = next(
        value for name, value in first.headers.multi_items() if name == "set-cookie" and "tallywire_session_" in value
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "operator" in client.get("/").text
    client.cookies.clear()
    assert client.get(address).status_code == 410
    with backing.database.reading() as session:
        actions = [row.action for row in audit.list_audit(session).rows]
    assert actions == ["session.begin"]


def test_a_link_is_of_no_use_when_it_is_too_old(
    client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/sign-in/{link(backing)}"
    monkeypatch.setattr(type(backing), "clock", lambda self: AS_OF + LINK_LASTS)
    assert client.get(address).status_code == 410


def test_a_key_signs_in_with_its_scope_and_revoking_it_ends_the_session(client: TestClient, backing: Backing) -> None:
    token, public_id = key(backing, "admin")
    form = {"key": token, "then": "/docs", "csrf_token": token_in(client.get("/sign-in").text)}
    answer = client.post("/sign-in", data=form, headers=ORIGIN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    token = token_in(client.get("/docs").text)
    assert add_endpoint(client, **{"X-CSRF-Token": token}).status_code == 201
    with backing.database.transaction() as session:
        keys.revoke_key(session, public_id, AS_OF)
    assert add_endpoint(client, **{"X-CSRF-Token": token}).status_code == 401


def test_a_false_key_is_refused_in_words_and_guessing_is_slowed_down(client: TestClient) -> None:
    form = {"key": "tw_guess", "csrf_token": token_in(client.get("/sign-in").text)}
    answers = [client.post("/sign-in", data=form, headers=ORIGIN) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert "This key opens nothing." in answers[0].text
    assert "tw_guess" not in answers[0].text


def test_a_session_does_what_a_key_may(client: TestClient, backing: Backing) -> None:
    token = signed_in(client, backing, "review", "Grace")
    refused = add_endpoint(client, **{"X-CSRF-Token": token})
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/scope-missing"
    token = signed_in(client, backing)
    assert add_endpoint(client, **{"X-CSRF-Token": token}).status_code == 201
    with backing.database.reading() as session:
        row = audit.list_audit(session).rows[0]
    assert (row.actor, row.key_id, row.action) == ("operator", None, "endpoint.create")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "good", "Origin": "https://elsewhere.example"},
        {"X-CSRF-Token": "good", "Origin": "null"},
        {"X-CSRF-Token": "good", "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "good", "Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    ],
)
def test_the_api_takes_a_session_only_from_our_own_pages(
    client: TestClient, backing: Backing, headers: dict[str, str]
) -> None:
    token = signed_in(client, backing)
    sent = {name: token if value == "good" else value for name, value in headers.items()}
    answer = add_endpoint(client, **sent)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forged-request")
    form = client.post("/v1/endpoints", data={**HOOK, "csrf_token": token}, headers=ORIGIN)
    assert form.json()["type"] == "/problems/forged-request"


def test_a_token_of_another_session_does_not_pass(client: TestClient, backing: Backing) -> None:
    first = signed_in(client, backing)
    second = signed_in(client, backing)
    assert first != second
    assert add_endpoint(client, **{"X-CSRF-Token": first}).status_code == 403
    assert add_endpoint(client, **{"X-CSRF-Token": second}).status_code == 201


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {}),
        ({"csrf_token": "0" * 64}, ORIGIN),
        ({"csrf_token": "good"}, {"Origin": "https://elsewhere.example"}),
        ({"csrf_token": "good"}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_a_form_of_somebody_else_signs_nobody_out(
    client: TestClient, backing: Backing, form: dict[str, str], headers: dict[str, str]
) -> None:
    token = signed_in(client, backing)
    sent = {name: token if value == "good" else value for name, value in form.items()}
    assert client.post("/sign-out", data=sent, headers=headers).status_code == 403
    assert "operator" in client.get("/").text


def test_signing_out_ends_the_session_and_not_only_the_cookie(client: TestClient, backing: Backing) -> None:
    token = signed_in(client, backing)
    name = cookie_name(secret_of(backing.database), "session")
    kept = client.cookies[name]
    assert client.post("/sign-out", data={"csrf_token": token}, headers=ORIGIN).status_code == 200
    client.cookies.clear()
    client.cookies.set(name, kept)
    assert "operator" not in client.get("/").text


def test_a_session_ends_by_itself(client: TestClient, backing: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed_in(client, backing)
    monkeypatch.setattr(type(backing), "clock", lambda self: AS_OF + LASTS - timedelta(seconds=1))
    assert add_endpoint(client, **{"X-CSRF-Token": token}).status_code == 201
    monkeypatch.setattr(type(backing), "clock", lambda self: AS_OF + LASTS)
    assert add_endpoint(client, **{"X-CSRF-Token": token}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "InRva2VuIg.AAAA", '"', "a" * 5000])
def test_a_cookie_that_opens_nothing_is_as_good_as_none(client: TestClient, backing: Backing, cookie: str) -> None:
    name = cookie_name(secret_of(backing.database), "session")
    assert client.get("/", headers={"Cookie": f"{name}={cookie}"}).status_code == 200


def test_another_service_on_the_host_does_not_sign_anybody_out(client: TestClient, backing: Backing) -> None:
    signed_in(client, backing)
    (mine,) = {name for name in client.cookies if name.startswith("tallywire_session")}
    theirs = cookie_name(b"another store's secret", "session")
    assert mine == cookie_name(secret_of(backing.database), "session") != theirs
    client.cookies.set(theirs, "their.session")
    assert "operator" in client.get("/").text
    client.cookies.delete(mine)
    assert "operator" not in client.get("/").text


def test_who_may_not_read_is_led_to_sign_in_and_back(client: TestClient, backing: Backing) -> None:
    client.app.state.reading_open = False  # type: ignore[attr-defined]
    answer = client.get("/?x=1", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?then=%2F%3Fx%3D1")
    assert client.get("/sign-in").status_code == 200
    assert client.get("/").status_code == 401
    signed_in(client, backing, "read")
    assert client.get("/", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "then", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "x", "/\n"]
)
def test_nobody_is_led_elsewhere(client: TestClient, then: str) -> None:
    answer = client.post("/preferences", data={"theme": "dark", "then": then}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
