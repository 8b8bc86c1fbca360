"""The overview's figures: tokens a week of the leading countries and of all models, and what claims say of them.

Nothing here names a country: the lines are those that the newest whole week puts first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import get_args

from db.queries import claims
from db.queries.claims import ClaimFilter
from db.queries.pages import Record
from db.session import Session
from extractors.types import Period
from service.desk.charts.weeks import Dot, Label, Line, Point
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.select import Party, amount, complete_weeks, party
from service.reconcile.snapshot import Snapshot

READINGS = ("all", "named", "top20", "top10", "top9")
"""Everything with its bounds; the published rows alone; their longest lists, as sums over a leaderboard have it."""

FAMILY = "country"
LEADERS = 2
MOST_WEEKS = 106
MOST_DOTS = 200
_DAYS_OF_A_WEEK = 7
_PER = {"week": 1, "day": _DAYS_OF_A_WEEK}


@dataclass(frozen=True, slots=True)
class Week:
    """One row of the table beside the chart: a cell for each line, null where the week has no figure for it."""

    period: str
    cells: tuple[str, ...]


def leading(snapshot: Snapshot, weeks: Sequence[Period]) -> tuple[str, ...]:
    """The countries with most named tokens in the newest whole week, then all models."""
    window = snapshot.window(weeks[-1]) if weeks else None
    if window is None:
        return ()
    known = [name for name in snapshot.members(FAMILY, "stealth_left_out").of_subject if name is not None]
    of = {name: amount(snapshot, Party(name, "group"), "named", window, "stealth_left_out").low for name in known}
    return (*sorted(of, key=lambda name: (-of[name], name))[:LEADERS], "all")


def lines_of(snapshot: Snapshot, subjects: Sequence[str], reading: str, language: Language) -> tuple[Line, ...]:
    """Each subject's whole weeks under one reading, the newest two years."""
    weeks = complete_weeks(snapshot)[-MOST_WEEKS:]
    found = [(party(snapshot, subject), subject) for subject in subjects]
    return tuple(
        Line(_capital(subject_name(subject, language)), tuple(_points(snapshot, whose, reading, weeks)))
        for whose, subject in found
        if whose is not None
    )


def _points(snapshot: Snapshot, whose: Party, reading: str, weeks: Sequence[Period]) -> list[Point]:
    points = []
    for week in weeks:
        window = snapshot.window(week)
        if window is not None:
            tokens = amount(snapshot, whose, reading, window, "stealth_left_out")
            points.append(Point(week.start, Decimal(tokens.low), Decimal(tokens.high)))
    return points


def table_of(lines: Sequence[Line], unit: str, language: Language) -> tuple[Week, ...]:
    """The lines as rows, the newest week first."""
    weeks = sorted({point.week for line in lines for point in line.points}, reverse=True)
    cells = [{point.week: span_of(point.low, point.high, unit, language) for point in line.points} for line in lines]
    return tuple(
        Week(
            period_text(Period(week, week + timedelta(days=_DAYS_OF_A_WEEK - 1)), language),
            tuple(column.get(week, "–") for column in cells),
        )
        for week in weeks
    )


def dots_of(session: Session, snapshot: Snapshot, subjects: Sequence[str], language: Language) -> tuple[Dot, ...]:
    """The newest claims of an amount for one of the weeks drawn; an amount a day counts seven times."""
    weeks = complete_weeks(snapshot)[-MOST_WEEKS:]
    if not weeks or not subjects:
        return ()
    wanted = ClaimFilter(
        kind=("level",),
        measure=(snapshot.spec.measure,),
        subject=tuple(subjects),
        modality=("observed",),
        period_from=weeks[0].start,
        period_to=weeks[-1].end,
    )
    rows = claims.list_claims(session, wanted, limit=MOST_DOTS).rows
    return tuple(dot for row in rows if (dot := _dot(row, snapshot.spec.unit, language)) is not None)


def _dot(row: Record, unit: str, language: Language) -> Dot | None:
    times = _PER.get(row.per or "week")
    whole_week = row.period_start is not None and (row.period_end - row.period_start).days == _DAYS_OF_A_WEEK - 1
    if row.value_point is None or row.unit != unit or times is None or not whole_week:
        return None
    label: Label = row.label if row.label in get_args(Label) else "not_enough_evidence"
    stated = figure(row.value_point, unit, language)
    says = f"{stated} · {_capital(subject_name(row.subject, language))} · {row.article_title or ''}"
    monday = row.period_start - timedelta(days=row.period_start.weekday())
    return Dot(f"/claims/{row.public_id}", monday, row.value_point * times, label, says)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
