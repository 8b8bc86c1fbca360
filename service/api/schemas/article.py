"""Articles on the wire."""

from __future__ import annotations

from service.api.schemas import Output, Time
from service.api.schemas.claim import Claim, ConsistencyById


class Article(Output):
    """An article as it stands now, without its text."""

    id: str
    source: str
    url: str | None
    title: str
    language: str
    published_at: Time | None
    first_seen_at: Time
    version: int
    cluster: str
    flags: list[str]
    claim_count: int


class ArticlePage(Output):
    """A page of articles."""

    items: list[Article]
    next_cursor: str | None


class ArticleVersion(Output):
    """What an article said from a time on."""

    number: int
    seen_at: Time
    title: str
    published_at: Time | None


class ArticleCopy(Output):
    """Another article of the cluster: nearly the same text, or the same story in another language."""

    id: str
    source: str
    url: str | None
    title: str
    language: str
    published_at: Time | None


class ArticleDetail(Article):
    """An article with its text, its claims, and whether they fit each other."""

    text: str
    claims: list[Claim]
    consistency: list[ConsistencyById]
    versions: list[ArticleVersion]
    copies: list[ArticleCopy]
