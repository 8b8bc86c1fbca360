"""Sources that need somebody: silent, odd or failing. Each is told when it begins and when it is over, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.queries import discrepancies, watching
from db.session import Database, Session
from service.identity import event_id
from service.sources.health import SourceHealth

FAILURES = 3
"""Failed polls in a row that are worth telling: one or two happen to everybody."""
_MORE_THAN_USUAL = 3
_AT_LEAST = 10

Kind = Literal["failing", "silent", "odd"]


@dataclass(frozen=True, slots=True)
class Concern:
    """What is wrong with a source, in two languages."""

    kind: Kind
    english: str
    chinese: str


def concern_of(health: SourceHealth) -> Concern | None:
    """What an operator should hear about a source, if anything. Pure."""
    name, since = health.title or health.name, health.last_success_at
    if health.status == "failing" and health.failures >= FAILURES:
        last = f"{since:%Y-%m-%d %H:%M} UTC" if since else None
        return Concern(
            "failing",
            f"{name} has failed {health.failures} times in a row ({health.reason}); "
            f"it last worked {f'at {last}' if last else 'never'}. {health.advice or ''}".strip(),
            f"{name}已连续{health.failures}次抓取失败（{health.reason}），上次成功：{last or '从未'}。",
        )
    if health.status == "silent" and health.last_new_at is not None:
        last = f"{health.last_new_at:%Y-%m-%d %H:%M} UTC"
        return Concern(
            "silent",
            f"{name} answers, but nothing new has come since {last}, which is unusually long for it.",
            f"{name}可以访问，但自{last}以来没有新内容，时间之长不同寻常。",
        )
    if health.status == "ok" and health.usual is not None:
        high = health.usual[1]
        if health.today >= _AT_LEAST and health.today > _MORE_THAN_USUAL * max(high, 1):
            return Concern(
                "odd",
                f"{name} has {health.today} new entries today; {high:g} a day are usual at most.",
                f"{name}今天有{health.today}条新内容，平时每天至多{high:g}条。",
            )
    return None


def tell(database: Database, healths: Iterable[SourceHealth], now: datetime) -> int:
    """Put what has begun and what is over into the outbox; how many events that were. Blocking."""
    told = 0
    with database.transaction() as session:
        standing = watching.open_concerns(session)
        for health in healths:
            concern, known = concern_of(health), standing.pop(health.name, None)
            if concern is not None and (known is None or known.kind != concern.kind):
                watching.open_concern(session, health.name, concern.kind, now)
                _event(session, f"source.{concern.kind}", health, concern.english, concern.chinese, now)
                told += 1
            elif concern is None and known is not None:
                watching.close_concern(session, health.name)
                name = health.title or health.name
                if health.status == "ok":
                    _event(session, "source.recovered", health, f"{name} is well again.", f"{name}已恢复正常。", now)
                    told += 1
        for name in standing:  # no longer configured: nobody needs to hear about it
            watching.close_concern(session, name)
    return told


def _event(session: Session, kind: str, health: SourceHealth, english: str, chinese: str, now: datetime) -> None:
    payload = {
        "id": health.name,
        "type": kind,
        "source": health.name,
        "status": health.status,
        "reason": health.reason,
        "explanation": english,
        "explanation_zh": chinese,
    }
    event = {
        "event_id": event_id(kind, health.name, now),
        "type": kind,
        "discrepancy_id": None,
        "created_at": now,
        "payload": payload,
    }
    discrepancies.add_event(session, event)
