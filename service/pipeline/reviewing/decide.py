"""One decision about one claim, and about its copies if that was asked for."""

from __future__ import annotations

from db.queries import articles, reviews
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Database, Session
from extractors.rules import load_rules
from extractors.types import Claim
from extractors.wire import claim_to_wire
from service.errors import NotFound
from service.identity import claim_id
from service.pipeline.reviewing.apply import apply, as_it_was, claim_of, texts_of
from service.pipeline.reviewing.lines import line, note
from service.pipeline.reviewing.types import Desk, Given, Made, NotReviewable, Reviewer, after_some
from service.pipeline.tasks import refresh_tasks, to_answer
from service.reviews.fields import RULE, FieldProblem, UnusableFields, Wrong, edited
from service.reviews.types import wanted_twice
from service.rows import claim_from_row

_FIRST = frozenset({"accept", "reject", "edit"})


def decide(database: Database, public_id: str, given: Given, by: Reviewer, desk: Desk) -> Made:
    """Store a decision. A second reviewer's is held against the first one and changes nothing in the claim."""
    with database.transaction() as session:
        row = claim_queries.find_claim(session, public_id)
        if row is None:
            raise NotFound(f"There is no claim {public_id}.")
        article = articles.get_by_row(session, row.article_id)
        first = to_answer(reviews.of_claim(session, public_id)).get(public_id)
        if first is not None and first.reviewer != by.name:
            return _second(session, row, article, first, given, by, desk)
        _check(row, article, given)
        before = claim_of(session, row)
        after = _after(session, article, before, given)
        wanted = first is not None or (row.review == "unreviewed" and wanted_twice(public_id, desk.twice))
        made = line(
            public_id,
            article.public_id,
            given.decision,
            by,
            desk,
            before=before,
            after=after,
            note=given.note,
            wanted=wanted and given.decision in _FIRST,
        )
        copies = _copies(session, row, article, before) if given.copies else []
        decided = [(copy, articles.get_by_row(session, copy.article_id), claim_of(session, copy)) for copy in copies]
        lines = [made]
        for copy, where, claim in decided:
            kept = None if after is None else claim
            also = {"note": given.note, "batch": made["public_id"]}
            lines.append(
                line(copy.public_id, where.public_id, given.decision, by, desk, before=claim, after=kept, **also)
            )
        reviews.add_reviews(session, lines)
        if given.decision in _FIRST:
            apply(session, row, article, before, after or before, desk)
            for number, (copy, where, claim) in enumerate(decided, 1):
                apply(session, copy, where, claim, claim, after_some(desk, number))
        note(session, made, by, desk, len(copies))
    return Made(made["public_id"], public_id, article.public_id, tuple(copy.public_id for copy in copies))


def _second(
    session: Session, row: Record, article: Record, first: Record, given: Given, by: Reviewer, desk: Desk
) -> Made:
    """A decision made without seeing the first one: about the claim as it was before that."""
    before = as_it_was(session, article, row, first.before)
    after = _after(session, article, before, given)
    answers = first.public_id if given.decision in _FIRST else None
    where = article.public_id
    made = line(
        row.public_id, where, given.decision, by, desk, before=before, after=after, note=given.note, answers=answers
    )
    reviews.add_reviews(session, [made])
    refresh_tasks(session, article.id, where, article.sorted_at)
    note(session, made, by, desk)
    return Made(made["public_id"], row.public_id, where)


def _check(row: Record, article: Record, given: Given) -> None:
    if given.expected is not None and row.review != given.expected:
        raise NotReviewable(f"The claim is {row.review} by now.")
    stands = row.withdrawn_at is None or (row.review == "rejected" and row.last_version == article.version)
    if not stands and given.decision not in {"reject", "skip"}:
        raise NotReviewable("The newest version of the article does not make this claim.")


def _after(session: Session, article: Record, before: Claim, given: Given) -> Claim | None:
    """What the claim states after the decision; None where that is nothing."""
    if given.decision in {"reject", "skip"}:
        return None
    if given.decision != "edit":
        return before
    after = edited(before, given.changes or {}, texts_of(session, article), load_rules().measures)
    old, new = claim_to_wire(before), claim_to_wire(after)
    if all(old[name] == new[name] for name in old.keys() - {"rule", "confidence"}):
        raise UnusableFields([FieldProblem("", Wrong.NOTHING_NEW)])
    assert after.rule == RULE  # noqa: S101 - what a person read says so
    return after


def _copies(session: Session, row: Record, article: Record, claim: Claim) -> list[Record]:
    """The same claim, to every field that it states, in near copies of the article."""
    mine = claim_id("", claim)
    found = reviews.copies(session, row, article.cluster)
    return [each for each in found if claim_id("", claim_from_row(each)) == mine]
