"""Claim documents: what lists send, kept beside the claims. What they say is :mod:`service.documents`' business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from db.tables import ClaimDocumentRow, ClaimRow, table_of

document = table_of(ClaimDocumentRow)
_claim = table_of(ClaimRow)


_MISSING_OF_ARTICLE = (
    select(document.c.claim_id)
    .join(_claim, _claim.c.id == document.c.claim_id)
    .where(_claim.c.article_id == bindparam("article"), document.c.form != bindparam("other"))
    .order_by(document.c.claim_id)
)
_PUT = (
    update(document)
    .where(document.c.claim_id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("form", "body", "digest")})
)


class Document(NamedTuple):
    """A claim (by row id) as it is sent; ``digest`` tells it from what it said before."""

    claim_id: int
    form: int
    body: bytes
    digest: bytes


def missing_of_article(session: Session, article_id: int, form: int) -> Sequence[int]:
    """The row ids of an article's claims, withdrawn ones too, whose document in this form is not there."""
    return session.execute(_MISSING_OF_ARTICLE, {"article": article_id, "other": form}).scalars().all()


def missing(session: Session, form: int, *, limit: int) -> Sequence[int]:
    """The row ids of some claims whose document in this form is not there."""
    other = or_(document.c.form < form, document.c.form > form)
    return session.execute(select(document.c.claim_id).where(other).limit(limit)).scalars().all()


def put(session: Session, documents: Sequence[Document]) -> None:
    """Keep documents. The store drops each of them when what it says is written again."""
    if not documents:
        return
    rows = [
        {"row": one.claim_id, "new_form": one.form, "new_body": one.body, "new_digest": one.digest} for one in documents
    ]
    session.connection().execute(_PUT, rows)
