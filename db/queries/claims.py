"""Claims: lists by any field, one claim, counts, and what the pipeline writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from db.queries.claim_counts import Counts, Facet, count_by, count_claims, is_tallied
from db.queries.claim_filter import ClaimFilter, claim, selected
from db.queries.claim_order import NEWEST, Sort, in_order, order_of
from db.queries.claim_words import common_words
from db.queries.pages import After, Page, Query, Record, newest_first
from db.tables import ArticleRow, ClaimDocumentRow, MentionRow, VerdictRow, table_of

__all__ = [
    "ClaimFilter",
    "Counts",
    "Facet",
    "Sort",
    "add_claims",
    "add_mentions",
    "any_passes",
    "claims_by_row",
    "claims_of_article",
    "claims_of_group",
    "count_by",
    "count_claims",
    "find_claim",
    "get_claim",
    "is_tallied",
    "list_claims",
    "list_documents",
    "mentions_of",
    "move_claims",
    "remove_mentions",
    "stored_claims",
    "update_claim",
    "with_fingerprint",
]

mention = table_of(MentionRow)
_article = table_of(ArticleRow)
_document = table_of(ClaimDocumentRow)
_verdict = table_of(VerdictRow)

_VERDICT = ("reading", "reason", "relative_error", "explanation", "explanation_zh", "dataset", "as_of", "citation")


def _listed() -> Query:
    return select(
        *(column for column in claim.c if column.name != "article_id"),
        _article.c.public_id.label("article_id"),
        _article.c.title.label("article_title"),
        _article.c.url.label("article_url"),
        _article.c.published_at.label("published_at"),
        _verdict.c.decided_at.label("decided_at"),
        *(_verdict.c[name].label(f"verdict_{name}") for name in _VERDICT),
    ).select_from(
        claim.outerjoin(_article, _article.c.id == claim.c.article_id).outerjoin(
            _verdict, and_(_verdict.c.claim_id == claim.c.id, _verdict.c.number == claim.c.verdict_number)
        )
    )


_OF_ARTICLE = select(claim).where(claim.c.article_id == bindparam("row")).order_by(claim.c.position)
_BY_ROW = _listed().where(claim.c.id.in_(bindparam("rows", expanding=True)))
_MENTIONS = (
    select(mention)
    .join(claim, and_(claim.c.id == mention.c.claim_id, claim.c.last_version == mention.c.version))
    .where(mention.c.claim_id.in_(bindparam("rows", expanding=True)))
    .order_by(mention.c.claim_id, mention.c.field.desc(), mention.c.start)
)
_ADD = insert(claim).returning(claim.c.public_id, claim.c.id)
_ADD_MENTION = insert(mention)


def list_claims(
    session: Session, wanted: ClaimFilter, *, after: After | None = None, limit: int = 50, sort: Sort = NEWEST
) -> Page:
    """A page of claims, newest article first, each with its article's facts and its newest verdict (``verdict_*``).

    Positions of another order are :func:`db.queries.claim_order.position`'s.
    """
    return _page(session, _listed(), wanted, after, limit, sort)


def list_documents(
    session: Session, wanted: ClaimFilter, *, after: After | None = None, limit: int = 50, sort: Sort = NEWEST
) -> Page:
    """The same page with nothing of a claim but its row ``id`` and its document: ``form``, ``body``, ``digest``."""
    keys = dict.fromkeys((claim.c.id, claim.c.sorted_at, *order_of(sort).keys))
    query = select(*keys, _document.c.form, _document.c.body, _document.c.digest)
    return _page(session, query.outerjoin_from(claim, _document), wanted, after, limit, sort)


def _page(session: Session, query: Query, wanted: ClaimFilter, after: After | None, limit: int, sort: Sort) -> Page:
    if sort != NEWEST:
        return in_order(session, query, wanted, sort, after, limit)
    chosen = selected(session, wanted, after=after, page=limit)
    if chosen.phrase:
        return common_words(session, query, chosen, after, limit)
    return newest_first(session, query.where(*chosen.conditions), claim.c.sorted_at, claim.c.id, after, limit)


def any_passes(session: Session, wanted: ClaimFilter, row_ids: Collection[int]) -> bool:
    """Whether one of a few claims would be in the list."""
    few = select(claim.c.id).where(claim.c.id.in_(list(row_ids)), *selected(session, wanted).conditions)
    return session.execute(few.limit(1)).first() is not None


def get_claim(session: Session, public_id: str) -> Record | None:
    """One claim as a list shows it, withdrawn or not."""
    return session.execute(_listed().where(claim.c.public_id == public_id)).one_or_none()


def find_claim(session: Session, public_id: str) -> Record | None:
    """The bare row, withdrawn or not."""
    return session.execute(select(claim).where(claim.c.public_id == public_id)).one_or_none()


def claims_by_row(session: Session, row_ids: Collection[int]) -> Sequence[Record]:
    """Claims as a list shows them, by their row ids."""
    return session.execute(_BY_ROW, {"rows": list(row_ids)}).all() if row_ids else ()


def claims_of_article(session: Session, article_id: int, *, withdrawn: bool = False) -> Sequence[Record]:
    """An article's claims in its own order, by the article's row id."""
    query = _listed().where(claim.c.article_id == article_id)
    if not withdrawn:
        query = query.where(claim.c.withdrawn_at.is_(None))
    return session.execute(query.order_by(claim.c.position, claim.c.id)).all()


def claims_of_group(session: Session, group_key: str, *, limit: int = 100) -> Sequence[Record]:
    """The claims of one group from all articles, the earliest article first, with ``article_fingerprint``."""
    return session.execute(_OF_GROUP, {"group": group_key, "most": limit}).all()


def with_fingerprint(session: Session, public_id: str) -> Record:
    """One claim that is there, as :func:`claims_of_group` gives it."""
    return session.execute(_with_fingerprint().where(claim.c.public_id == public_id)).one()


def _with_fingerprint() -> Query:
    return _listed().add_columns(_article.c.fingerprint.label("article_fingerprint"))


_OF_GROUP = (
    _with_fingerprint()
    .where(claim.c.group_key == bindparam("group"), claim.c.withdrawn_at.is_(None))
    .order_by(claim.c.sorted_at, claim.c.id)
    .limit(bindparam("most"))
)


def mentions_of(session: Session, claim_ids: Iterable[int]) -> dict[int, list[Record]]:
    """Mentions by claim row id, in reading order, of the newest article version that makes the claim."""
    found: dict[int, list[Record]] = defaultdict(list)
    rows = list(claim_ids)
    for row in session.execute(_MENTIONS, {"rows": rows}) if rows else ():
        found[row.claim_id].append(row)
    return dict(found)


def stored_claims(session: Session, article_id: int) -> Sequence[Record]:
    """Every claim row that an article ever had, bare, for the pipeline."""
    return session.execute(_OF_ARTICLE, {"row": article_id}).all()


def add_claims(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Store new claims; their row ids by public id."""
    if not rows:
        return {}
    added = session.connection().execute(_ADD, list(rows))
    return {row.public_id: int(row.id) for row in added}


def update_claim(session: Session, claim_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(claim).where(claim.c.id == claim_id).values(**values))


def move_claims(session: Session, article_id: int, *, sorted_at: datetime, language: str) -> None:
    """Repeat an article's changed facts on its claims."""
    session.execute(
        update(claim).where(claim.c.article_id == article_id).values(sorted_at=sorted_at, language=language)
    )


def remove_mentions(session: Session, version: int, claim_rows: Collection[int]) -> None:
    """Forget where one version of their article has these claims."""
    session.execute(delete(mention).where(mention.c.claim_id.in_(list(claim_rows)), mention.c.version == version))


def add_mentions(session: Session, version: int, spans: Mapping[int, Sequence[Mapping[str, Any]]]) -> None:
    """The mentions of claims (by row id) in a new version of their article."""
    rows = [{"claim_id": row, "version": version, **span} for row, each in spans.items() for span in each]
    if rows:
        session.connection().execute(_ADD_MENTION, rows)
