"""Bodies stay small whatever they are about, and the official library accepts our signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from service.alerts.messages import LIMIT, bodies, cut, discrepancy_item, notice_item
from service.alerts.signing import new_secret, signed_headers
from service.clock import utc_now

NOW = datetime(2026, 4, 10, tzinfo=UTC)
EVENT = {
    "id": "dsc_1",
    "type": "refuted",
    "subject": "country:CN",
    "measure": "token_usage",
    "explanation": "129.6T is ten times the data.",
    "explanation_zh": "相差十倍。",
    "opened_at": "2026-04-10T00:00:00Z",
    "resolved_at": None,
}


def item(articles: int = 1, text: str = "x", *, resolved: bool = False) -> dict[str, Any]:
    side = {"source": text, "low": "1", "high": "2", "point": None, "unit": "token", "url": f"https://a.example/{text}"}
    return discrepancy_item(
        {**EVENT, "explanation": text, "explanation_zh": text},
        resolved=resolved,
        at=NOW,
        severity="critical",
        detail={"sides": [side, side], "period": {"start": "2026-03-30", "end": "2026-04-05"}, "relation": None},
        factor=Decimal(10),
        articles=[
            {
                "id": f"art_{number}",
                "claim": f"clm_{number}",
                "title": text,
                "url": f"https://a.example/{text}",
                "source": "wire",
                "published_at": "2026-04-06T08:00:00Z",
            }
            for number in range(articles)
        ],
    )


def test_a_message_by_itself() -> None:
    ((type_, body),) = bodies([item(2)], ["sub_1", "sub_2"], digest=False, now=NOW)
    told = orjson.loads(body)
    assert type_ == told["type"] == "discrepancy.opened"
    assert told["timestamp"] == "2026-04-10T00:00:00Z"
    assert told["data"]["subscriptions"] == ["sub_1", "sub_2"]
    assert told["data"]["discrepancy"]["href"] == "/v1/discrepancies/dsc_1"
    assert [one["id"] for one in told["data"]["articles"]] == ["art_0", "art_1"]
    assert told["data"]["more_articles"] == 0


@settings(max_examples=50)
@given(st.text(max_size=5_000), st.integers(0, 60), st.integers(1, 20), st.booleans())
def test_bodies_are_small_and_lose_nothing(text: str, articles: int, count: int, digest: bool) -> None:
    items = [item(articles, text) for _ in range(count)]
    made = bodies(items, ["sub_" + "x" * 16], digest=digest, now=NOW)
    assert all(len(body.encode()) < LIMIT for _, body in made)
    told = [orjson.loads(body)["data"] for _, body in made]
    shown = [one for data in told for one in (data["items"] if digest else [data])]
    assert len(shown) == count
    assert all(len(one["articles"]) + one["more_articles"] == articles for one in shown)


@settings(max_examples=20)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20_000), max_size=5), st.text(max_size=20_000))
def test_notices_are_small(payload: dict[str, str], explanation: str) -> None:
    told = notice_item("source.odd", NOW, "minor", {**payload, "id": "wire", "explanation": explanation})
    ((_, body),) = bodies([told], ["sub_1"], digest=False, now=NOW)
    assert len(body.encode()) < LIMIT
    assert orjson.loads(body)["data"]["notice"]["id"] == "wire"


def test_a_long_address_is_left_out_and_a_long_title_cut() -> None:
    article = item(1, "长" * 1_000)["articles"][0]
    assert article["url"] is None
    assert article["title"] == cut("长" * 1_000, 160) == "长" * 159 + "…"


def test_the_official_library_accepts_our_signature_and_no_other_body() -> None:
    secret, now = new_secret(), utc_now()
    body = '{"type":"endpoint.test","text":"多"}'
    headers = dict(signed_headers("msg_1", [secret], now, body))
    assert Webhook(secret).verify(body.encode(), headers) == orjson.loads(body)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.encode() + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.encode(), {**headers, "webhook-id": "msg_2"})
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body.encode(), headers)


def test_while_a_secret_is_replaced_both_verify() -> None:
    old, new, now = new_secret(), new_secret(), utc_now()
    headers = dict(signed_headers("msg_1", [new, old], now, "{}"))
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(b"{}", headers)


def test_an_old_message_is_refused() -> None:
    secret = new_secret()
    headers = dict(signed_headers("msg_1", [secret], utc_now() - timedelta(hours=1), "{}"))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(b"{}", headers)


def test_secrets_differ_and_have_the_specified_form() -> None:
    made = {new_secret() for _ in range(10)}
    assert len(made) == 10
    assert all(one.startswith("whsec_") for one in made)
