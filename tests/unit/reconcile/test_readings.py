"""Which readings a claim's words allow, and which of them are literal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from extractors.types import Claim, Period
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Verdict
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import T, claim, found, sample_snapshot, week, weekly

QWEN = {"subject": "model:qwen/qwen3.6-plus"}
LISTED = {"scope": "listed"}


def readings(stated: Claim, **fields: Any) -> list[str]:
    """The readings in the claim's own window, unclaimed models left out, literal ones starred."""
    wanted = {"attribution": "stealth_left_out", "window": stated.period} | fields
    return [
        result.reading.selection
        + (f"/{result.reading.share_of}" if result.reading.share_of else "")
        + ("*" if result.reading.literal else "")
        for result in verify(stated, sample_snapshot()).readings
        if all(getattr(result.reading, name) == value for name, value in wanted.items())
    ]


EVERY = ["all*", "named", "top9", "top10", "top20"]
BOARD = ["named", "top9*", "top10*", "top20*"]
OBJECT = ["all/object*", "named/object", "top9/object", "top10/object", "top20/object"]
OF_LIST = ["named/selection", "top9/selection*", "top10/selection*", "top20/selection*"]
SHARES = ["all/platform*", "named/platform", "named/selection"]

ALLOWED: list[tuple[str, Claim, list[str]]] = [
    ("country", claim("level", "4.69"), EVERY),
    ("lab", claim("level", "1", subject="author:deepseek"), EVERY),
    ("platform", claim("level", "17", subject="all"), EVERY),
    ("ratio of countries", claim("ratio", "2", object="country:US"), EVERY),
    ("model", claim("level", "1", subject="model:deepseek/deepseek-v3.2"), ["all*", "named"]),
    ("model's rank", claim("rank", "1", subject="model:deepseek/deepseek-v3.2"), ["all*", "named"]),
    ("places held", claim("rank", "3", of=3), ["all*", "named"]),
    ("a country's own rank", claim("rank", "1"), EVERY),
    (
        "model over country",
        claim("ratio", "2", subject="model:deepseek/deepseek-v3.2", object="country:US"),
        EVERY,
    ),
    ("list", claim("level", "4.69", **LISTED), BOARD),
    ("list of ten", claim("level", "4.69", scope_n=10, **LISTED), ["named", "top9", "top10*", "top20"]),
    ("list of five", claim("level", "4.69", scope_n=5, **LISTED), ["named", "top5*", "top9", "top10", "top20"]),
    ("model on the list", claim("level", "1", subject="model:deepseek/deepseek-v3.2", **LISTED), ["named*"]),
    (
        "share",
        claim("share", "36"),
        [*SHARES, *(f"top{n}/{whole}" for n in (9, 10, 20) for whole in ("platform", "selection"))],
    ),
    ("share of a country's models", claim("share", "36", subject="author:deepseek", object="country:CN"), OBJECT),
    ("share of the list", claim("share", "36", object="listed"), OF_LIST),
    ("model's share", claim("share", "6", subject="model:deepseek/deepseek-v3.2"), SHARES),
    (
        "model's share of the list",
        claim("share", "6", subject="model:deepseek/deepseek-v3.2", object="listed"),
        OF_LIST,
    ),
]


@pytest.mark.parametrize(("stated", "expected"), [case[1:] for case in ALLOWED], ids=[case[0] for case in ALLOWED])
def test_allowed(stated: Claim, expected: list[str]) -> None:
    assert readings(stated) == expected


def windows(basis: str | None, period: Period | str = "03-09") -> list[str]:
    verdict = verify(claim("level", "4.69", period, period_basis=basis), sample_snapshot())
    return [f"{window.start:%m-%d}" for window in dict.fromkeys(result.reading.window for result in verdict.readings)]


@pytest.mark.parametrize(
    ("basis", "period", "expected"),
    [
        ("explicit", "03-09", ["03-09"]),
        ("end_date", "03-09", ["03-09", "03-08"]),
        ("vague", "03-09", ["03-09", "03-08"]),
        ("implied", "03-09", ["03-09", "03-08"]),
        (None, "03-09", ["03-09", "03-08"]),
        ("end_date", "03-12", ["03-12", "03-15"]),  # Thursday to Wednesday: most of it is in the week from Sunday 15
        ("end_date", "03-11", ["03-11", "03-08"]),
        ("end_date", "03-08", ["03-08"]),  # is that week already
        ("vague", Period(date(2026, 3, 1), date(2026, 3, 31)), ["03-01"]),
    ],
)
def test_windows(basis: str | None, period: Period | str, expected: list[str]) -> None:
    assert windows(basis, period) == expected


def test_the_week_from_sunday_moves_both_periods_of_a_change() -> None:
    stated = claim("change", "10", base="03-02", period_basis="vague")
    moved = found(verify(stated, sample_snapshot()), "named", window=week("03-08"))
    assert {row.window for row in moved.rows} == {week("03-08"), week("03-01")}
    assert not moved.reading.literal


def attributions(stated: Claim) -> list[str]:
    verdict = verify(stated, sample_snapshot())
    return list(dict.fromkeys(result.reading.attribution for result in verdict.readings))


def test_unclaimed_models_are_a_reading_only_where_they_were_used() -> None:
    both = ["stealth_left_out", "stealth_counted"]
    assert attributions(claim("level", "7.359", "03-16")) == both
    assert attributions(claim("level", "5.1", "02-23")) == both[:1]
    assert attributions(claim("change", "5.1", "03-02", base="02-23")) == both[:1]
    assert attributions(claim("change", "5.1", "03-16", base="02-23")) == both
    assert attributions(claim("level", "1", "03-16", subject="model:xiaomi/mimo-v2-pro")) == both[:1]
    assert attributions(claim("level", "20.3", "03-16", subject="all")) == both[:1]


def builds(verdict: Verdict) -> dict[str | None, str]:
    return {result.reading.series: result.match for result in verdict.readings if result.reading.selection == "all"}


BUILDS = weekly({"qwen/qwen3.6-plus-04-02": 2 * T, "qwen/qwen3.6-plus-04-02:free": 3 * T, "other": 1})


def test_a_plain_model_name_may_mean_any_build_or_all_together() -> None:
    plain, free = "qwen/qwen3.6-plus-04-02", "qwen/qwen3.6-plus-04-02:free"
    together = verify(claim("level", "35", "03-02", **QWEN), BUILDS)
    assert (together.label, builds(together)) == ("supported", {None: "true", plain: "false", free: "false"})
    one = verify(claim("level", "21", "03-02", **QWEN), BUILDS)
    assert (one.label, builds(one)) == ("supported", {None: "false", plain: "false", free: "true"})
    assert one.reading is not None and one.reading.reading.series == free
    assert verify(claim("level", "28", "03-02", **QWEN), BUILDS).label == "refuted"
    variant = verify(claim("level", "35", "03-02", subject="model:qwen/qwen3.6-plus:free"), BUILDS)
    assert (variant.label, builds(variant)) == ("refuted", {None: "false"})


@pytest.mark.parametrize(
    ("per", "period", "stated", "label"),
    [
        ("day", "03-02", "2", "supported"),
        ("day", "03-02", "14", "refuted"),
        ("week", "03-02", "14", "supported"),
        (None, "03-02", "14", "supported"),
        ("week", Period(date(2026, 3, 2), date(2026, 3, 15)), "14", "supported"),
        ("day", Period(date(2026, 3, 2), date(2026, 3, 15)), "2", "supported"),
        (None, Period(date(2026, 3, 2), date(2026, 3, 15)), "28", "supported"),
        ("day", Period(date(2026, 3, 31), date(2026, 3, 31)), "2", "supported"),
        ("month", Period(date(2026, 4, 1), date(2026, 4, 30)), "60", "supported"),
        ("day", Period(date(2026, 4, 1), date(2026, 4, 30)), "2", "supported"),
        ("month", Period(date(2026, 4, 1), date(2026, 5, 31)), "61", "supported"),
        ("month", "03-02", "60", "not_enough_evidence"),
        ("week", Period(date(2026, 3, 2), date(2026, 3, 4)), "14", "not_enough_evidence"),
        ("year", Period(date(2026, 4, 1), date(2026, 4, 30)), "730", "not_enough_evidence"),
    ],
)
def test_a_rate_shorter_than_the_period_is_the_average_over_it(
    per: Any, period: Period | str, stated: str, label: str
) -> None:
    steady: Snapshot = weekly(*[{"x-ai/grok-4-fast": 2 * T, "other": 0}] * 14)
    verdict = verify(claim("level", stated, period, subject="all", per=per), steady)
    assert verdict.label == label
    if label == "not_enough_evidence":
        assert verdict.reason == "no_data"
