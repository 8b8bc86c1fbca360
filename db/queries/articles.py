"""Articles: lists, one article with its versions, and what the pipeline writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from db.queries import search
from db.queries.pages import After, Page, Record, newest_first, one_of
from db.tables import ArticleBandRow, ArticleRow, ArticleVersionRow, ClaimRow, table_of
from db.types import UtcTime

article = table_of(ArticleRow)
band = table_of(ArticleBandRow)
version = table_of(ArticleVersionRow)
_claim = table_of(ClaimRow)

LISTED = [column for column in article.c if column.name != "fingerprint"]
CLAIM_COUNT = (
    select(func.count())
    .where(_claim.c.article_id == article.c.id, _claim.c.withdrawn_at.is_(None))
    .scalar_subquery()
    .label("claim_count")
)

# Statements of the pipeline's every article are put together once: that takes longer than running them.
_BY_KEY = select(article).where(article.c.source == bindparam("of"), article.c.key == bindparam("named"))
_SHARING = (
    select(article.c.id, article.c.public_id, article.c.cluster, article.c.fingerprint)
    .where(article.c.id.in_(select(band.c.article_id).where(band.c.band.in_(bindparam("bands", expanding=True)))))
    .order_by(article.c.sorted_at, article.c.id)
)
_IN_CLUSTER = select(article.c.language).where(article.c.cluster == bindparam("of")).distinct()
_ADD_ARTICLE = insert(article).returning(article.c.id)
_ADD_VERSION = insert(version)
_ADD_BAND = insert(band)


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles a list holds; see :class:`~db.queries.claims.ClaimFilter` for the manners.

    ``cluster`` asks for the near copies of one article, and its story in other languages.
    """

    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    cluster: str | None = None
    text: str | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None


def list_articles(session: Session, wanted: ArticleFilter, *, after: After | None = None, limit: int = 50) -> Page:
    """A page of articles as they stand now, newest first, without their text, with ``claim_count``."""
    found: list[ColumnElement[bool]] = []
    hits = search.article_hits(session, article.c.id, article.c.sorted_at, wanted.text) if wanted.text else None
    indexed = hits is None or not hits.drives
    if wanted.cluster is not None:
        found.append(article.c.cluster == wanted.cluster)
        indexed = False
    for name in ("source", "language"):
        values: tuple[str, ...] = getattr(wanted, name)
        if values:
            found.append(one_of(article.c[name], values, indexed=indexed))
    if wanted.published_from is not None:
        found.append(article.c.sorted_at >= literal(wanted.published_from, UtcTime()))
    if wanted.published_to is not None:
        found.append(article.c.sorted_at < literal(wanted.published_to, UtcTime()))
    query = select(*LISTED, CLAIM_COUNT).where(*found)
    if hits is not None and hits.shortcut is not None:
        shortcut = query.where(hits.shortcut)
        page = newest_first(session, shortcut, article.c.sorted_at, article.c.id, after, limit)
        if page.after is not None:
            return page
    if hits is not None:
        query = query.where(hits.condition)
    return newest_first(session, query, article.c.sorted_at, article.c.id, after, limit)


def get_article(session: Session, public_id: str) -> Record | None:
    """One article as it stands now, with the ``text`` of its newest version and ``claim_count``."""
    query = (
        select(*LISTED, version.c.text, CLAIM_COUNT)
        .join(version, (version.c.article_id == article.c.id) & (version.c.number == article.c.version))
        .where(article.c.public_id == public_id)
    )
    return session.execute(query).one_or_none()


def texts_of(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """The newest version's title and text of each article, by public id."""
    query = (
        select(article.c.public_id, version.c.title, version.c.text)
        .join(version, (version.c.article_id == article.c.id) & (version.c.number == article.c.version))
        .where(article.c.public_id.in_(list(public_ids)))
    )
    return {row.public_id: f"{row.title}\n{row.text}" for row in session.execute(query)}


def find_article(session: Session, source: str, key: str) -> Record | None:
    """The bare row of an article by its identity within its source."""
    return session.execute(_BY_KEY, {"of": source, "named": key}).one_or_none()


def get_by_row(session: Session, article_id: int) -> Record:
    """The bare row of an article that is known to be there."""
    return session.execute(select(article).where(article.c.id == article_id)).one()


def versions_of(session: Session, article_id: int) -> Sequence[Record]:
    """Every version of an article, the first one first."""
    return session.execute(select(version).where(version.c.article_id == article_id).order_by(version.c.number)).all()


def copies_of(session: Session, cluster: str, *, limit: int = 100) -> Sequence[Record]:
    """The articles of one cluster, the earliest first."""
    query = select(*LISTED).where(article.c.cluster == cluster).order_by(article.c.sorted_at, article.c.id)
    return session.execute(query.limit(limit)).all()


def languages_of(session: Session, cluster: str) -> set[str]:
    """The languages that the articles of one cluster are written in."""
    return set(session.execute(_IN_CLUSTER, {"of": cluster}).scalars())


def move_cluster(session: Session, old: str, new: str) -> None:
    """Let one cluster become part of another."""
    session.execute(update(article).where(article.c.cluster == old).values(cluster=new))


def candidates(session: Session, bands: Collection[bytes]) -> Sequence[Record]:
    """``id``, ``public_id``, ``cluster``, ``fingerprint`` of the articles that share a band, the earliest first."""
    return session.execute(_SHARING, {"bands": list(bands)}).all() if bands else ()


def add_bands(session: Session, article_id: int, bands: Collection[bytes]) -> None:
    if bands:
        session.execute(_ADD_BAND, [{"band": each, "article_id": article_id} for each in sorted(set(bands))])


def remove_bands(session: Session, article_id: int) -> None:
    session.execute(delete(band).where(band.c.article_id == article_id))


def add_article(session: Session, values: Mapping[str, Any]) -> int:
    """Store a new article; its row id."""
    return int(session.execute(_ADD_ARTICLE, dict(values)).scalar_one())


def update_article(session: Session, article_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(article).where(article.c.id == article_id).values(**values))


def add_version(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(_ADD_VERSION, dict(values))


def newest_row(session: Session) -> int:
    """The row id of the article that was stored last; 0 for none."""
    return session.execute(select(func.max(article.c.id))).scalar_one() or 0


def count_articles(session: Session) -> int:
    return session.execute(select(func.count()).select_from(article)).scalar_one()
