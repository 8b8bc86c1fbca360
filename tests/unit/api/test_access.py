"""Keys, scopes, who may read, and how often: the gate before every address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi import APIRouter
from fastapi.testclient import TestClient

from db.queries import keys
from service.api.access import AdminDep, ReviewDep, is_open
from service.api.access.callers import client_of
from service.api.access.gate import FALSE_KEYS
from service.api.access.limits import Limiter
from service.api.access.tokens import SCOPES, new_key, opens, parse, reaches
from service.cli import main
from service.config import Settings
from service.desk.app import create_app
from tests.unit.api.conftest import AS_OF, Backing

Client = Callable[..., Any]


@contextmanager
def serving(backing: Backing, *, seconds: Callable[[], float] = lambda: 0.0, **settings: Any) -> Iterator[TestClient]:
    """The application with other settings, and two addresses that need a key."""

    @asynccontextmanager
    async def lifespan(settings: Settings) -> AsyncIterator[Backing]:
        yield backing

    app = create_app(backing.settings.model_copy(update=settings), lifespan, seconds=seconds)
    router = APIRouter(include_in_schema=False)

    @router.post("/try/review")
    async def review(caller: ReviewDep) -> str:
        return caller.name

    @router.post("/try/admin")
    async def admin(caller: AdminDep) -> str:
        return caller.name

    app.include_router(router)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def made(backing: Backing, scope: str, name: str = "somebody") -> dict[str, str]:
    """A stored key as a header."""
    key = new_key()
    with backing.database.transaction() as session:
        keys.add_key(session, public_id=key.public_id, digest=key.digest, name=name, scope=scope, now=AS_OF)
    return {"Authorization": f"Bearer {key.token}"}


def problem(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json", response.text
    return response.status_code, response.json()["type"].removeprefix("/problems/")


def test_a_key_is_parsed_into_what_is_kept_and_what_opens() -> None:
    key = new_key()
    found = parse(key.token)
    assert found is not None
    assert found[0] == key.public_id
    assert opens(found[1], key.digest)
    assert not opens(found[1][:-1] + ("a" if found[1][-1] != "a" else "b"), key.digest)
    assert new_key().token != key.token


@pytest.mark.parametrize("text", ["", "tw_", "tw_abcdefgh_", "tw_ABCDEFGH_" + "a" * 43, "tw_abcdefgh_" + "a" * 44])
def test_what_has_not_the_form_of_a_key_is_none(text: str) -> None:
    assert parse(text) is None


def test_scopes_are_steps() -> None:
    reached = {scope: [needed for needed in SCOPES if reaches(scope, needed)] for scope in SCOPES}
    assert reached == {"read": ["read"], "review": ["read", "review"], "admin": ["read", "review", "admin"]}
    assert not reaches("root", "read")


@pytest.mark.parametrize(
    ("reading", "host", "is_it"),
    [
        ("auto", "127.0.0.1", True),
        ("auto", "::1", True),
        ("auto", "localhost", True),
        ("auto", "0.0.0.0", False),
        ("auto", "192.0.2.7", False),
        ("auto", "example.org", False),
        ("open", "0.0.0.0", True),
        ("keys", "127.0.0.1", False),
    ],
)
def test_reading_is_open_where_only_this_machine_hears(reading: Any, host: str, is_it: bool) -> None:
    assert is_open(Settings(reading=reading, host=host)) is is_it


CLOSED = ["/v1/claims", "/v1/articles", "/v1/discrepancies", "/v1/series", "/v1/sources", "/v1/claims/x", "/"]


@pytest.mark.parametrize("path", CLOSED)
def test_reading_that_is_closed_needs_a_key(backing: Backing, path: str) -> None:
    with serving(backing, host="0.0.0.0") as client:
        response = client.get(path)
        assert problem(response) == (401, "key-required")
        assert response.headers["www-authenticate"] == "Bearer"
        assert client.get(path, headers=made(backing, "read")).status_code in {200, 404}


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs", "/problems/key-required"])
def test_what_tells_how_to_ask_stays_open(backing: Backing, path: str) -> None:
    with serving(backing, host="0.0.0.0") as client:
        assert client.get(path).status_code == 200


def test_changing_something_needs_a_key_even_where_reading_is_open(backing: Backing) -> None:
    with serving(backing) as client:
        assert problem(client.post("/try/review")) == (401, "key-required")
        assert problem(client.post("/try/review", headers=made(backing, "read"))) == (403, "scope-missing")
        assert client.post("/try/review", headers=made(backing, "review", "Ada")).json() == "Ada"
        assert problem(client.post("/try/admin", headers=made(backing, "review"))) == (403, "scope-missing")
        assert client.post("/try/admin", headers=made(backing, "admin", "Grace")).json() == "Grace"


@pytest.mark.parametrize(
    "value", ["Bearer tw_abcdefgh_" + "a" * 43, "Bearer x", "Bearer", "Basic YTpi", "", "Bearer \xff\xfe"]
)
def test_a_key_that_opens_nothing_is_refused_even_where_none_is_needed(backing: Backing, value: str) -> None:
    with serving(backing) as client:
        response = client.get("/v1/claims", headers={"Authorization": value.encode("latin-1")})
        assert problem(response) == (401, "bad-key")
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_a_revoked_key_opens_nothing_from_the_next_request_on(backing: Backing) -> None:
    header = made(backing, "read")
    with serving(backing, reading="keys") as client:
        assert client.get("/v1/claims", headers=header).status_code == 200
        with backing.database.transaction() as session:
            assert keys.revoke_key(session, header["Authorization"].split("_")[1], AS_OF)
        assert problem(client.get("/v1/claims", headers=header)) == (401, "bad-key")


def test_guessing_keys_is_slowed_down_and_holders_of_good_ones_are_not(backing: Backing) -> None:
    now = [0.0]
    good, later = made(backing, "read"), made(backing, "read")
    with serving(backing, seconds=lambda: now[0]) as client:

        def ask(header: dict[str, str]) -> Any:
            return client.get("/v1/claims", headers=header)

        assert ask(good).status_code == 200
        guesses = [ask({"Authorization": f"Bearer {new_key().token}"}).status_code for _ in range(FALSE_KEYS + 5)]
        assert guesses == [401] * FALSE_KEYS + [429] * 5
        refused = ask({"Authorization": f"Bearer {new_key().token}"})
        assert problem(refused) == (429, "too-many-requests")
        assert int(refused.headers["retry-after"]) == 6
        assert ask(later).status_code == 429  # not known to be good before: it waits like a guess
        assert ask(good).status_code == 200
        assert client.get("/v1/claims").status_code == 200
        now[0] += int(refused.headers["retry-after"])
        assert ask(later).status_code == 200


def test_each_client_has_its_quota(backing: Backing) -> None:
    now = [0.0]
    with serving(backing, seconds=lambda: now[0], rate_limit=3) as client:
        answers = [client.get("/v1/sources") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["ratelimit"] for answer in answers] == [
            '"default";r=2;t=20',
            '"default";r=1;t=40',
            '"default";r=0;t=60',
            '"default";r=0;t=60',
        ]
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=60'}
        assert problem(answers[3]) == (429, "too-many-requests")
        assert answers[3].headers["retry-after"] == "20"
        assert client.get("/health").status_code == 200
        assert client.get("/v1/sources", headers=made(backing, "read")).status_code == 200  # a key is another client
        now[0] += 20
        assert client.get("/v1/sources").status_code == 200
        assert client.get("/v1/sources").status_code == 429


def test_no_limit_says_nothing(backing: Backing) -> None:
    with serving(backing, rate_limit=0) as client:
        assert "ratelimit" not in client.get("/v1/sources").headers


def test_a_bucket_never_holds_more_than_its_quota_and_forgets_the_longest_unseen() -> None:
    limiter = Limiter(2, 10, clients=2)
    assert limiter.take("a", 0).remaining == 1
    assert limiter.take("a", 1_000).remaining == 1
    assert limiter.take("a", 1_000).wait == 0
    assert limiter.take("a", 1_000).wait == 5
    assert limiter.take("a", 999).wait == 5  # a clock that steps back gives nothing away
    assert limiter.peek("a", 1_005) == 0
    limiter.take("b", 1_000)
    limiter.take("c", 1_000)
    assert limiter.take("a", 1_000).remaining == 1


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("testclient", "testclient"),
        (None, "unknown"),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one_customer(host: str | None, client: str) -> None:
    assert client_of(host) == client


def test_keys_on_the_command_line(backing: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(backing.database.path))
    runner = CliRunner()
    added = runner.invoke(main, ["keys", "add", "dashboard", "--scope", "review"])
    token = added.stdout.strip()
    found = parse(token)
    assert found is not None
    with serving(backing) as client:
        header = {"Authorization": f"Bearer {token}"}
        assert client.post("/try/review", headers=header).json() == "dashboard"
        listed = runner.invoke(main, ["keys", "list"])
        assert "dashboard" in listed.stdout
        assert found[1] not in listed.stdout
        assert runner.invoke(main, ["keys", "revoke", found[0]]).exit_code == 0
        assert problem(client.post("/try/review", headers=header)) == (401, "bad-key")
    again = runner.invoke(main, ["keys", "revoke", found[0]])
    assert (again.exit_code, "no such key" in again.stderr) == (1, True)
    assert '"revoked_at":"' in runner.invoke(main, ["keys", "list", "--json"]).stdout
    with backing.database.reading() as session:
        from db.queries.audit import list_audit

        log = [(row.action, row.target, row.actor) for row in list_audit(session).rows]
        stored = keys.find_key(session, found[0])
    assert log == [("key.revoke", found[0], "command line"), ("key.add", found[0], "command line")]
    assert stored is not None
    assert found[1].encode() not in bytes(stored.digest)
