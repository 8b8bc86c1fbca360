"""Mail and chat: what arrives, what is tried again, and that a library's own connections meet the same guard."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.session import Database
from service.alerts.channels import apprise, channels
from service.alerts.deliver import Deliverer
from service.alerts.letters import LONGEST, letter, plain
from service.errors import UnusableInput
from service.http import Refused, foreign, guarded
from tests.acceptance.receiver import Answer, Received
from tests.acceptance.receiver import receiver as listening
from tests.integration.alerting import Now, add_endpoint, attempts, endpoint, happen, messages, run, subscribe
from tests.smtp import mail_server


@pytest.fixture
def clock() -> Now:
    return Now()


async def unused(request: Any) -> Any:
    raise AssertionError("the library connects by itself")


@pytest.fixture
def deliverer(database: Database, clock: Now) -> Deliverer:
    return Deliverer(database, unused, clock, allow_private=True)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Names of the test's own, each with the address that it leads to at the moment."""
    known: dict[str, str] = {}
    real = socket.getaddrinfo

    def lookup(host: Any, *rest: Any, **more: Any) -> Any:
        return real(known.get(host, host), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    yield known


async def test_a_mail_arrives_with_words_for_people(database: Database, deliverer: Deliverer, clock: Now) -> None:
    async with mail_server() as mailbox:
        url = f"mailto://u:p@127.0.0.1:{mailbox.port}?from=tallywire@example.org&to=desk@example.org&mode=insecure"
        add_endpoint(database, "mail", channel="apprise", url=url)
        subscribe(database, "mail")
        happen(database, "wire", clock())
        await run(deliverer)
    (mail,) = mailbox.messages
    (message,) = messages(database, "mail")
    assert mailbox.recipients == ["desk@example.org"]
    assert mail["subject"] == "Tallywire: source.failing, major"
    text = mail.get_payload(decode=True).decode() if not mail.is_multipart() else mail.as_string()  # type: ignore[union-attr]
    assert message.public_id in text
    assert (message.state, [one.error for one in attempts(database, message)]) == ("delivered", [None])


async def test_a_chat_is_tried_again_in_order_as_a_webhook_is(
    database: Database, deliverer: Deliverer, clock: Now
) -> None:
    async with listening() as receiver:
        add_endpoint(database, "chat", channel="apprise", url=f"json://127.0.0.1:{receiver.port}/room")
        subscribe(database, "chat")
        receiver.answer = lambda received: Answer(500)
        happen(database, "first", clock())
        await run(deliverer)
        (failed,) = messages(database, "chat")
        assert (failed.state, failed.last_error) == ("pending", "not_accepted")
        assert endpoint(database, "chat").failing_since == clock()
        receiver.answer = lambda received: Answer(200)
        clock.forward(seconds=6)
        happen(database, "second", clock())
        await run(deliverer)
        said = [orjson.loads(received.body)["message"] for received in receiver.seen]
    ids = [one.public_id for one in messages(database, "chat")]
    assert [next(name for name in ids if name in text) for text in said] == [ids[0], ids[0], ids[1]]
    assert {one.state for one in messages(database, "chat")} == {"delivered"}


async def test_five_days_of_silence_disable_a_chat_too(database: Database, deliverer: Deliverer, clock: Now) -> None:
    async with listening() as receiver:
        receiver.answer = lambda received: Answer(500)
        add_endpoint(database, "chat", channel="apprise", url=f"json://127.0.0.1:{receiver.port}/room")
        subscribe(database, "chat")
        for day in range(6):
            happen(database, f"day{day}", clock())
            await run(deliverer)
            clock.forward(days=1)
    assert endpoint(database, "chat").disabled_reason == "failing"


async def test_an_address_that_is_not_public_is_not_connected_to(database: Database, clock: Now) -> None:
    async with listening() as receiver:
        add_endpoint(database, "chat", channel="apprise", url=f"json://127.0.0.1:{receiver.port}/room")
        subscribe(database, "chat")
        happen(database, "wire", clock())
        await run(Deliverer(database, unused, clock))
        assert receiver.seen == []
    (message,) = messages(database, "chat")
    assert (message.state, message.last_error) == ("pending", "address_refused")


async def test_a_name_that_changes_between_check_and_connection_leads_nowhere(
    database: Database, clock: Now, names: dict[str, str]
) -> None:
    async with listening() as receiver:
        url = f"json://hooks.example.org:{receiver.port}/room"
        names["hooks.example.org"] = "93.184.215.14"
        apprise.check(url, False)
        names["hooks.example.org"] = "127.0.0.1"
        add_endpoint(database, "chat", channel="apprise", url=url)
        subscribe(database, "chat")
        happen(database, "wire", clock())
        await run(Deliverer(database, unused, clock))
        assert receiver.seen == []
    assert messages(database, "chat")[0].last_error == "address_refused"


async def test_every_hop_of_a_redirect_is_checked(
    database: Database, deliverer: Deliverer, clock: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_the_first(address: Any, *, allow_private: bool) -> str | None:
        return "not this one" if address.version == 6 else None

    def lead_on(received: Received) -> Answer:
        return Answer(307, {"Location": f"http://[::1]:{receiver.port}/in"})

    monkeypatch.setattr(foreign, "forbidden", only_the_first)
    async with listening() as receiver:
        receiver.answer = lead_on
        add_endpoint(database, "chat", channel="apprise", url=f"json://127.0.0.1:{receiver.port}/room?redirect=yes")
        subscribe(database, "chat")
        happen(database, "wire", clock())
        await run(deliverer)
        assert len(receiver.seen) == 1
    assert messages(database, "chat")[0].last_error == "address_refused"


def test_outside_of_the_guard_nothing_is_held_back() -> None:
    with guarded(allow_private=True):
        pass
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        socket.create_connection(address).close()
        with pytest.raises(Refused, match="not a public address"), guarded(allow_private=False):
            socket.create_connection(address).close()
        with (
            pytest.raises(Refused, match="is no address"),
            guarded(allow_private=True),
            socket.socket(socket.AF_UNIX) as made,
        ):
            made.connect("/run/some.sock")
        socket.create_connection(address).close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("exec://ls", "there is no 'exec'"),
        ("file:///etc/passwd", "there is no 'file'"),
        ("dbus://", "there is no 'dbus'"),
        ("https://hooks.example.org", "there is no 'https'"),
        ("slack://short", "no address of slack"),
        ("mailto://", "no address of mailto"),
        ("json://127.0.0.1/in", "not a public address"),
        ("json://[::ffff:169.254.169.254]/in", "link-local"),
        ("mailto://u:p@example.org?smtp=10.0.0.1", "not a public address"),
    ],
)
def test_addresses_that_are_refused_at_once(url: str, why: str) -> None:
    with pytest.raises(UnusableInput, match=why):
        channels()["apprise"].check(url, False)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UnusableInput, match=r"tallywire\[notify\]"):
        apprise.check("json://example.org", False)
    assert apprise.shown("slack://T1JJ3T3L2/A1BRTD4JD/secret") == "slack://…"


def test_an_address_is_shown_without_its_secrets() -> None:
    shown = channels()["apprise"].shown
    assert "hunter2" not in shown("mailto://user:hunter2@mail.example.org?to=desk@example.org")
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in shown("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/")
    assert channels()["webhook"].shown("https://a.example/x") == "https://a.example/x"


@pytest.mark.parametrize(
    "hostile",
    [
        "@everyone",
        "<!channel>",
        "[click](https://evil.example)",
        "**bold**",
        "`x`",
        "a\r\nBcc: x@y.example",
        "<b>b</b>",
    ],
)
def test_what_strangers_write_is_text(hostile: str) -> None:
    safe = plain(hostile)
    assert "\n" not in safe
    assert "\r" not in safe
    for sign in ("@e", "<!", "](", "://", "**b", "`x", "<b", "x@y"):
        assert sign not in safe


def test_a_long_digest_is_cut_and_names_itself() -> None:
    notice = {"severity": "major", "type": "source.failing", "explanation": "words " * 100, "explanation_zh": ""}
    items = [{"type": "source.failing", "at": "", "notice": notice}] * 40
    body = orjson.dumps({"type": "digest", "timestamp": "", "data": {"items": items}}).decode()
    title, text = letter(body, "msg_x")
    assert title == "Tallywire: 40 alerts"
    assert len(text) < LONGEST + 20
    assert text.endswith("\n\nmsg_x")
    assert timedelta(seconds=15) == apprise.TIMEOUT
