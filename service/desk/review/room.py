"""What the review room shows of one article to one reviewer. Read in one view of the store.

What somebody else decided first about a claim that two people decide about is not shown: the claim stands there as the
extractor read it, until the second decision is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from db.queries import articles, claims, review_tasks, reviews
from db.queries.pages import Record
from db.queries.review_tasks import Place as QueuePlace
from db.session import Session
from extractors.types import Claim
from service.desk.catalogue import N_, catalogue
from service.desk.review.form import Fields, fields_of
from service.desk.review.marking import Place, marked
from service.identity import claim_id
from service.pipeline.reviewing.apply import as_it_was
from service.pipeline.tasks import to_answer
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.snapshot import Snapshot
from service.reconcile.verdict import verify
from service.reviews.types import CONFIRMED, State
from service.rows import claim_from_row

NEXT = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. An admin may take back what others decided."""

    name: str
    admin: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One claim to decide about. ``state`` is the reader's view of it; ``undo`` the decision that they may take back.

    ``order`` grows with the time of that decision.
    """

    public_id: str
    quotes: tuple[str, ...]
    statement: str
    kind: str
    fields: Fields
    state: State
    by: str | None
    at: datetime | None
    label: str | None
    explanation: str
    second: bool
    copies: int
    undo: str | None
    order: int


@dataclass(frozen=True, slots=True)
class Room:
    """An article with its cards. ``decided`` of ``cards`` need no decision of the reader any more."""

    public_id: str
    title: Markup
    text: Markup
    text_length: int
    title_length: int
    language: str
    url: str | None
    source: str
    published_at: datetime | None
    version: int
    cards: tuple[Card, ...]
    orphans: tuple[Card, ...]
    claims: tuple[Claim, ...]
    next_article: str | None

    @property
    def decided(self) -> int:
        return sum(card.state != "unreviewed" for card in self.cards)


def room_of(
    session: Session, public_id: str, reader: Reader, snapshots: Sequence[Snapshot], language: Language
) -> Room | None:
    """The room of an article; None where there is no such article."""
    article = articles.get_article(session, public_id)
    if article is None:
        return None
    bare = articles.get_by_row(session, article.id)
    past = reviews.of_article(session, public_id)
    blind = {claim: row for claim, row in to_answer(past).items() if row.reviewer != reader.name}
    rows = claims.claims_of_article(session, article.id, withdrawn=True)
    mentions = claims.mentions_of(session, [row.id for row in rows])
    copied = len(articles.copies_of(session, article.cluster, limit=2)) > 1
    said: list[Claim] = []
    cards: list[Card] = []
    orphans: list[Card] = []
    places: dict[str, list[Place]] = {"title": [], "text": []}
    for row in rows:
        here = row.withdrawn_at is None or (row.review == "rejected" and row.last_version == article.version)
        if not here and row.review not in CONFIRMED:
            continue
        first = blind.get(row.public_id) if here else None
        claim = claim_from_row(row, mentions.get(row.id, ()))
        if first is not None:
            claim = as_it_was(session, bare, row, first.before)
        decisions = [each for each in past if each.claim_id == row.public_id]
        copies = _copies(session, row, article.cluster) if copied and row.review == "unreviewed" else 0
        card = _card(row, claim, decisions, reader, language, copies=copies)
        if first is not None:
            card = _blind(card, claim, snapshots, language)
        (cards if here else orphans).append(card)
        if here:
            said.append(claim)
            for span in claim.mentions:
                places[span.field].append(Place(row.public_id, span.start, span.end))
    words = catalogue(language).gettext(N_("No claim; choose it to make it one"))
    return Room(
        public_id=public_id,
        title=marked(article.title, "title", places["title"], article.language, words),
        text=marked(article.text, "text", places["text"], article.language, words),
        text_length=len(article.text),
        title_length=len(article.title),
        language=article.language,
        url=article.url,
        source=article.source,
        published_at=article.published_at,
        version=article.version,
        cards=tuple(cards),
        orphans=tuple(orphans),
        claims=tuple(said),
        next_article=next_article(session, reader.name, article.id),
    )


def next_article(session: Session, reviewer: str, current: int | None = None) -> str | None:
    """The public id of the article that comes after one in the reader's queue, and from its beginning at its end."""
    after = None
    if current is not None:
        own = [row for row in review_tasks.task_of(session, current) if row.second_to != reviewer]
        if own:
            after = min(
                QueuePlace(row.severity, row.doubt, row.sorted_at, row.article_id, row.second_to) for row in own
            )
    for start in (after, None):
        for row in review_tasks.queue(session, reviewer, after=start, limit=NEXT):
            if row.article_id != current:
                return str(row.public_id)
    return None


def _card(
    row: Record,
    claim: Claim,
    decisions: Sequence[Record],
    reader: Reader,
    language: Language,
    *,
    copies: int,
) -> Card:
    made = [each for each in decisions if each.decision not in {"undo", "skip"} and not each.undone]
    last = made[-1] if made else None
    undo = last if last is not None and (last.reviewer == reader.name or reader.admin) else None
    return Card(
        public_id=row.public_id,
        quotes=tuple(dict.fromkeys(span.quote for span in claim.mentions)),
        statement=statement(claim, language),
        kind=claim.kind,
        fields=fields_of(claim, language),
        state=row.review,
        by=row.reviewer,
        at=row.reviewed_at,
        label=row.label,
        explanation=(row.verdict_explanation_zh if language == "zh" else row.verdict_explanation) or "",
        second=False,
        copies=copies,
        undo=None if undo is None else undo.public_id,
        order=0 if undo is None else int(undo.id),
    )


def _blind(card: Card, claim: Claim, snapshots: Sequence[Snapshot], language: Language) -> Card:
    """The card as if nobody had decided; its verdict is on what the extractor read."""
    source = next((one for one in snapshots if one.spec.measure == claim.measure), snapshots[0])
    verdict = verify(claim, source)
    return replace(
        card,
        state="unreviewed",
        by=None,
        at=None,
        label=verdict.label,
        explanation=verdict.explanation.zh if language == "zh" else verdict.explanation.en,
        second=True,
        copies=0,
        undo=None,
        order=0,
    )


def statement(claim: Claim, language: Language) -> str:
    """What a claim states, in a line: who, how much, when."""
    parts = [subject_name(claim.subject, language)]
    if claim.object is not None:
        parts.append(f"↔ {subject_name(claim.object, language)}")
    value = claim.value
    if value.point is not None:
        parts.append(figure(value.point, claim.unit, language))
    elif value.low is not None or value.high is not None:
        parts.append(span_of(value.low, value.high, claim.unit, language))
    if claim.period is not None:
        parts.append(period_text(claim.period, language))
    return " · ".join(parts)


def _copies(session: Session, row: Record, cluster: str) -> int:
    mine = claim_id("", claim_from_row(row))
    return sum(claim_id("", claim_from_row(each)) == mine for each in reviews.copies(session, row, cluster))
