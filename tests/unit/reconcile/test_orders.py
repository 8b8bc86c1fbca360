"""Ranks, streaks, comparisons, shares and ratios on rows small enough to do by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.types import Claim
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Match
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, found, weekly

DEEPSEEK, GPT, GLM = "deepseek/deepseek-v3.2-20251201", "openai/gpt-5.4-20260305", "z-ai/glm-5-20260211"
KIMI, STEALTH = "moonshotai/kimi-k2.5-0127", "openrouter/owl-alpha"


def bounds(stated: Claim, snapshot: Snapshot, selection: str = "all") -> tuple[str | None, str | None, Match]:
    result = found(verify(stated, snapshot), selection)
    ends = (None if end is None else format(end.normalize(), "f") for end in (result.low, result.high))
    low, high = ends
    return low, high, result.match


LIST = weekly({DEEPSEEK: 100, GPT: 90, GLM: 80, KIMI: 3, "other": 5})
TIGHT = weekly({DEEPSEEK: 100, GPT: 98, "other": 50}, {GPT: 98, "other": 50})


@pytest.mark.parametrize(
    ("stated", "snapshot", "selection", "expected"),
    [
        (claim("rank", "1", "03-02", subject="model:deepseek/deepseek-v3.2"), LIST, "all", ("1", "1", "true")),
        (claim("rank", "2", "03-02", subject="model:deepseek/deepseek-v3.2"), LIST, "all", ("1", "1", "false")),
        (claim("rank", "3", "03-02", subject="model:z-ai/glm-5"), LIST, "named", ("3", "3", "true")),
        # three tokens a day could be passed by a model that was never listed
        (claim("rank", "4", "03-02", subject="model:moonshotai/kimi-k2.5"), LIST, "all", ("4", None, "undecided")),
        (claim("rank", "4", "03-02", subject="model:moonshotai/kimi-k2.5"), LIST, "named", ("4", "4", "true")),
        (claim("rank", "2", "03-02", of=3), LIST, "all", ("2", "2", "true")),
        (claim("rank", "3", "03-02", of=4), LIST, "named", ("3", "3", "true")),
        (claim("rank", "[2,]", "03-02", of=3, modifier="at_least"), LIST, "all", ("2", "2", "true")),
        (claim("rank", "1", "03-02", of=3, subject="country:US"), LIST, "all", ("1", "1", "true")),
        (claim("rank", "2", "03-02", of=2, subject="country:US"), LIST, "all", ("1", "1", "false")),
        (claim("rank", "1", "03-02"), LIST, "all", ("1", "1", "true")),  # Chinese models among countries
        (claim("rank", "2", "03-02", subject="author:openai"), LIST, "all", ("2", "2", "true")),
        (claim("rank", "2", "03-02", subject="author:z-ai"), LIST, "named", ("3", "3", "false")),
    ],
)
def test_ranks(stated: Claim, snapshot: Snapshot, selection: str, expected: tuple[Any, ...]) -> None:
    assert bounds(stated, snapshot, selection) == expected


def test_an_unclaimed_model_may_hold_a_place() -> None:
    snapshot = weekly({DEEPSEEK: 100, STEALTH: 90, GPT: 80, "other": 0})
    assert bounds(claim("rank", "2", "03-02", of=2), snapshot) == ("1", "2", "undecided")
    assert bounds(claim("rank", "2", "03-02", of=2), snapshot, "named") == ("1", "1", "false")


def test_a_model_missing_from_some_days_may_have_been_higher() -> None:
    # DeepSeek led by two a day in the first week and has no row in the second: there it had at most 50 a day.
    model = {"subject": "model:deepseek/deepseek-v3.2"}
    assert bounds(claim("rank", "1", "03-02", **model), TIGHT) == ("1", "1", "true")
    assert bounds(claim("level", "0.1", "03-09", unit="token", **model), TIGHT)[:2] == ("0", "350")


def weeks(*pairs: tuple[int, int], other: int = 0) -> Snapshot:
    """Weeks in which Chinese and US models had so many tokens a day."""
    return weekly(*({DEEPSEEK: chinese, GPT: american, "other": other} for chinese, american in pairs))


ABOVE: dict[str, Any] = {"object": "country:US", "relation": "above"}


@pytest.mark.parametrize(
    ("stated", "pairs", "other", "expected"),
    [
        ("2", [(1, 2), (3, 2), (3, 2)], 0, ("2", "2", "true")),
        ("1", [(1, 2), (3, 2), (3, 2)], 0, ("2", "2", "false")),
        ("[1,]", [(1, 2), (3, 2), (3, 2)], 0, ("2", "2", "true")),
        ("[3,]", [(1, 2), (3, 2), (3, 2)], 0, ("2", "2", "false")),
        ("2", [(1, 2), (3, 2), (2, 2)], 0, ("0", "0", "false")),  # level is not above
        ("1", [(10, 20), (30, 25), (40, 20)], 7, ("1", "2", "undecided")),  # the rest could have gone either way
        ("3", [(10, 20), (30, 25), (40, 20)], 7, ("1", "2", "false")),
        ("2", [(3, 2), (3, 2)], 0, ("2", None, "not_covered")),  # nobody knows the week before
        ("[2,]", [(3, 2), (3, 2)], 0, ("2", None, "true")),
        ("[3,]", [(3, 2), (3, 2)], 0, ("2", None, "not_covered")),
        ("1", [(3, 2), (3, 2)], 0, ("2", None, "false")),
        ("1", [(30, 25), (30, 25), (40, 20)], 7, ("1", None, "undecided")),  # more weeks would not tell
    ],
)
def test_streaks(stated: str, pairs: list[tuple[int, int]], other: int, expected: tuple[Any, ...]) -> None:
    latest = {2: "03-09", 3: "03-16"}[len(pairs)]
    assert bounds(claim("streak", stated, latest, **ABOVE), weeks(*pairs, other=other)) == expected


def test_streaks_of_growth_and_of_first_places() -> None:
    growing = weeks((5, 1), (4, 2), (5, 3), (6, 9))
    for relation, subject, expected in (
        ("grows", "country:CN", ("2", "2", "true")),
        ("falls", "country:CN", ("0", "0", "false")),
        ("grows", "country:US", ("3", None, "false")),
        ("ranks_first", "model:openai/gpt-5.4", ("1", "1", "false")),
        ("ranks_first", "country:US", ("1", "1", "false")),
    ):
        stated = claim("streak", "2", "03-23", relation=relation, subject=subject)
        assert bounds(stated, growing) == expected, (relation, subject)


def test_missing_weeks_of_a_streak_are_named() -> None:
    verdict = verify(claim("streak", "2", "03-09", **ABOVE), weeks((3, 2), (3, 2)))
    assert verdict.label == "not_enough_evidence"
    assert [(gap.start.isoformat(), gap.end.isoformat()) for gap in verdict.missing] == [("2026-02-23", "2026-03-01")]


def test_a_streak_in_months_needs_months() -> None:
    verdict = verify(claim("streak", "2", "03-09", unit="month", **ABOVE), weeks((3, 2), (3, 2)))
    assert (verdict.label, verdict.reason) == ("not_enough_evidence", "no_data")


@pytest.mark.parametrize(
    ("relation", "pair", "other", "expected"),
    [
        ("above", (30, 20), 0, ("1.5", "1.5", "true")),
        ("below", (30, 20), 0, ("1.5", "1.5", "false")),
        ("above", (30, 20), 10, ("1", "2", "undecided")),
        ("above", (30, 20), 9, ("1.034482759", "1.95", "true")),
        ("below", (20, 30), 9, ("0.512820513", "0.966666667", "true")),
        ("above", (20, 20), 0, ("1", "1", "false")),
    ],
)
def test_comparisons(relation: str, pair: tuple[int, int], other: int, expected: tuple[Any, ...]) -> None:
    stated = claim("comparison", period="03-02", object="country:US", relation=relation)
    assert bounds(stated, weeks(pair, other=other)) == expected


def test_a_comparison_with_the_period_before() -> None:
    for relation, expected in (("grows", "true"), ("falls", "false")):
        stated = claim("comparison", period="03-09", relation=relation)
        assert bounds(stated, weeks((4, 1), (6, 1))) == ("1.5", "1.5", expected)


@pytest.mark.parametrize(
    ("stated", "selection", "expected"),
    [
        (claim("share", "50", "03-02"), "all", ("50", "60", "undecided")),
        (claim("share", "50", "03-02"), "named", ("50", "50", "true")),
        (claim("share", "60", "03-02", subject="author:deepseek", object="country:CN"), "named", ("60", "60", "true")),
        # 30 of DeepSeek's and at most 10 more, of 50 Chinese and at most 10 more
        (
            claim("share", "55", "03-02", subject="author:deepseek", object="country:CN"),
            "all",
            ("50", "66.666666667", "undecided"),
        ),
        (claim("ratio", "1.25", "03-02", object="country:US"), "named", ("1.25", "1.25", "true")),
        (claim("ratio", "1.25", "03-02", object="country:US"), "all", ("1", "1.5", "undecided")),
    ],
)
def test_shares_and_ratios(stated: Claim, selection: str, expected: tuple[Any, ...]) -> None:
    snapshot = weekly({DEEPSEEK: 30, GLM: 20, GPT: 40, "other": 10})
    assert bounds(stated, snapshot, selection) == expected


def test_a_share_of_its_own_list() -> None:
    snapshot = weekly({DEEPSEEK: 30, GLM: 20, GPT: 40, "other": 10})
    verdict = verify(claim("share", "55.6", "03-02", object="listed", scope="listed", scope_n=3), snapshot)
    assert (verdict.label, verdict.reading and verdict.reading.reading.selection) == ("supported", "top3")


@pytest.mark.parametrize(
    ("kind", "stated", "expected"),
    [("change", "50", ("50", "50", "true")), ("ratio", "1.5", ("1.5", "1.5", "true"))],
)
def test_growth_over_time(kind: str, stated: str, expected: tuple[Any, ...]) -> None:
    assert bounds(claim(kind, stated, "03-09", base="03-02"), weeks((4, 1), (6, 1))) == expected
    low, high, matched = bounds(claim(kind, stated, "03-09", base="03-02"), weeks((4, 1), (6, 1), other=4))
    assert (low, high) == (("-25", "150") if kind == "change" else ("0.75", "2.5"))
    assert matched == "undecided"


def test_growth_from_nothing_has_no_upper_end() -> None:
    snapshot = weekly({GPT: 5, "other": 2}, {DEEPSEEK: 6, GPT: 5, "other": 2})
    model = {"subject": "model:deepseek/deepseek-v3.2"}
    assert bounds(claim("ratio", "9", "03-09", base="03-02", **model), snapshot) == ("3", None, "undecided")
    verdict = verify(claim("ratio", "9", "03-09", base="03-02", **model), snapshot)
    assert found(verdict, "named").match == "not_covered"
    assert verdict.label == "not_enough_evidence"


def test_the_relative_error_is_the_literal_readings() -> None:
    verdict = verify(claim("ratio", "3", "03-02", object="country:US"), weeks((30, 20)))
    assert verdict.relative_error == Decimal(1)


def test_the_rows_behind_a_streak_are_the_sums_of_its_weeks() -> None:
    verdict = verify(claim("streak", "2", "03-16", **ABOVE), weeks((1, 2), (3, 2), (3, 2)))
    rows = found(verdict, "named").rows
    assert [(row.series, f"{row.window.start:%m-%d}", row.value) for row in rows] == [
        ("country:CN", "03-16", 21),
        ("country:US", "03-16", 14),
        ("country:CN", "03-09", 21),
        ("country:US", "03-09", 14),
        ("country:CN", "03-02", 7),
        ("country:US", "03-02", 14),
    ]
