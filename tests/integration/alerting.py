"""A store with endpoints and subscriptions, and a receiver that says what it is told to say."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook

from db.queries import deliveries, discrepancies, subscriptions
from db.queries.deliveries import DeliveryFilter
from db.session import Database
from service.alerts.deliver import Deliverer
from service.http import BadStatus, Request, Response
from tests.integration.make import NOW

SECRET = "whsec_" + "c2VjcmV0" * 4
BEFORE = NOW - timedelta(days=1)
Answer = Callable[[Request], Awaitable[Response]]


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    """A store that writers wait for, as outside of tests: several endpoints write what came of their messages."""
    path = tmp_path / "patient.db"
    shutil.copyfile(empty_store, path)
    with Database(path) as opened:
        yield opened


@dataclass
class Now:
    """A clock that goes when it is told to."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


async def accept(request: Request) -> Response:
    return Response(204, {}, b"", request.url)


@dataclass
class Receiver:
    """In place of the network: remembers every request, and answers as the address's own answer says."""

    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)

    async def fetch(self, request: Request) -> Response:
        self.seen.append(request)
        return await self.answers.get(request.url, accept)(request)

    def got(self, url: str) -> list[Any]:
        return [orjson.loads(request.content or b"") for request in self.seen if request.url == url]

    def ids(self, url: str) -> list[str]:
        return [request.headers["webhook-id"] for request in self.seen if request.url == url]


def add_endpoint(database: Database, name: str = "hook", **fields: Any) -> str:
    """An endpoint; its address."""
    url: str = fields.pop("url", f"https://{name}.example/in")
    values = {
        "public_id": f"end_{name}",
        "name": name,
        "channel": "webhook",
        "url": url,
        "secret": SECRET,
        "created_at": BEFORE,
        "updated_at": BEFORE,
        **fields,
    }
    with database.transaction() as session:
        subscriptions.add_endpoint(session, values)
    return url


_numbers = itertools.count(1)


def subscribe(database: Database, endpoint: str = "hook", **fields: Any) -> str:
    """A subscription to everything; its id."""
    name = f"sub_{next(_numbers)}"
    wanted = {"types": [], "subjects": [], "sources": [], "severity": "minor", **fields.pop("filter", {})}
    values = {
        "public_id": name,
        "name": name,
        "filter": wanted,
        "mode": "at_once",
        "digest_every": 86_400,
        "cooldown": 0,
        "enabled": True,
        "created_at": BEFORE,
        "updated_at": BEFORE,
        **fields,
    }
    with database.transaction() as session:
        row = subscriptions.get_endpoint(session, f"end_{endpoint}")
        assert row is not None
        subscriptions.add_subscription(session, {"endpoint_id": row.id, **values})
    return name


def happen(database: Database, name: str, at: datetime, type_: str = "source.failing", **payload: Any) -> None:
    """A notice in the outbox, committed."""
    event: Mapping[str, Any] = {
        "event_id": f"evt_{name}",
        "type": type_,
        "created_at": at,
        "payload": {"id": name, "type": type_, "source": name, "explanation": "", "explanation_zh": "", **payload},
    }
    with database.transaction() as session:
        discrepancies.add_event(session, event)


async def refuse(request: Request) -> Response:
    raise BadStatus("http_500", "broken", http_status=500)


@pytest.fixture
def clock() -> Now:
    return Now()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def deliverer(database: Database, receiver: Receiver, clock: Now) -> Deliverer:
    return Deliverer(database, receiver.fetch, clock)


@pytest.fixture
def url(database: Database) -> str:
    """The address of an endpoint that is told of everything."""
    found = add_endpoint(database)
    subscribe(database)
    return found


async def run(deliverer: Deliverer) -> None:
    """What is due now, to its end."""
    await deliverer.tick()
    await deliverer.settled()


def endpoint(database: Database, name: str = "hook") -> Any:
    with database.reading() as session:
        return subscriptions.get_endpoint(session, f"end_{name}")


def messages(database: Database, name: str = "hook") -> list[Any]:
    """An endpoint's messages, the oldest first."""
    with database.reading() as session:
        row = subscriptions.get_endpoint(session, f"end_{name}")
        assert row is not None
        return list(deliveries.list_deliveries(session, DeliveryFilter(row.id), limit=500).rows)[::-1]


def attempts(database: Database, message: Any) -> list[Any]:
    with database.reading() as session:
        return list(deliveries.attempts_of(session, message.id))


def signed(request: Request, secret: str = SECRET) -> bool:
    """Whether the signature is that of the official library for the request's own time."""
    at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), NOW.tzinfo)
    expected = Webhook(secret).sign(request.headers["webhook-id"], at, (request.content or b"").decode())
    return expected in request.headers["webhook-signature"].split(" ")
