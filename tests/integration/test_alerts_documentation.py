"""docs/alerts.md shows what is really sent, and its numbers are the code's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_args

import orjson
import pytest
from standardwebhooks import WebhookVerificationError

from db.session import Database
from service.alerts import retries
from service.alerts.channels import webhook
from service.alerts.deliver import KEPT, Deliverer
from service.alerts.messages import LIMIT, body_of_test
from service.alerts.signing import signed_headers
from service.alerts.stream import MOST_MISSED, Tail
from service.alerts.types import SEVERITIES, AlertKind, Filter
from service.api.alert_changes import MOST_SUBSCRIPTIONS
from service.api.alerting import MOST_ENDPOINTS
from service.clock import utc_now
from service.config import ROOT
from service.pipeline import ingest
from tests.integration.alerting import SECRET, Now, Receiver, add_endpoint, happen, run, subscribe
from tests.integration.make import NOW, incoming
from tests.unit.reconcile.make import claim

PAGE = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
SHOWN = {one["type"]: one for one in map(orjson.loads, re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))}


def shape(value: Any) -> Any:
    """Names and kinds without the values; a list is its first item."""
    if isinstance(value, Mapping):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return "nothing or something" if value is None else type(value).__name__


def test_every_example_is_of_a_kind_that_is_sent() -> None:
    assert SHOWN.keys() == {"discrepancy.opened", "digest", "endpoint.test", "gap"}


async def test_a_discrepancy(database: Database) -> None:
    receiver = Receiver()
    url = add_endpoint(database)
    subscribe(database)
    for source, figure in (("feed", "4.69"), ("page", "46.9")):
        ingest(database, incoming([claim("level", figure)], source=source), NOW)
    await run(Deliverer(database, receiver.fetch, Now()))
    (sent,) = receiver.got(url)
    assert shape(sent) == shape(SHOWN["discrepancy.opened"])
    same = ("type", "severity", "subject", "measure", "period", "relation", "opened_at", "resolved_at")
    shown = SHOWN["discrepancy.opened"]["data"]["discrepancy"]
    assert {name: shown[name] for name in same} == {name: sent["data"]["discrepancy"][name] for name in same}


async def test_a_digest(database: Database) -> None:
    receiver, clock = Receiver(), Now()
    url = add_endpoint(database)
    subscribe(database, mode="digest")
    happen(database, "36kr", clock())
    deliverer = Deliverer(database, receiver.fetch, clock)
    await run(deliverer)
    clock.forward(days=1)
    await run(deliverer)
    (sent,) = receiver.got(url)
    assert shape(sent) == shape(SHOWN["digest"])


def test_a_test() -> None:
    assert shape(orjson.loads(body_of_test("end_1", NOW))) == shape(SHOWN["endpoint.test"])


def test_a_gap(database: Database) -> None:
    happen(database, "wire", NOW)
    text = Tail(database, Filter()).begin("99")
    (data,) = re.findall("data: (.*)\n", text)
    assert orjson.loads(data).keys() == SHOWN["gap"].keys()


def test_the_python_example_verifies() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - our own page
    headers = dict(signed_headers("msg_1", [SECRET], utc_now(), '{"type":"x"}'))
    assert space["receive"](SECRET, headers, b'{"type":"x"}') == {"type": "x"}
    with pytest.raises(WebhookVerificationError):
        space["receive"](SECRET, headers, b'{"type":"y"}')


@pytest.mark.parametrize("word", [*get_args(AlertKind.__args__[0]), *get_args(AlertKind.__args__[1]), *SEVERITIES])
def test_every_word_of_a_filter_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_its_numbers_are_the_codes() -> None:
    assert [delay.total_seconds() for delay in retries.DELAYS] == [
        5,
        5 * 60,
        30 * 60,
        *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)),
    ]
    assert "5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours, each a tenth more or less" in PAGE
    assert retries.JITTER == 0.1
    assert (retries.PATIENCE, "for five days" in PAGE) == (timedelta(days=5), True)
    assert (webhook.TIMEOUT, "within 15 seconds" in PAGE) == (timedelta(seconds=15), True)
    assert (LIMIT, "below 20 kB" in PAGE) == (20_000, True)
    assert (KEPT, "90 days" in PAGE) == (timedelta(days=90), True)
    assert (MOST_MISSED, "more than a thousand" in PAGE) == (1_000, True)
    assert f"At most {MOST_ENDPOINTS} endpoints and {MOST_SUBSCRIPTIONS} subscriptions" in PAGE
