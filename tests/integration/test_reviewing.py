"""Decisions about claims, and what follows from them in the same transaction."""

from __future__ import annotations

from decimal import Decimal

import pytest

from db.queries import audit, claims, discrepancies, verdicts
from db.queries.claim_filter import ClaimFilter
from db.session import Database
from extractors.edition import extractor_edition
from extractors.wire import claim_to_wire
from service.errors import NotFound
from service.pipeline.reviewing import NotReviewable, NotYours
from service.reviews.fields import UnusableFields
from tests.integration.make import contents, events, standing, story
from tests.integration.reviewing import ADA, BEN, ROOT, Room, placed
from tests.stores import database, empty_store
from tests.unit.reconcile.make import claim

__all__ = ["database", "empty_store"]

TEXT = (
    "Chinese models handled 46.9 trillion tokens in the week to March 15. American models handled 3.2 trillion tokens. "
    + story("a")
)
SLIP = placed(TEXT, "46.9 trillion", claim("level", "46.9"))
US = placed(TEXT, "3.2 trillion", claim("level", "3.2", subject="country:US"))
RIGHT = {"value": {"point": "4690000000000", "low": "4685000000000", "high": "4695000000000"}}


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def article(room: Room) -> str:
    return room.store("1", TEXT, [SLIP, US])


@pytest.fixture
def slip(room: Room, article: str) -> str:
    return str(room.claims(article)[0].public_id)


def test_accepting_says_who_answers_for_a_claim_and_changes_nothing_else(room: Room, article: str, slip: str) -> None:
    before = standing(room.database)
    made = room.decide(slip, "accept", note="as in the ranking")
    row = room.claim(slip)
    assert (row.review, row.reviewer, row.reviewed_at, row.label) == ("accepted", "ada", room.now, "refuted")
    assert standing(room.database) == before
    assert room.queue(ADA) == [(article, "", 1)]
    with room.database.reading() as session:
        (line,) = audit.list_audit(session).rows
    assert (line.actor, line.key_id, line.action, line.target) == ("ada", "k1", "claim.accept", slip)
    assert line.detail == {"review": made.review}


def test_the_log_keeps_both_forms_and_the_extractor(room: Room, slip: str) -> None:
    from db.queries import reviews

    room.decide(slip, "edit", changes=RIGHT)
    with room.database.reading() as session:
        (row,) = reviews.of_claim(session, slip)
    assert row.before == claim_to_wire(SLIP)
    assert row.after["value"] == RIGHT["value"]
    assert (row.after["rule"], row.extractor) == ("review", extractor_edition())


def test_a_rejected_claim_leaves_lists_and_discrepancies(room: Room, article: str, slip: str) -> None:
    assert ("refuted", (slip,)) in standing(room.database)
    told = len(events(room.database))
    room.decide(slip, "reject")
    assert not any(slip in about for _, about in standing(room.database))
    assert ("discrepancy.resolved", "refuted") in events(room.database)[told:]
    assert slip not in {row.public_id for row in room.claims(article)}
    with room.database.reading() as session:
        listed = claims.list_claims(session, ClaimFilter()).rows
        rejected = claims.list_claims(session, ClaimFilter(review=("rejected",))).rows
    assert slip not in {row.public_id for row in listed}
    assert [row.public_id for row in rejected] == [slip]


def test_a_correction_is_judged_and_moves_the_discrepancies(room: Room, slip: str) -> None:
    room.decide(slip, "edit", changes=RIGHT)
    row = room.claim(slip)
    assert (row.review, row.value_point, row.label) == ("edited", Decimal(4690000000000), "conflicting")
    about = [kind for kind, which in standing(room.database) if slip in which]
    assert about == ["conflicting"]
    with room.database.reading() as session:
        assert [each.label for each in verdicts.history(session, row.id)] == ["conflicting", "refuted"]
        changed = discrepancies.DiscrepancyFilter(type=("verdict_changed",))
        assert discrepancies.list_discrepancies(session, changed).rows == []  # no data moved


def test_taking_back_leaves_the_store_as_it_was_but_for_the_log(room: Room, slip: str) -> None:
    before, shown = standing(room.database), room.claim(slip)
    for decision, changes in (("accept", None), ("reject", None), ("edit", RIGHT)):
        made = room.decide(slip, decision, changes=changes)
        room.undo(made.review)
        row = room.claim(slip)
        assert (row.review, row.reviewer, row.withdrawn_at) == ("unreviewed", None, None)
        assert (row.value_point, row.label, row.rule) == (shown.value_point, shown.label, shown.rule)
        assert standing(room.database) == before
    assert [decision for _, decision in room.log(slip)] == ["accept", "undo", "reject", "undo", "edit", "undo"]


def test_what_may_be_taken_back(room: Room, slip: str) -> None:
    first = room.decide(slip, "accept")
    with pytest.raises(NotYours):
        room.undo(first.review, BEN)
    second = room.decide(slip, "reject", BEN)
    with pytest.raises(NotReviewable, match="again since"):
        room.undo(first.review)
    taken = room.undo(second.review, ROOT)
    assert room.claim(slip).review == "accepted"
    for gone in (second.review, taken.review):
        with pytest.raises(NotReviewable):
            room.undo(gone, ROOT)
    room.undo(first.review)
    assert room.claim(slip).review == "unreviewed"
    with pytest.raises(NotFound):
        room.undo("rev_none")


def test_a_refused_decision_stores_nothing(room: Room, article: str, slip: str) -> None:
    room.decide(slip, "accept")
    before = contents(room.database)
    with pytest.raises(NotReviewable, match="accepted by now"):
        room.decide(slip, "reject", BEN, expected="unreviewed")
    for wrong in ({"subject": "nobody"}, {}, {"subject": "country:CN"}):
        with pytest.raises(UnusableFields):
            room.decide(slip, "edit", changes=wrong)
    with pytest.raises(UnusableFields):
        room.add(article, {"kind": "level"})
    with pytest.raises(NotFound):
        room.decide("clm_none", "accept")
    with pytest.raises(NotFound):
        room.add("art_none", {})
    assert contents(room.database) == before


def test_a_claim_that_was_missed(room: Room, article: str) -> None:
    missed = placed(TEXT, "46.9 trillion", claim("comparison", None, relation="above", object="country:US"))
    fields = {name: value for name, value in claim_to_wire(missed).items() if name not in {"rule", "confidence"}}
    made = room.add(article, fields)
    row = room.claim(made.claim)
    assert (row.review, row.withdrawn_at, row.kind) == ("added", None, "comparison")
    assert row.label is not None
    assert room.quotes(article) == [["46.9 trillion"], ["46.9 trillion"], ["3.2 trillion"]]
    with room.database.reading() as session:
        assert made.claim in {one.public_id for one in claims.list_claims(session, ClaimFilter(text="Weekly")).rows}
    with pytest.raises(NotReviewable, match="there already"):
        room.add(article, fields)
    room.undo(made.review)
    assert made.claim not in {one.public_id for one in room.claims(article)}
    again = room.add(article, fields)
    assert (again.claim, room.claim(made.claim).review) == (made.claim, "added")
    room.decide(made.claim, "reject")
    with pytest.raises(NotReviewable, match="was rejected"):
        room.add(article, fields)


def test_copies_are_decided_about_at_once_and_taken_back_at_once(room: Room) -> None:
    first, second = (room.store(key, TEXT, [SLIP, US], source=f"s{key}") for key in "12")
    other = room.store("3", story("b") + TEXT[:70], [placed(story("b") + TEXT[:70], "46.9 trillion", SLIP)])
    ids = [room.claims(each)[0].public_id for each in (first, second, other)]
    made = room.decide(ids[0], "accept", copies=True)
    assert made.copies == (ids[1],)
    assert [room.claim(each).review for each in ids] == ["accepted", "accepted", "unreviewed"]
    room.undo(made.review)
    assert [room.claim(each).review for each in ids] == ["unreviewed"] * 3
    made = room.decide(ids[0], "reject", copies=True)
    assert not any(set(about) & set(ids[:2]) for _, about in standing(room.database))
    room.decide(ids[1], "accept", BEN)  # somebody looked at the copy itself
    room.undo(made.review)
    assert [room.claim(each).review for each in ids[:2]] == ["unreviewed", "accepted"]


def test_a_second_reviewer_decides_about_what_the_extractor_read(database: Database) -> None:
    room = Room(database, twice=1.0)
    article = room.store("1", TEXT, [SLIP, US])
    slip, us = (str(row.public_id) for row in room.claims(article))
    room.decide(slip, "edit", changes=RIGHT)
    room.decide(us, "reject")
    assert room.queue(ADA) == []
    assert room.queue(BEN) == [(article, "ada", 2)]
    shown = room.claim(slip)
    second = room.decide(slip, "edit", BEN, changes={"subject": "all"})
    assert room.claim(slip) == shown
    from db.queries import reviews

    with database.reading() as session:
        (pair,) = reviews.twice_decided(session)
    assert (pair.first_reviewer, pair.first_decision, pair.reviewer, pair.decision) == ("ada", "edit", "ben", "edit")
    assert pair.before == claim_to_wire(SLIP)
    assert room.queue(BEN) == [(article, "ada", 1)]
    room.undo(second.review, BEN)
    assert room.queue(BEN) == [(article, "ada", 2)]
    assert room.claim(slip) == shown
    room.decide(us, "accept", BEN)
    assert room.claim(us).review == "rejected"  # told as a dispute; somebody decides again
    room.decide(us, "accept", ADA)
    assert (room.claim(us).review, room.claim(us).withdrawn_at) == ("accepted", None)


def test_skipping_leaves_everything_but_a_line(room: Room, article: str, slip: str) -> None:
    room.decide(slip, "skip")
    assert room.claim(slip).review == "unreviewed"
    assert room.queue(ADA) == [(article, "", 2)]
    assert room.log(slip) == [("ada", "skip")]


def test_the_queue_begins_with_what_stands_against_a_claim(room: Room) -> None:
    text = "Nothing odd: about 5 trillion tokens at some time. " + story("quiet")
    quiet = room.store("2", text, [placed(text, "5 trillion", claim("level", "5", period=None, platform=None))])
    assert room.queue(ADA) == [(quiet, "", 1)]
    loud = room.store("1", TEXT, [SLIP, US])
    assert [public_id for public_id, _, _ in room.queue(ADA)] == [loud, quiet]
    room.decide(room.claims(loud)[0].public_id, "reject")
    room.decide(room.claims(loud)[0].public_id, "accept")
    assert [public_id for public_id, _, _ in room.queue(ADA)] == [quiet]
