"""What an article says when some of its claims were reviewed: the reviews are carried over to the new reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from db.queries import articles, reviews, verdicts
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Session
from extractors.types import Article, Claim
from extractors.wire import claim_from_wire
from service.assess import Assessment
from service.pipeline.claims import merged
from service.pipeline.findings import Stated
from service.reconcile.consistency import check_consistency
from service.reconcile.types import ConsistencyResult, Verdict
from service.reviews.carry import Texts, carry
from service.reviews.types import Reviewed
from service.rows import claim_from_row, verdict_from_row


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's claims as they are to stand, and how they fit each other (``consistency`` counts in ``stated``).

    ``aside`` are rejected claims that the article still makes.
    """

    stated: tuple[Stated, ...]
    consistency: tuple[ConsistencyResult, ...]
    aside: Mapping[str, Claim] = field(default_factory=dict)


def with_reviews(
    session: Session,
    article_row: int,
    article: Article,
    known: Mapping[str, Record],
    ids: Sequence[str],
    assessment: Assessment,
) -> Reading:
    """The assessment, with what people decided about the article's ``known`` claims in the place of what they judged.

    A claim that stands as a person left it keeps the verdict it has; its fields have not changed.
    """
    stated = tuple(map(Stated, ids, assessment.claims, assessment.verdicts))
    rows = [row for row in known.values() if row.review != "unreviewed"]
    if not rows:
        return Reading(stated, assessment.consistency)
    extracted = merged(ids, assessment.claims)
    now: Texts = {"title": article.title, "text": article.text}
    carried = carry(_reviewed(session, article_row, rows), list(extracted.items()), now)
    newest = verdicts.newest_of_article(session, article_row) if carried.kept else {}
    judged: dict[str, Verdict | None] = dict(zip(ids, assessment.verdicts, strict=True))
    judged |= {public_id: _kept_verdict(newest, known[public_id]) for public_id in carried.kept}
    claims = [Stated(public_id, claim, judged[public_id]) for public_id, claim in carried.standing]
    consistency = check_consistency([each.claim for each in claims])
    return Reading(tuple(claims), consistency, dict(carried.aside))


def _kept_verdict(newest: Mapping[int, Record], row: Record) -> Verdict | None:
    stored = newest.get(row.id)
    return None if stored is None else verdict_from_row(stored)


def _reviewed(session: Session, article_row: int, rows: Sequence[Record]) -> list[tuple[Reviewed, Texts]]:
    """Reviewed claims with the texts that their mentions index."""
    mentions = claim_queries.mentions_of(session, [row.id for row in rows])
    texts = {row.number: {"title": row.title, "text": row.text} for row in articles.versions_of(session, article_row)}
    forms: dict[str, list[Claim]] = defaultdict(list)
    edited = [row.public_id for row in rows if row.review == "edited"]
    for each in reviews.of_claims(session, edited):
        if each.decision == "edit" and not each.undone:
            forms[each.claim_id].append(claim_from_wire(each.before))
    return [
        (
            Reviewed(
                row.public_id,
                claim_from_row(row, mentions.get(row.id, ())),
                row.review,
                tuple(forms.get(row.public_id, ())),
            ),
            texts.get(row.last_version, {}),
        )
        for row in rows
    ]
