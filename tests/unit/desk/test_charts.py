"""What charts draw: places on an axis, lines that break where data do, dots that lead to their claims."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.desk.charts.draw import drawing
from service.desk.charts.intervals import NARROWEST, Ends, axis_of
from service.desk.charts.weeks import Dot, Line, Point, weeks_chart

MONDAY = date(2031, 3, 3)
T = Decimal(10) ** 12
values = st.decimals(min_value="0.001", max_value="1e18", allow_nan=False, allow_infinity=False, places=3)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def line(name: str, *numbers: int, low: int = 4, high: int = 5) -> Line:
    return Line(name, tuple(Point(week(number), low * T, high * T) for number in numbers))


def test_an_axis_needs_an_end() -> None:
    assert axis_of([]) is None
    assert axis_of([Ends(None, None)]) is None


@given(st.lists(st.tuples(values, values), min_size=1, max_size=6))
def test_every_end_is_inside_the_picture_and_in_order(pairs: list[tuple[Decimal, Decimal]]) -> None:
    axis = axis_of([Ends(min(pair), max(pair)) for pair in pairs])
    assert axis is not None
    ends = sorted(end for pair in pairs for end in pair)
    places = [axis.at(end) for end in ends]
    assert places == sorted(places)
    assert 0 < places[0] <= places[-1] < 100


@given(values, values)
def test_a_bar_is_seen_and_stays_inside(one: Decimal, other: Decimal) -> None:
    ends = Ends(min(one, other), max(one, other))
    axis = axis_of([ends, Ends(Decimal(1), Decimal(2))])
    assert axis is not None
    bar = axis.bar(ends)
    assert bar.width >= NARROWEST
    assert bar.left >= 0
    assert bar.left + bar.width <= 100.01


@given(values, values)
def test_ticks_are_few_round_and_inside(one: Decimal, other: Decimal) -> None:
    axis = axis_of([Ends(min(one, other), max(one, other))])
    assert axis is not None
    ticks = axis.ticks()
    assert len(ticks) <= 8
    assert all(0 <= tick.at <= 100 for tick in ticks)
    assert all(len(tick.value.normalize().as_tuple().digits) <= 6 for tick in ticks)


def test_far_apart_values_are_told_on_a_logarithmic_axis() -> None:
    near, far = axis_of([Ends(Decimal(4), Decimal(7))]), axis_of([Ends(Decimal(4), Decimal(4000))])
    assert near is not None
    assert not near.logarithmic
    assert far is not None
    assert [tick.value for tick in far.ticks()] == [10, 100, 1000]


def test_an_open_interval_runs_out_of_the_picture() -> None:
    axis = axis_of([Ends(Decimal(4), Decimal(7))])
    assert axis is not None
    bar = axis.bar(Ends(Decimal(6), None))
    assert bar.open_right
    assert not bar.open_left
    assert bar.left + bar.width == pytest.approx(100)


def test_a_missing_week_breaks_a_line() -> None:
    chart = weeks_chart([line("A", 0, 1, 4, 5)], [], axis="T", language="en")
    rows = chart["layer"][0]["data"]["values"]
    assert [row["run"] for row in rows] == ["A 0", "A 0", "A 1", "A 1"]


def test_names_of_lines_that_meet_stand_apart() -> None:
    lines = [line("A", 0, 1), line("B", 0, 1), line("C", 0, 1, low=40, high=40)]
    names = weeks_chart(lines, [], axis="T", language="en")["layer"][3]["data"]["values"]
    heights = sorted(row["at"] for row in names)
    assert heights[1] - heights[0] == pytest.approx(40 * 0.06)


def test_a_dot_leads_to_its_claim_and_its_words_stay_words() -> None:
    dot = Dot("/claims/clm_1", week(1), Decimal("4.69") * T, "conflicting", '4.69T · A · <img src=x onerror="y">')
    svg = drawing(weeks_chart([line("A & <b>", 0, 1, 2)], [dot], axis="T", language="en"))
    root = ElementTree.fromstring(str(svg))  # noqa: S314 - our own drawing
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"img", "b", "script", "foreignObject"}
    links = [element.get("href") for element in root.iter() if element.tag.endswith("}a")]
    assert links == ["/claims/clm_1"]
    assert any("<img" in (element.get("aria-label") or "") for element in root.iter())
    assert not [element for element in root.iter() if element.get("style")]


def test_the_same_figures_are_drawn_once() -> None:
    chart = weeks_chart([line("A", 0, 1, 2)], [], axis="T", language="en")
    assert drawing(chart) is drawing(chart)
