"""Laws of verdicts, over rows and claims that nobody has thought of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.types import Claim, Kind, Modifier, Per, Period, Relation, Scope, Value
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.select import amount, party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import ReadingResult
from service.reconcile.verdict import label_from_readings, verify
from service.reconcile.wire import reading_from_wire, verdict_to_wire
from tests.unit.reconcile.make import UNITS, claim, rows, week, weekly
from tests.unit.reconcile.test_prices import price_list

DEEPSEEK = "deepseek/deepseek-v3.2-20251201"
SERIES = [
    DEEPSEEK,
    "z-ai/glm-5-20260211",
    "z-ai/glm-5-20260211:free",
    "openai/gpt-5.4-20260305",
    "anthropic/claude-4.6-opus-20260205",
    "openrouter/hunter-alpha",
    "openrouter/owl-alpha",
    "someone/unheard-of",
]
SUBJECTS = [
    "country:CN",
    "country:US",
    "author:z-ai",
    "model:z-ai/glm-5",
    "model:deepseek/deepseek-v3.2",
    "all",
    "country:AQ",
]
START = date(2026, 3, 2)
Days = dict[date, dict[str, int]]


@st.composite
def days(draw: st.DrawFn) -> Days:
    """Three weeks of rows, where some days may be absent."""
    daily = st.dictionaries(st.sampled_from(SERIES), st.integers(1, 1000), min_size=1)
    found: Days = {}
    for number in range(21):
        values = draw(daily)
        if draw(st.integers(0, 40)):
            found[START + timedelta(days=number)] = {**values, "other": draw(st.integers(0, 300))}
    return found


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    kind = draw(st.sampled_from(["level", "change", "ratio", "share", "rank", "streak", "comparison"]))
    counts = kind in {"rank", "streak"}
    number = st.integers(0, 8) if counts else st.integers(0, 20_000 if kind == "level" else 150)
    low, high = sorted((draw(number), draw(number)))
    point = draw(st.one_of(st.none(), st.just(Decimal(low))))
    fields: dict[str, Any] = {
        "subject": draw(st.sampled_from(SUBJECTS)),
        "object": draw(st.sampled_from([None, "country:US", "model:z-ai/glm-5", "listed"])),
        "relation": draw(st.sampled_from(["above", "below", "grows", "falls", "ranks_first"])),
        "of": draw(st.sampled_from([None, 2, 3])),
        "unit": UNITS.get(kind),
        "per": draw(st.sampled_from([None, "day", "week"])) if kind == "level" else None,
        "scope": draw(st.sampled_from(["all", "listed"])),
        "scope_n": draw(st.sampled_from([None, 2])),
        "period_basis": draw(st.sampled_from(["explicit", "vague"])),
        "base": "03-02" if kind in {"change", "ratio"} else None,
    }
    stated = claim(kind, None, draw(st.sampled_from(["03-09", "03-16"])), **fields)
    open_high = draw(st.booleans()) and kind != "comparison"
    return replace(stated, value=Value(point, Decimal(low), None if open_high else Decimal(high)))


def snapshot_of(table: Days) -> Snapshot:
    return Snapshot.build(rows(table), openrouter_rankings())


@settings(max_examples=80, deadline=None)
@given(days(), claims())
def test_a_stored_verdict_comes_to_the_same_label(table: Days, stated: Claim) -> None:
    verdict = verify(stated, snapshot_of(table))
    wire = verdict_to_wire(verdict)
    again = tuple(reading_from_wire(row) for row in wire["readings"])
    assert again == verdict.readings
    assert label_from_readings(again) == verdict.label
    if verdict.label != "not_enough_evidence":
        assert verdict.reading in verdict.readings
        assert verdict.reason is None
    else:
        assert verdict.reason is not None


@settings(max_examples=80, deadline=None)
@given(days(), claims(), st.integers(0, 500), st.integers(0, 500))
def test_widening_a_claim_never_makes_a_true_reading_false(table: Days, stated: Claim, down: int, up: int) -> None:
    low, high = stated.value.low, stated.value.high
    wider = replace(
        stated,
        value=Value(stated.value.point, None if low is None else low - down, None if high is None else high + up),
    )
    snapshot = snapshot_of(table)
    before, after = verify(stated, snapshot), verify(wider, snapshot)
    assert [result.reading for result in before.readings] == [result.reading for result in after.readings]
    for narrow, wide in zip(before.readings, after.readings, strict=True):
        if narrow.match == "true":
            assert wide.match == "true"
        if wide.match == "false":
            assert narrow.match == "false"
    if before.label == "supported":
        assert after.label == "supported"


@settings(max_examples=60, deadline=None)
@given(days(), claims(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(table: Days, stated: Claim, random: Any) -> None:
    mixed = rows(table)
    random.shuffle(mixed)
    assert verify(stated, snapshot_of(table)) == verify(stated, Snapshot.build(mixed, openrouter_rankings()))


@settings(max_examples=60, deadline=None)
@given(days(), st.lists(claims(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_claims_never_matters(table: Days, stated: list[Claim], random: Any) -> None:
    straight, mixed, snapshot = snapshot_of(table), list(stated), snapshot_of(table)
    random.shuffle(mixed)
    answers = {id(one): verify(one, snapshot) for one in mixed}
    assert [verify(one, straight) for one in stated] == [answers[id(one)] for one in stated]


@settings(max_examples=80, deadline=None)
@given(days(), st.sampled_from(SUBJECTS[:4]), st.sampled_from(SERIES), st.integers(1, 100))
def test_moving_rows_into_the_rest_only_widens_the_bounds(table: Days, subject: str, series: str, percent: int) -> None:
    """A row, or part of it, is dropped and its tokens go to the rest: nothing that was possible is excluded."""
    moved: Days = {}
    for day, values in table.items():
        taken = values.get(series, 0) * percent // 100
        kept = {name: value - (taken if name == series else 0) for name, value in values.items()}
        kept["other"] += taken
        moved[day] = kept
    before, after = snapshot_of(table), snapshot_of(moved)
    whose, whose_after = party(before, subject), party(after, subject)
    if whose is None or whose_after is None or whose.level == "single":
        return
    for first in ("03-02", "03-09", "03-16"):
        window, window_after = before.window(week(first)), after.window(week(first))
        if window is None or window_after is None:
            continue
        for attribution in openrouter_rankings().attributions:
            narrow = amount(before, whose, "all", window, attribution)
            wide = amount(after, whose_after, "all", window_after, attribution)
            assert wide.low <= narrow.low and narrow.high <= wide.high
        total = party(before, "all")
        assert total is not None
        assert (
            amount(before, total, "all", window, "stealth_left_out").low
            == amount(after, total, "all", window_after, "stealth_left_out").low
        )


@settings(max_examples=60, deadline=None)
@given(days(), st.sampled_from(["share", "ratio", "change", "level"]), st.sampled_from(["country:CN", "author:z-ai"]))
def test_named_and_listed_amounts_lie_inside_the_bounds_of_everything(table: Days, kind: str, subject: str) -> None:
    """The bounds are bounds: what the named rows come to is possible, as is every part of the rest."""
    stated = claim(
        kind, "[1,2]", "03-09", subject=subject, base="03-02", object="country:US" if kind == "ratio" else None
    )
    by_selection: dict[str, ReadingResult] = {}
    for result in verify(stated, snapshot_of(table)).readings:
        if result.reading.attribution == "stealth_left_out" and result.reading.share_of != "selection":
            by_selection.setdefault(result.reading.selection, result)
    named, everything = by_selection.get("named"), by_selection.get("all")
    if named is None or everything is None or named.low is None or everything.low is None:
        return
    tiny = Decimal("1e-9")
    assert everything.low - tiny <= named.low
    assert everything.high is None or (named.high is not None and named.high <= everything.high + tiny)


ODD_DAYS = st.one_of(st.dates(), st.sampled_from([date.min, date.max]), st.dates(START, START + timedelta(days=20)))
ODD_NUMBERS = st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False), st.just(Decimal("1e40")))


@st.composite
def odd_claims(draw: st.DrawFn) -> Claim:
    """Claims that no extractor would make."""
    return Claim(
        kind=draw(st.sampled_from(get_args(Kind))),
        measure="token_usage",
        platform="openrouter",
        subject=draw(st.sampled_from([*SUBJECTS, "", "model:", "model:/", "author:", "listed", "country:"])),
        value=Value(draw(ODD_NUMBERS), draw(ODD_NUMBERS), draw(ODD_NUMBERS)),
        object=draw(st.sampled_from([None, "all", "listed", "country:CN", "model:x", ""])),
        relation=draw(st.sampled_from([None, *get_args(Relation)])),
        of=draw(st.sampled_from([None, -1, 0, 3, 10**9])),
        unit=draw(st.sampled_from([None, "token", "week", "month", "year", "percent"])),
        per=draw(st.sampled_from([None, *get_args(Per)])),
        scope=draw(st.sampled_from(get_args(Scope))),
        scope_n=draw(st.sampled_from([None, -9, 0, 4, 10**9])),
        period=draw(st.one_of(st.none(), st.builds(Period, ODD_DAYS, ODD_DAYS))),
        base_period=draw(st.one_of(st.none(), st.builds(Period, ODD_DAYS, ODD_DAYS))),
        modifier=draw(st.sampled_from(get_args(Modifier))),
    )


@settings(max_examples=200, deadline=None)
@given(odd_claims(), st.sampled_from(["rows", "nothing", "prices"]))
def test_no_claim_is_too_odd_for_a_verdict(stated: Claim, data: str) -> None:
    if data == "prices":
        stated, snapshot = replace(stated, measure="token_price"), price_list()
    else:
        snapshot = weekly({DEEPSEEK: 5, "other": 1}) if data == "rows" else Snapshot.build([], openrouter_rankings())
    verdict = verify(stated, snapshot)
    assert verdict.label == label_from_readings(verdict.readings)
    assert json.loads(json.dumps(verdict_to_wire(verdict)))["label"] == verdict.label
    assert verdict.explanation.en and verdict.explanation.zh
