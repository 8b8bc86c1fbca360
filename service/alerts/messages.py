"""What a message says: items (one matter each) and bodies around them. Pure.

A body follows the Standard Webhooks advice: ``type``, ``timestamp``, ``data``. It is small, below :data:`LIMIT` bytes,
whatever an article's title or address may be: it names things and says where to read the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from extractors.wire import decimal_text
from service.alerts.types import DIGEST, OPENED, RESOLVED, TEST
from service.reconcile.types import Severity
from service.reconcile.wire import time_text

LIMIT = 20_000
ARTICLES = 10
_ENVELOPE = 1_000
"""Bytes of a body that belong to no item: ids of subscriptions, brackets."""
_TEXT, _NAME, _URL = 600, 160, 400
_NOTICE_LIMIT = 8_000

Item = dict[str, Any]


def discrepancy_item(
    event: Mapping[str, Any],
    *,
    resolved: bool,
    at: datetime,
    severity: Severity,
    detail: Mapping[str, Any],
    factor: Decimal | None,
    articles: Sequence[Mapping[str, Any]],
) -> Item:
    """One discrepancy with its sides, and the articles that tell it: its own, then the copies.

    ``event`` is the event's own payload; ``detail`` the stored sides, period, relation and reading; ``articles`` have
    id, claim, title, url, source and published_at.
    """
    return {
        "type": RESOLVED if resolved else OPENED,
        "at": time_text(at),
        "discrepancy": {
            "id": event["id"],
            "type": event["type"],
            "severity": severity,
            "subject": cut(event["subject"], _NAME),
            "measure": cut(event["measure"], _NAME),
            "period": detail.get("period"),
            "sides": [_short_side(side) for side in detail.get("sides", [])],
            "relation": detail.get("relation"),
            "factor": decimal_text(factor),
            "explanation": cut(event["explanation"], _TEXT),
            "explanation_zh": cut(event["explanation_zh"], _TEXT),
            "opened_at": event["opened_at"],
            "resolved_at": event["resolved_at"],
            "href": f"/v1/discrepancies/{event['id']}",
        },
        "articles": [_short_article(article) for article in articles[:ARTICLES]],
        "more_articles": max(len(articles) - ARTICLES, 0),
    }


def notice_item(type_: str, at: datetime, severity: Severity, payload: Mapping[str, Any]) -> Item:
    """Something about the service itself: a source's health, an endpoint that was disabled."""
    told = {"severity": severity, **payload}
    if len(orjson.dumps(told)) > _NOTICE_LIMIT:
        kept = ("id", "type", "source", "endpoint", "reason", "explanation", "explanation_zh")
        told = {"severity": severity} | {name: cut(payload[name], _TEXT) for name in kept if name in payload}
    return {"type": type_, "at": time_text(at), "notice": told}


def bodies(
    items: Sequence[Item], subscriptions: Sequence[str], *, digest: bool, now: datetime
) -> list[tuple[str, str]]:
    """The items as messages (type, body): each by itself, or as digests of as many as fit."""
    if not digest:
        return [(item["type"], _single(item, subscriptions)) for item in items]
    return [(DIGEST, _digest(pack, subscriptions, now)) for pack in _packs(items)]


def body_of_test(endpoint: str, now: datetime) -> str:
    """What a test send says."""
    data = {"endpoint": endpoint, "message": "This is a test. Alerts to this endpoint look like this one."}
    return _dumps({"type": TEST, "timestamp": time_text(now), "data": data})


def cut(text: Any, limit: int) -> str:
    """At most ``limit`` code points, the last an ellipsis where something was cut off."""
    words = str(text)
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _single(item: Item, subscriptions: Sequence[str]) -> str:
    data = {"subscriptions": list(subscriptions)} | {
        name: value for name, value in item.items() if name not in {"type", "at"}
    }
    return _dumps({"type": item["type"], "timestamp": item["at"], "data": _fitted(data, LIMIT - _ENVELOPE)})


def _digest(items: Sequence[Item], subscriptions: Sequence[str], now: datetime) -> str:
    data = {"subscriptions": list(subscriptions), "items": list(items)}
    return _dumps({"type": DIGEST, "timestamp": time_text(now), "data": data})


def _packs(items: Iterable[Item]) -> list[list[Item]]:
    packs: list[list[Item]] = []
    room = 0
    for item in items:
        short = _fitted(item, LIMIT - 2 * _ENVELOPE)
        size = len(orjson.dumps(short)) + 1
        if size > room:
            packs.append([])
            room = LIMIT - _ENVELOPE
        packs[-1].append(short)
        room -= size
    return packs


def _fitted(data: Item, limit: int) -> Item:
    """The same with as many articles as fit, the others counted."""
    while data.get("articles") and len(orjson.dumps(data)) > limit:
        data = {**data, "articles": data["articles"][:-1], "more_articles": data["more_articles"] + 1}
    return data


def _short_side(side: Mapping[str, Any]) -> Item:
    return {**side, "source": cut(side["source"], _NAME), "url": _short_url(side.get("url"))}


def _short_article(article: Mapping[str, Any]) -> Item:
    return {**article, "title": cut(article["title"], _NAME), "url": _short_url(article["url"])}


def _short_url(url: Any) -> Any:
    """A cut address leads elsewhere, so a long one is left out."""
    return url if url is None or len(url) <= _URL else None


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
