"""Articles with claims as an extractor would have read them, so that these tests know their answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from db.session import Database
from extractors.types import Article, Claim, Period, Span, Value
from service.assess import judge
from service.pipeline import IncomingArticle, IngestResult, ingest
from service.reconcile.snapshot import Snapshot

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
WEEK = Period(date(2026, 3, 30), date(2026, 4, 5))


def level(quote: str, trillions: str, half: str, **fields: object) -> Claim:
    """A weekly amount of tokens on OpenRouter; its mention is completed by :func:`store`."""
    point, margin = Decimal(trillions) * 10**12, Decimal(half) * 10**12
    claim = Claim(
        kind="level",
        measure="token_usage",
        subject="country:CN",
        value=Value(point, point - margin, point + margin),
        unit="token",
        per="week",
        platform="openrouter",
        period=WEEK,
        period_basis="explicit",
        mentions=(Span("text", 0, 0, quote),),
        rule="digits.scaled/en.tokens > level.unit-token",
    )
    return replace(claim, **fields)  # type: ignore[arg-type]


def store(
    database: Database,
    snapshot: Snapshot,
    source: str,
    key: str,
    *,
    title: str,
    text: str,
    day: int,
    claims: tuple[Claim, ...] = (),
    language: str = "en",
) -> IngestResult:
    """Put an article of April 2026 into the store as the poller would."""
    article = Article(
        id=key,
        language=language,
        title=title,
        text=text,
        url=f"https://{source}.example/{key}",
        published_at=datetime(2026, 4, day, 8, tzinfo=UTC),
    )
    placed = tuple(
        replace(claim, mentions=tuple(_place(text, span.quote) for span in claim.mentions)) for claim in claims
    )
    incoming = IncomingArticle(source, key, article.url, None, article, judge(placed, snapshot), NOW)
    return ingest(database, incoming, NOW)


def _place(text: str, quote: str) -> Span:
    start = text.index(quote)
    return Span("text", start, start + len(quote), quote)


def tell(database: Database, snapshot: Snapshot) -> dict[str, str]:
    """Four articles; their public ids by key.

    ``lead`` is true of the leaderboard only; ``slip`` says ten times as much; ``total`` is Chinese and right, and
    forecasts; ``plain`` claims nothing.
    """
    lead = store(
        database,
        snapshot,
        "wire",
        "lead",
        title="Chinese models lead again",
        text="Chinese models processed 12.96 trillion tokens on OpenRouter last week.",
        day=6,
        claims=(level("12.96 trillion tokens", "12.96", "0.005"),),
    )
    slip = store(
        database,
        snapshot,
        "daily",
        "slip",
        title="A record week for open weights",
        text="Usage of models from China reached 129.6 trillion tokens, says OpenRouter's ranking of the week.",
        day=7,
        claims=(level("129.6 trillion tokens", "129.6", "0.05"),),
    )
    total = store(
        database,
        snapshot,
        "daily",
        "total",
        title="全球大模型周调用量",
        text="OpenRouter 平台全部模型的周调用量为27万亿Token。预计下周将达到30万亿Token。",
        day=8,
        language="zh",
        claims=(
            level("27万亿Token", "27", "0.5", subject="all"),
            level(
                "30万亿Token",
                "30",
                "0.5",
                subject="all",
                modality="forecast",
                period=Period(date(2026, 4, 6), date(2026, 4, 12)),
            ),
        ),
    )
    plain = store(
        database,
        snapshot,
        "wire",
        "plain",
        title="A funding round",
        text="The company raised 30 million dollars.",
        day=9,
    )
    return {"lead": lead.article_id, "slip": slip.article_id, "total": total.article_id, "plain": plain.article_id}
