"""What a snapshot makes of rows: vintages, gaps, sums, and whom the rows count for."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from extractors.entities import load_labs
from extractors.entities.labs import Lab
from extractors.types import Period
from service.reconcile.rankings import RankingSubjects, Slug, openrouter_rankings
from service.reconcile.select import amount, builds_in, complete_weeks, party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Observation
from tests.unit.reconcile.make import AS_OF, observations, rows, sample_snapshot, week, weekly

MONDAY = date(2026, 3, 2)
DAYS = {
    MONDAY: {"deepseek/deepseek-v3.2-20251201": 50, "openai/gpt-5.4-20260305": 40, "other": 9},
    MONDAY + timedelta(days=1): {"deepseek/deepseek-v3.2-20251201": 60, "openrouter/hunter-alpha": 5, "other": 7},
}
BOTH = Period(MONDAY, MONDAY + timedelta(days=1))


def build(days: Any = None, **fields: Any) -> Snapshot:
    return Snapshot.build(rows(days or DAYS), openrouter_rankings(), **fields)


def bounds(snapshot: Snapshot, subject: str, selection: str, period: Period = BOTH, counted: bool = False) -> Any:
    whose, window = party(snapshot, subject), snapshot.window(period)
    assert whose is not None and window is not None
    found = amount(snapshot, whose, selection, window, "stealth_counted" if counted else "stealth_left_out")
    return found.low, found.high


@pytest.mark.parametrize(
    ("subject", "selection", "counted", "expected"),
    [
        ("all", "all", False, (171, 171)),
        ("all", "named", False, (155, 155)),
        ("all", "top2", False, (150, 150)),
        ("country:CN", "named", False, (110, 110)),
        ("country:CN", "all", False, (110, 110 + 16 + 5)),  # the rest, and the model nobody had claimed
        ("country:CN", "all", True, (115, 115 + 16)),  # Xiaomi claimed it
        ("country:CN", "top1", False, (110, 110)),
        ("country:CN", "top3", True, (115, 115)),
        ("country:US", "top1", False, (0, 0)),
        ("author:xiaomi", "named", True, (5, 5)),
        ("model:deepseek/deepseek-v3.2", "all", False, (110, 110)),
        ("model:openai/gpt-5.4", "named", False, (40, 40)),
        ("model:openai/gpt-5.4", "all", False, (40, 45)),  # absent on day two: at most that day's smallest row, 5
        ("model:openrouter/hunter-alpha", "all", False, (5, 5 + 9)),  # absent on day one: at most that day's rest, 9
    ],
)
def test_bounds(subject: str, selection: str, counted: bool, expected: tuple[int, int]) -> None:
    assert bounds(build(), subject, selection, counted=counted) == expected


def test_the_newest_vintage_of_a_day_counts_whole() -> None:
    later = AS_OF + timedelta(days=1)
    restated = rows({MONDAY: {"openai/gpt-5.4-20260305": 70, "other": 1}}, later)
    for mixed in (rows(DAYS) + restated, restated + rows(DAYS)):
        snapshot = Snapshot.build(mixed, openrouter_rankings())
        assert bounds(snapshot, "all", "all", Period(MONDAY, MONDAY)) == (71, 71)
        assert snapshot.as_of == later
        assert snapshot.reference([Period(MONDAY, MONDAY)]).as_of == later
        assert snapshot.reference([Period(BOTH.end, BOTH.end)]).as_of == AS_OF


def test_a_day_that_contradicts_itself_or_is_bad_is_absent() -> None:
    contradicted = [*rows(DAYS), Observation(MONDAY, "other", 10, AS_OF)]
    for snapshot in (
        Snapshot.build(contradicted, openrouter_rankings()),
        Snapshot.build(reversed(contradicted), openrouter_rankings()),
        build(bad_days=[MONDAY]),
    ):
        assert snapshot.missing(BOTH) == (Period(MONDAY, MONDAY),)
        assert snapshot.window(BOTH) is None
        assert snapshot.covered == (Period(BOTH.end, BOTH.end),)


def test_a_restatement_heals_a_day_that_contradicted_itself() -> None:
    healed = rows({MONDAY: {"openai/gpt-5.4-20260305": 70}}, AS_OF + timedelta(days=1))
    snapshot = Snapshot.build([*rows(DAYS), Observation(MONDAY, "other", 10, AS_OF), *healed], openrouter_rankings())
    assert snapshot.missing(BOTH) == ()


def test_gaps_between_files() -> None:
    days = {MONDAY + timedelta(days=number): {"other": 1, "x-ai/grok-4-fast": 2} for number in (0, 1, 2, 5, 6, 9)}
    snapshot = build(days)
    assert [(run.start.day, run.end.day) for run in snapshot.covered] == [(2, 4), (7, 8), (11, 11)]
    gaps = snapshot.missing(Period(date(2026, 3, 1), date(2026, 3, 12)))
    assert [(gap.start.day, gap.end.day) for gap in gaps] == [(1, 1), (5, 6), (9, 10), (12, 12)]
    assert snapshot.window(Period(date(2026, 3, 4), date(2026, 3, 1))) is None


def test_an_empty_snapshot_knows_nothing() -> None:
    snapshot = Snapshot.build([], openrouter_rankings())
    assert (snapshot.as_of, snapshot.series, snapshot.covered, complete_weeks(snapshot)) == (None, (), (), ())
    assert snapshot.window(BOTH) is None
    assert "unknown" in snapshot.citation


def test_complete_weeks() -> None:
    weeks = complete_weeks(sample_snapshot())
    assert (len(weeks), weeks[0], weeks[-1]) == (7, week("02-23"), week("04-06"))
    ragged = build({MONDAY + timedelta(days=day): {"other": 1} for day in range(2, 15)})
    assert complete_weeks(ragged) == (week("03-09"),)


def test_the_order_of_rows_never_matters() -> None:
    mixed = observations()
    random.Random(4).shuffle(mixed)
    shuffled, straight = Snapshot.build(mixed, openrouter_rankings()), sample_snapshot()
    for subject in ("country:CN", "country:US", "all", "author:deepseek"):
        for selection in ("all", "named", "top9"):
            assert bounds(shuffled, subject, selection, week("03-16")) == bounds(
                straight, subject, selection, week("03-16")
            )


def test_a_snapshot_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(sample_snapshot()))  # noqa: S301 - our own bytes
    assert sent.covered == sample_snapshot().covered
    assert bounds(sent, "country:CN", "all", week("03-16")) == bounds(
        sample_snapshot(), "country:CN", "all", week("03-16")
    )
    assert sent.reference(()) == sample_snapshot().reference(())


def test_a_labs_country_may_change_within_a_window() -> None:
    def lab(since: date | None, until: date | None, country: str) -> Lab:
        return Lab("acme", "Acme", country, since, until, (), (), "test")

    moved = replace(load_labs(), by_slug={"acme": (lab(None, MONDAY, "CN"), lab(date(2026, 3, 4), None, "US"))})
    spec = replace(openrouter_rankings(), subjects=RankingSubjects.of(moved))
    days = {MONDAY + timedelta(days=number): {"acme/one": 10**number} for number in range(3)}
    snapshot = Snapshot.build(rows(days), spec)
    three = Period(MONDAY, MONDAY + timedelta(days=2))
    assert bounds(snapshot, "country:CN", "named", three) == (1, 1)
    assert bounds(snapshot, "country:US", "named", three) == (100, 100)
    assert bounds(snapshot, "country:US", "all", three) == (100, 110)  # March 3: between two countries
    assert bounds(snapshot, "author:acme", "all", three) == (111, 111)


NAMES: list[tuple[str, str, bool]] = [
    ("deepseek/deepseek-v3.2", "deepseek/deepseek-v3.2-20251201", True),
    ("deepseek/deepseek-v3.2", "deepseek/deepseek-v3.2-exp", False),
    ("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-flash-20260731", True),
    ("deepseek/deepseek-v4-flash-0731", "deepseek/deepseek-v4-flash-20260731", True),
    ("deepseek/deepseek-v4-flash-0731", "deepseek/deepseek-v4-flash-20260423", False),
    ("deepseek/deepseek-v4-flash-20260731", "deepseek/deepseek-v4-flash-20260731", True),
    ("deepseek/deepseek-v4-flash-20250731", "deepseek/deepseek-v4-flash-20260731", False),
    ("qwen/qwen3.6-plus", "qwen/qwen3.6-plus-04-02:free", True),
    ("qwen/qwen3.6-plus:free", "qwen/qwen3.6-plus-04-02:free", True),
    ("qwen/qwen3.6-plus:free", "qwen/qwen3.6-plus-04-02", False),
    ("qwen/qwen3.6-plus", "qwen/qwen3.6-plus-preview:free", False),
    ("openai/gpt-4.1", "openai/gpt-4.1-2025-04-14", True),
    ("openai/gpt-4.1", "openai/gpt-4.1-mini-2025-04-14", False),
    ("mistralai/ministral-8b", "mistralai/ministral-8b-2512", True),
    ("google/gemini-2.5-flash-lite-preview", "google/gemini-2.5-flash-lite-preview-09-2025", True),
    ("google/gemini-2.0-flash", "google/gemini-2.0-flash-001", False),
    ("openai/gpt-oss-120b", "openai/gpt-oss-120b:free", True),
    ("OpenAI/GPT-4o-mini", "openai/gpt-4o-mini", True),
]


@pytest.mark.parametrize(("name", "series", "fits"), NAMES)
def test_what_a_models_name_may_mean(name: str, series: str, fits: bool) -> None:
    assert Slug.parse(name).may_mean(Slug.parse(series)) is fits
    assert (openrouter_rankings().subjects.builds(f"model:{name}", [series]) == (series,)) is fits


def test_a_plain_name_means_each_build_or_all_together() -> None:
    snapshot = weekly({"minimax/minimax-m2.5-20260211": 5, "minimax/minimax-m2.5-20260211:free": 3, "other": 1})
    whose, window = party(snapshot, "model:minimax/minimax-m2.5"), snapshot.window(week("03-02"))
    assert whose is not None and window is not None
    together, *alone = builds_in(snapshot, whose, [window])
    assert together.series == ("minimax/minimax-m2.5-20260211", "minimax/minimax-m2.5-20260211:free")
    assert [one.series for one in alone] == [(name,) for name in together.series]
    free = party(snapshot, "model:minimax/minimax-m2.5:free")
    assert free is not None and free.series == ("minimax/minimax-m2.5-20260211:free",)
