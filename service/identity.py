"""Public ids: short, stable, made from what a thing is and never from when or where it was stored.

The same article, claim or discrepancy has the same id in every store and after every re-extraction, so a link to it
keeps its meaning. Eighty bits of a hash, in letters that cannot be misread.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b

from extractors.types import Article, Claim, Period
from extractors.wire import decimal_text

_BYTES = 10
_SEPARATOR = "\x1f"


def article_id(source: str, key: str) -> str:
    """An article by its identity within its source."""
    return _id("art", source, key)


def claim_id(article: str, claim: Claim) -> str:
    """A claim by what it states. The same words read better (rule, confidence, mentions, attribution) keep the id;
    another figure, period or subject is another claim."""
    value = (decimal_text(end) for end in (claim.value.point, claim.value.low, claim.value.high))
    return _id("clm", article, *_slot(claim), claim.unit, claim.per, claim.scope, claim.scope_n, *value)


def claim_slot(claim: Claim) -> tuple[str, ...]:
    """What a claim gives a figure for, without the figure: two versions of an article may fill it differently."""
    return tuple("" if part is None else str(part) for part in _slot(claim))


def discrepancy_id(kind: str, *parts: str) -> str:
    return _id("dsc", kind, *parts)


def event_id(kind: str, subject: str, at: datetime) -> str:
    return _id("evt", kind, subject, at.isoformat())


def message_id(endpoint: str, *parts: str) -> str:
    """What an endpoint is told once has one id, however often it is queued or sent."""
    return _id("msg", endpoint, *parts)


def random_id(prefix: str, draw: Callable[[int], bytes]) -> str:
    """For what somebody makes: two of the same making are still two. ``draw`` gives that many random bytes."""
    return f"{prefix}_{b32encode(draw(_BYTES)).decode().lower()}"


def content_hash(article: Article) -> str:
    """Equal for equal content: title, text, language and publication time, whatever the address or the flags."""
    published = article.published_at.isoformat() if article.published_at else None
    return digest((article.title, article.text, article.language, published))


def digest(parts: Iterable[object]) -> str:
    joined = _SEPARATOR.join("" if part is None else str(part) for part in parts)
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _slot(claim: Claim) -> tuple[object, ...]:
    return (
        claim.kind,
        claim.measure,
        claim.subject,
        claim.object,
        claim.relation,
        claim.of,
        claim.platform,
        claim.modality,
        claim.price_of,
        _days(claim.period),
        _days(claim.base_period),
    )


def _days(period: Period | None) -> str | None:
    return None if period is None else f"{period.start}/{period.end}"


def _id(prefix: str, *parts: object) -> str:
    joined = _SEPARATOR.join("" if part is None else str(part) for part in parts)
    raw = blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=_BYTES, person=prefix.encode()).digest()
    return f"{prefix}_{b32encode(raw).decode().lower()}"
