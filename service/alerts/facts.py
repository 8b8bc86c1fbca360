"""An event of the outbox as subscriptions see it, with what is to be said of it: stored rows -> core values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.queries import claims as claim_queries
from db.queries import discrepancies
from db.queries.pages import Record
from db.session import Session
from service.alerts.match import severity_of
from service.alerts.messages import Item, discrepancy_item, notice_item
from service.alerts.questions import answered
from service.alerts.types import NOTICES, OPENED, RESOLVED, Filter, Happening, Subscription
from service.identity import digest
from service.reconcile.wire import time_text

COPIES_READ = 50
"""Of a claim group's members, as many as are looked through for the same figure."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and the words for it."""

    happening: Happening
    item: Item
    resolved: bool


def subscription_from_row(row: Record) -> Subscription:
    return Subscription(
        row=row.id,
        public_id=row.public_id,
        endpoint=row.endpoint_id,
        filter=filter_from_json(row.filter),
        mode=row.mode,
        digest_every=timedelta(seconds=row.digest_every),
        cooldown=timedelta(seconds=row.cooldown),
        created_at=row.created_at,
    )


def filter_from_json(stored: Any) -> Filter:
    return Filter(
        types=tuple(stored["types"]),
        subjects=tuple(stored["subjects"]),
        sources=tuple(stored["sources"]),
        severity=stored["severity"],
        saved=stored.get("saved"),
    )


def told_by(session: Session, event: Record, saved: Collection[str] = ()) -> Told | None:
    """What the event tells; None for an event that nobody subscribes to, or whose discrepancy is not in the store.

    ``saved`` are the saved filters that somebody listens by: which of them it answers is part of what happened.
    """
    if event.type in NOTICES:
        return _notice(event)
    if event.type not in {OPENED, RESOLVED}:
        return None
    row = discrepancies.get_discrepancy(session, event.discrepancy_id)
    if row is None:
        return None
    ids = discrepancies.claims_of(session, [row.id]).get(row.id, [])
    own = [claim for claim in (claim_queries.get_claim(session, public_id) for public_id in ids) if claim is not None]
    telling = _with_copies(session, own)
    severity = severity_of(row.type, row.factor)
    over = event.type == RESOLVED or row.resolved_at is not None
    happening = Happening(
        event_id=event.event_id,
        at=event.created_at,
        type=row.type,
        matter=row.public_id,
        topic=digest([row.type, *sorted(_stated(claim) for claim in own)] if own else [row.type, row.public_id]),
        theme=digest([row.type, row.subject, row.measure]),
        severity=severity,
        subject=row.subject,
        sources=frozenset(claim.source for claim in telling),
        answers=answered(session, saved, row.id, [claim.id for claim in telling], ended=over),
    )
    item = discrepancy_item(
        event.payload,
        resolved=event.type == RESOLVED,
        at=event.created_at,
        severity=severity,
        detail=row.detail or {},
        factor=row.factor,
        articles=[_article(claim) for claim in _one_an_article(telling)],
    )
    return Told(happening, item, event.type == RESOLVED)


def _notice(event: Record) -> Told:
    payload: dict[str, Any] = event.payload
    matter = str(payload.get("id") or payload.get("source") or event.event_id)
    severity = severity_of(event.type, None)
    happening = Happening(
        event_id=event.event_id,
        at=event.created_at,
        type=event.type,
        matter=matter,
        topic=digest([event.type, matter]),
        theme=digest([event.type, matter]),
        severity=severity,
        sources=frozenset({str(payload["source"])} if payload.get("source") else ()),
    )
    return Told(happening, notice_item(event.type, event.created_at, severity, payload), resolved=False)


def _with_copies(session: Session, own: Sequence[Record]) -> list[Record]:
    """The claims, and those of their groups that state the same figure, in other articles too."""
    found = {claim.public_id: claim for claim in own}
    for claim in own:
        if claim.group_key is not None:
            members = claim_queries.claims_of_group(session, claim.group_key, limit=COPIES_READ)
            found |= {member.public_id: member for member in members if _stated(member) == _stated(claim)}
    return list(found.values())


def _one_an_article(claims: Iterable[Record]) -> list[Record]:
    return list({claim.article_id: claim for claim in reversed(list(claims))}.values())[::-1]


def _stated(claim: Record) -> str:
    """What copies have in common: the group and the figure. A claim without a group has no copies."""
    return digest([claim.group_key or claim.public_id, claim.value_point, claim.value_low, claim.value_high])


def _article(claim: Record) -> dict[str, Any]:
    return {
        "id": claim.article_id,
        "claim": claim.public_id,
        "title": claim.article_title,
        "url": claim.article_url,
        "source": claim.source,
        "published_at": time_text(claim.published_at),
    }
