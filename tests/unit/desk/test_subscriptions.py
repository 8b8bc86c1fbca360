"""Endpoints and subscriptions on the desk: made, changed, tried out, replayed and deleted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.queries import subscriptions
from tests.unit.api.conftest import Backing
from tests.unit.desk.conftest import HTML, signed_in

ORIGIN = {"Origin": "http://testserver"}
HOOK = {"name": "Newsroom", "url": "https://hooks.example.org/in", "channel": "webhook"}
WISH = {
    "name": "Slips",
    "types": ["refuted", "disagreement"],
    "subjects": "country:CN\n\n country:US ",
    "enabled": "yes",
}


class Operator:
    """Somebody who fills in forms."""

    def __init__(self, client: TestClient, backing: Backing) -> None:
        self.client, self.backing = client, backing
        self.token = signed_in(client, backing)

    def send(self, path: str, **form: Any) -> Any:
        return self.client.post(path, data={"csrf_token": self.token, **form}, headers={**ORIGIN, **HTML})

    def endpoint(self) -> str:
        assert self.send("/subscriptions/endpoints/new", **HOOK).status_code == 200
        with self.backing.database.reading() as session:
            return str(subscriptions.list_endpoints(session)[-1].public_id)


@pytest.fixture
def operator(client: TestClient, backing: Backing) -> Operator:
    return Operator(client, backing)


def test_a_secret_is_shown_once(operator: Operator) -> None:
    made = operator.send("/subscriptions/endpoints/new", **HOOK)
    (secret,) = re.findall(r"whsec_[\w+/=]+", made.text)
    assert made.headers["cache-control"] == "no-store"
    with operator.backing.database.reading() as session:
        (row,) = subscriptions.list_endpoints(session)
    here = f"/subscriptions/endpoints/{row.public_id}"
    assert secret not in operator.client.get(here).text
    replaced = operator.send(here, do="secret")
    (other,) = re.findall(r"whsec_[\w+/=]+", replaced.text)
    assert other != secret


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give it a name"),
        ({"url": "ftp://hooks.example.org"}, "This address cannot be sent to."),
        ({"url": "http://127.0.0.1/"}, "This address cannot be sent to."),
        ({"channel": "pigeon"}, "There is no such channel here."),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_beside_its_field(
    operator: Operator, wrong: dict[str, str], said: str
) -> None:
    refused = operator.send("/subscriptions/endpoints/new", **{**HOOK, **wrong})
    assert refused.status_code == 422
    if "channel" not in wrong:
        assert said in refused.text
    with operator.backing.database.reading() as session:
        assert subscriptions.count_endpoints(session) == 0


def test_a_subscription_keeps_what_the_form_says(operator: Operator) -> None:
    endpoint = operator.endpoint()
    made = operator.send("/subscriptions/new", endpoint=endpoint, severity="major", cooldown="1.5", **WISH)
    assert "Slips is told from now on." in made.text
    with operator.backing.database.reading() as session:
        (row,) = subscriptions.list_subscriptions(session)
    assert row.filter["subjects"] == ["country:CN", "country:US"]
    assert (row.filter["types"], row.filter["severity"]) == (["refuted", "disagreement"], "major")
    assert (row.mode, row.cooldown, row.enabled) == ("at_once", 5400, True)
    form = operator.client.get(f"/subscriptions/{row.public_id}").text
    assert 'value="refuted" checked' in form
    assert 'value="1.5"' in form
    operator.send(f"/subscriptions/{row.public_id}", do="keep", name="Slips", mode="digest", digest_every="12")
    with operator.backing.database.reading() as session:
        (row,) = subscriptions.list_subscriptions(session)
    assert (row.mode, row.digest_every, row.enabled, row.filter["types"]) == ("digest", 43_200, False, [])
    operator.send(f"/subscriptions/{row.public_id}", do="delete")
    assert row.public_id not in operator.client.get("/subscriptions").text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"endpoint": "end_x"}, {"cooldown": "soon"}, {"digest_every": "0"}, {"types": "odd"}]
)
def test_a_subscription_that_cannot_be_is_refused(operator: Operator, wrong: dict[str, str]) -> None:
    form = {**WISH, "endpoint": operator.endpoint(), **wrong}
    assert operator.send("/subscriptions/new", **form).status_code == 422
    with operator.backing.database.reading() as session:
        assert list(subscriptions.list_subscriptions(session)) == []


def test_a_test_is_queued_shown_and_sent_again(operator: Operator) -> None:
    here = f"/subscriptions/endpoints/{operator.endpoint()}"
    shown = operator.send(here, do="test")
    assert "A test is on its way." in shown.text
    assert "endpoint.test" in shown.text
    message = shown.url.path
    assert message.rpartition("/")[2] in operator.client.get(here).text
    assert "It is sent again." in operator.send(message).text
    day = operator.backing.clock().date().isoformat()
    assert "1 messages are sent again." in operator.send(here, do="replay", **{"from": day, "to": day}).text
    assert operator.send(here, do="replay", **{"from": "", "to": day}).status_code == 422


def test_a_disabled_endpoint_is_sent_nothing_until_it_is_enabled(operator: Operator) -> None:
    here = f"/subscriptions/endpoints/{operator.endpoint()}"
    assert "Somebody disabled it." in operator.send(here, do="disable").text
    assert operator.send(here, do="test").status_code == 409
    assert "what waited is sent" in operator.send(here, do="enable").text
    operator.send(here, do="change", name="Renamed")
    assert "Renamed" in operator.client.get("/subscriptions").text
    operator.send(here, do="delete")
    assert operator.client.get(here, headers=HTML).status_code == 404


def test_only_admins_see_where_messages_go(client: TestClient, backing: Backing) -> None:
    signed_in(client, backing, "review")
    assert client.get("/subscriptions", headers=HTML).status_code == 403
    client.cookies.clear()
    answer = client.get("/subscriptions", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?then=%2Fsubscriptions"
