"""What a list of models adds to the rows: other spellings of a name, models without a row, days of release."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extractors.types import Period
from service.reconcile.prices import openrouter_models, series
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.select import party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Listed, Observation
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import AS_OF, claim, rows, value_of, week

LISTED = {
    "acme/max-5-zephyr-20260302": Listed("Acme: Zephyr 5 Max", date(2026, 3, 2)),
    "acme/max-5-zephyr-20260302:free": Listed("Acme: Zephyr 5 Max (free)", date(2026, 3, 2)),
    "acme/quiet-1": Listed("Acme: Quiet 1", date(2025, 6, 1)),
    "other/quiet-1": Listed("Other: Quiet 1", None),
    "acme/comet": Listed("Comet Ultra", date(2026, 3, 12)),
}
DAY = {"acme/max-5-zephyr-20260302": 4 * 10**11, "big/one": 10**12, "other": 10**11}


def snapshot(listed: dict[str, Listed] | None = None) -> Snapshot:
    days = [date(2026, 3, day) for day in range(2, 16)]
    return Snapshot.build(
        rows(dict.fromkeys(days, DAY)), openrouter_rankings(), listed=LISTED if listed is None else listed
    )


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("model:acme/zephyr-5-max", "model:acme/max-5-zephyr"),
        ("model:acme/zephyr-max-5-0302", "model:acme/max-5-zephyr-0302"),
        ("model:acme/zephyr-5-max:free", "model:acme/max-5-zephyr:free"),
        ("model:elsewhere/zephyr-5-max", "model:acme/max-5-zephyr"),
        ("named:Zephyr 5 Max", "model:acme/max-5-zephyr"),
        ("named:Comet Ultra", "model:acme/comet"),
        ("model:other/quiet-1", "model:other/quiet-1"),
        ("named:Quiet 1", None),  # two labs have one
        ("named:Zephyr 5", None),
        ("named:中国的 Zephyr 5 Max", None),
        ("country:CN", None),
        ("named:", None),
    ],
)
def test_a_name_is_found_by_its_words(subject: str, found: str | None) -> None:
    assert openrouter_rankings().subjects.by_name(subject, LISTED) == found


def test_a_name_that_rows_spell_otherwise_is_looked_up_and_the_verdict_says_so() -> None:
    stated = claim("level", "2.80", subject="model:acme/zephyr-5-max")
    assert verify(stated, snapshot({})).reason == "subject"
    verdict = verify(stated, snapshot())
    assert verdict.label == "supported"
    assert "OpenRouter has acme/zephyr-5-max as acme/max-5-zephyr" in verdict.explanation.en
    assert "OpenRouter将acme/zephyr-5-max列为acme/max-5-zephyr" in verdict.explanation.zh


def test_rows_go_before_the_list() -> None:
    same = {**LISTED, "acme/other-name": Listed("Big: One", None)}
    found = party(snapshot(same), "model:big/one")
    assert found is not None
    assert found.series == ("big/one",)


def test_a_listed_model_without_a_row_is_below_the_published_ones() -> None:
    """It may have had the smaller of the rest and the smallest row, each day: at most 0.7 trillion a week."""
    stated = claim("level", "2.0", subject="model:acme/quiet-1")
    verdict = verify(stated, snapshot())
    assert (verdict.label, verdict.reading and verdict.reading.high) == ("refuted", 7 * 10**11)
    assert verify(claim("level", "0.5", subject="model:acme/quiet-1"), snapshot()).reason == "undecided"


@pytest.mark.parametrize(
    ("first", "base", "reason"),
    [("03-02", None, "unreleased"), ("03-09", None, "undecided"), ("03-09", "03-02", "unreleased")],
)
def test_nothing_is_said_of_the_time_before_a_release(first: str, base: str | None, reason: str) -> None:
    stated = claim("level", "0.3", first, subject="model:acme/comet")
    if base is not None:
        stated = claim("change", "50", first, base=base, subject="model:acme/comet")
    verdict = verify(stated, snapshot())
    assert (verdict.label, verdict.reason) == ("not_enough_evidence", reason)
    said = "OpenRouter has listed acme/comet only since Mar 12, 2026" in verdict.explanation.en
    assert said == ("自2026年3月12日起" in verdict.explanation.zh) == (reason == "unreleased")


def test_the_other_side_of_a_comparison_must_exist_too() -> None:
    stated = claim("comparison", None, "03-02", subject="model:big/one", object="model:acme/comet", relation="above")
    verdict = verify(stated, snapshot())
    assert verdict.reason == "unreleased"
    assert "acme/comet only since" in verdict.explanation.en


def test_a_row_is_better_evidence_than_a_day_of_release() -> None:
    late = {"big/one": Listed("Big: One", date(2026, 4, 1))}
    assert verify(claim("level", "7.0", subject="model:big/one"), snapshot(late)).label == "supported"


def test_an_unknown_day_of_release_excludes_nothing() -> None:
    assert verify(claim("level", "0.3", subject="model:other/quiet-1"), snapshot()).reason == "undecided"


def test_a_price_is_found_by_name_and_not_before_the_release() -> None:
    listed = [Observation(date(2026, 3, 2), series("acme/comet", "input"), Decimal("0.3"), AS_OF)]
    prices = Snapshot.build(listed, openrouter_models(), listed=LISTED)
    stated = replace(
        claim("price", None, None, subject="named:Comet Ultra", measure="token_price", platform=None),
        value=value_of("price", "0.30"),
        unit="USD/1M token",
        price_of="input",
    )
    assert verify(stated, prices).label == "supported"
    assert verify(replace(stated, period=week("03-09")), prices).label == "supported"
    early = replace(stated, period=Period(date(2026, 3, 3), date(2026, 3, 9)))
    assert verify(early, prices).reason == "unreleased"


def test_a_snapshot_keeps_its_list_on_the_way_to_another_process() -> None:
    there = pickle.loads(pickle.dumps(snapshot()))  # noqa: S301 - our own bytes
    assert there.listed == LISTED
    stated = claim("level", "2.80", subject="model:acme/zephyr-5-max")
    assert verify(stated, there) == verify(stated, snapshot())
    assert there.as_of == datetime(2026, 10, 11, 0, 27, tzinfo=UTC)
