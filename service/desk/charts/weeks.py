"""The overview's chart: tokens a week of some subjects as lines, and claims as dots on them.

A week without data breaks the lines. Where a subject's tokens are only known between two bounds, the line is a band.
Verdicts differ by shape as well as by colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from service.desk.charts.draw import HERE

TRILLION = Decimal(10) ** 12
SIZE = (760, 330)
TICKS = 12
NAMES_APART = 0.06
"""Of the chart's height, about a line of text."""
_WEEK = timedelta(days=7)
_SHAPES = {
    "supported": ("circle", "var(--good)"),
    "conflicting": ("diamond", "var(--warn)"),
    "refuted": ("cross", "var(--bad)"),
    "not_enough_evidence": ("square", "var(--none)"),
}
_STROKES = ("var(--line-1)", "var(--line-2)", "var(--line-3)", "var(--line-4)", "var(--line-5)")
_DASHES: tuple[list[int], ...] = ([], [6, 3], [2, 3], [8, 3, 2, 3], [1, 2])

Label = Literal["supported", "conflicting", "refuted", "not_enough_evidence"]


@dataclass(frozen=True, slots=True)
class Point:
    """Tokens of the week that starts on ``week``, between two bounds."""

    week: date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One subject's weeks in order; ``name`` is what the reader is shown."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Dot:
    """A claim at the week it speaks of and the tokens it states. ``says`` is read out and shown on hover."""

    address: str
    week: date
    value: Decimal
    label: Label
    says: str


def weeks_chart(lines: Sequence[Line], dots: Sequence[Dot], *, axis: str, language: str) -> dict[str, Any]:
    """The specification; ``axis`` says what the upright axis counts (in trillions)."""
    names = [line.name for line in lines]
    scale = {"domain": names, "range": list(_STROKES[: len(names)])}
    dashes = {"domain": names, "range": list(_DASHES[: len(names)])}
    rows = [row for line in lines for row in _rows(line)]
    ends = _names(lines, max((dot.value for dot in dots), default=Decimal(0)))
    weeks = sorted({point.week for line in lines for point in line.points} | {dot.week for dot in dots})
    across = {
        "field": "week",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "title": None,
        "axis": {"format": "%-m/%-d" if language == "zh" else "%b %-d", "grid": False, "values": _ticks(weeks)},
    }
    colour = {"field": "name", "type": "nominal", "scale": scale, "legend": None}
    detail = {"field": "run", "type": "nominal"}
    up = {"type": "quantitative", "scale": {"zero": True}, "axis": {"title": axis, "tickCount": 6}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIZE[0],
        "height": SIZE[1],
        "padding": {"left": 4, "top": 8, "right": 44, "bottom": 4},
        "background": None,
        "config": _CONFIG,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "area", "opacity": 0.18, "aria": False},
                "encoding": {"x": across, "y": {**up, "field": "low"}, "y2": {"field": "high"}, "color": colour}
                | {"detail": detail},
            },
            *(
                {
                    "data": {"values": rows},
                    "mark": {"type": "line", "strokeWidth": 2, "aria": False},
                    "encoding": {"x": across, "y": {**up, "field": edge}, "color": colour, "detail": detail}
                    | {"strokeDash": {"field": "name", "type": "nominal", "scale": dashes, "legend": None}},
                }
                for edge in ("low", "high")
            ),
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 13, "fontWeight": 600, "aria": False},
                "encoding": {"x": across, "y": {**up, "field": "at"}, "color": colour}
                | {"text": {"field": "name", "type": "nominal"}},
            },
            {
                "data": {"values": [_dot(dot) for dot in dots]},
                "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1, "strokeWidth": 1.5}
                | {"stroke": "var(--surface)"},
                "encoding": {
                    "x": across,
                    "y": {**up, "field": "value"},
                    "href": {"field": "href", "type": "nominal"},
                    "description": {"field": "says", "type": "nominal"},
                    "fill": {"field": "label", "type": "nominal", "legend": None}
                    | {"scale": {"domain": list(_SHAPES), "range": [colour for _, colour in _SHAPES.values()]}},
                    "shape": {"field": "label", "type": "nominal", "legend": None}
                    | {"scale": {"domain": list(_SHAPES), "range": [shape for shape, _ in _SHAPES.values()]}},
                },
            },
        ],
    }


def _ticks(weeks: Sequence[date]) -> list[str]:
    """Some of the Mondays, evenly apart, so that their names do not touch."""
    if not weeks:
        return []
    number = (weeks[-1] - weeks[0]) // _WEEK + 1
    step = -(-number // TICKS)
    return [(weeks[0] + _WEEK * place).isoformat() for place in range(0, number, step)]


def _rows(line: Line) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    run = 0
    before: date | None = None
    for point in line.points:
        if before is not None and point.week - before > _WEEK:
            run += 1
        before = point.week
        low, high = _trillions(point.low), _trillions(point.high)
        rows.append(
            {"name": line.name, "run": f"{line.name} {run}", "week": point.week.isoformat()}
            | {"low": low, "high": high}
        )
    return rows


def _names(lines: Sequence[Line], highest: Decimal) -> list[dict[str, Any]]:
    """Each line's name beside its last point, moved up as far as it takes not to stand on another.

    ``highest`` is of the dots, which stretch the chart too.
    """
    highest = max((highest, *(point.high for line in lines for point in line.points)))
    apart = _trillions(highest) * NAMES_APART
    named = sorted(
        (_trillions((line.points[-1].low + line.points[-1].high) / 2), line.name, line.points[-1].week)
        for line in lines
        if line.points
    )
    rows: list[dict[str, Any]] = []
    for middle, name, week in named:
        at = max(middle, rows[-1]["at"] + apart) if rows else middle
        rows.append({"name": name, "week": week.isoformat(), "at": at})
    return rows


def _dot(dot: Dot) -> dict[str, Any]:
    return {
        "week": dot.week.isoformat(),
        "value": _trillions(dot.value),
        "href": f"{HERE}{dot.address}",
        "label": dot.label,
        "says": dot.says,
    }


def _trillions(tokens: Decimal) -> float:
    """For drawing only: a chart's pixels need no more than a float has."""
    return float(tokens / TRILLION)


_CONFIG: dict[str, Any] = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "labelFontSize": 12,
        "titleColor": "var(--muted)",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "var(--line)",
        "domainColor": "var(--edge)",
        "tickColor": "var(--edge)",
    },
}
