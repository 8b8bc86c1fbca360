"""Store an article version's claims: rows, mentions, search words. Claims are known by their public ids.

One that is there again keeps its row and its history; one that is gone is withdrawn, never deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.queries import claims as queries
from db.queries import search
from db.queries.pages import Record
from db.session import Session
from extractors.types import Article, Claim
from service.pipeline.findings import Teller
from service.rows import claim_values, claim_words, search_words, span_values


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assessment belongs: the article's row, its public facts, and the version that was read."""

    row: int
    teller: Teller
    source: str
    language: str
    sorted_at: datetime
    version: int


def merged(ids: Sequence[str], claims: Sequence[Claim]) -> dict[str, Claim]:
    """The claims by id, in order; of two that state the very same, the first with the mentions of both."""
    found: dict[str, Claim] = {}
    for public_id, claim in zip(ids, claims, strict=True):
        first = found.get(public_id)
        mentions = claim.mentions if first is None else (*first.mentions, *claim.mentions)
        found[public_id] = replace(first or claim, mentions=tuple(dict.fromkeys(mentions)))
    return found


def store_claims(
    session: Session,
    place: Place,
    article: Article,
    claims: Mapping[str, Claim],
    known: Mapping[str, Record],
    now: datetime,
    *,
    aside: Mapping[str, Claim] | None = None,
) -> dict[str, int]:
    """Make the claims what this version says; the row ids of these and of all known ones, by public id.

    ``aside`` are known claims that a reviewer rejected and this version still makes: their places are kept, no more.
    """
    facts = {
        public_id: {
            **claim_values(claim),
            "source": place.source,
            "language": place.language,
            "sorted_at": place.sorted_at,
            "position": position,
            "last_version": place.version,
            "withdrawn_at": None,
        }
        for position, (public_id, claim) in enumerate(claims.items())
    }
    fresh = {"article_id": place.row, "first_version": place.version, "first_seen_at": now}
    added = [{"public_id": key, **fresh, **values} for key, values in facts.items() if key not in known]
    rows = {key: int(row.id) for key, row in known.items()} | queries.add_claims(session, added)
    for key, values in facts.items():
        if key in known and any(getattr(known[key], name) != value for name, value in values.items()):
            queries.update_claim(session, rows[key], values)
    for key in known.keys() - claims.keys():
        if known[key].withdrawn_at is None:
            queries.update_claim(session, rows[key], {"withdrawn_at": now})
    for key in aside or {}:
        queries.update_claim(session, rows[key], {"last_version": place.version})
    placed = {**claims, **(aside or {})}
    spans = {rows[key]: [span_values(span) for span in claim.mentions] for key, claim in placed.items()}
    queries.add_mentions(session, place.version, spans)
    words = [(rows[key], claim_words(article, claim), search_words(claim.rule)) for key, claim in claims.items()]
    search.index_claims(session, words)
    return rows
