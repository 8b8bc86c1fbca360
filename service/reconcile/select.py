"""How much of a window belongs to a subject, under one selection and one attribution: bounds with the rows behind them.

The selections: ``all`` counts every token there is, so it is an interval; ``named`` counts the published rows
alone; ``topN`` counts the subject's part of the N series with most tokens over the window.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from extractors.types import Period
from service.reconcile.dataset import Level
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Attribution, Number, Row
from service.reconcile.windows import Window


class Amount(NamedTuple):
    """Tokens (or whatever the data set counts) between two bounds, both inclusive."""

    low: Number
    high: Number
    rows: tuple[Row, ...] = ()


class Party(NamedTuple):
    """One side of a claim: a subject, and for a single subject the series that its name was taken to mean."""

    subject: str
    level: Level
    series: tuple[str, ...] = ()


def top(selection: str) -> int | None:
    """``top9`` is 9; null for a selection that is no leaderboard."""
    return int(selection[3:]) if selection.startswith("top") else None


def amount(snapshot: Snapshot, party: Party, selection: str, window: Window, attribution: Attribution) -> Amount:
    """The party's tokens in a covered window."""
    key = (party, selection, window.start, window.end, attribution)
    return snapshot.memo(key, lambda: _amount(snapshot, party, selection, window, attribution))


def _amount(snapshot: Snapshot, party: Party, selection: str, window: Window, attribution: Attribution) -> Amount:
    length = top(selection)
    if party.level == "all":
        return _everything(snapshot, selection, length, window)
    if party.level == "single":
        return _single(snapshot, party, selection, length, window)
    if length is not None:
        return _listed(snapshot, party.subject, length, window, attribution)
    return _group(snapshot, party.subject, selection, window, attribution)


def _everything(snapshot: Snapshot, selection: str, length: int | None, window: Window) -> Amount:
    table = snapshot.table(window)
    if length is not None:
        rows = tuple(Row(name, window.period, value) for name, value in table.ranked[:length])
        return _exact(rows)
    if selection == "named":
        value = table.total - table.residual
        return Amount(value, value, (Row("all named rows", window.period, value),))
    return Amount(table.total, table.total, (Row("all", window.period, table.total),))


def _single(snapshot: Snapshot, party: Party, selection: str, length: int | None, window: Window) -> Amount:
    table = snapshot.table(window)
    names = party.series
    if length is not None:
        listed = {name for name, _ in table.ranked[:length]}
        names = tuple(name for name in names if name in listed)
    rows = tuple(Row(name, window.period, snapshot.amount(name, window)) for name in names)
    low: Number = sum(row.value for row in rows)
    if selection != "all":
        return Amount(low, low, rows)
    present = [name for name in names if name in table.amounts]
    hidden = sum(snapshot.hidden(name, window) for name in present) if present else table.cap
    return Amount(low, low + min(hidden, table.residual), rows)


def _listed(snapshot: Snapshot, subject: str, length: int, window: Window, attribution: Attribution) -> Amount:
    tenures = snapshot.members(snapshot.spec.subjects.prefix(subject), attribution).of_series
    rows = (
        Row(name, window.period, snapshot.within(name, window, first, last))
        for name, _ in snapshot.table(window).ranked[:length]
        for whose, first, last in tenures.get(name, ())
        if whose == subject
    )
    return _exact(sorted((row for row in rows if row.value), key=lambda row: (-row.value, row.series)))


def _group(snapshot: Snapshot, subject: str, selection: str, window: Window, attribution: Attribution) -> Amount:
    prefix = snapshot.spec.subjects.prefix(subject)
    low = snapshot.group_amount(subject, prefix, window, attribution)
    rows = [Row(subject, window.period, low)]
    if selection == "named":
        return Amount(low, low, tuple(rows))
    residual = snapshot.table(window).residual
    unknown = snapshot.group_amount(None, prefix, window, attribution)
    if residual:
        rows.append(Row(snapshot.spec.residual or "residual", window.period, residual))
    if unknown:
        rows.append(Row("unknown", window.period, unknown))
    return Amount(low, low + residual + unknown, tuple(rows))


def _exact(rows: Iterable[Row]) -> Amount:
    kept = tuple(rows)
    value: Number = sum(row.value for row in kept)
    return Amount(value, value, kept)


def party(snapshot: Snapshot, subject: str) -> Party | None:
    """The subject as this data set knows it; null where it knows no such subject.

    A name that no row fits may be one that the list of names has, under another spelling: the party then carries the
    list's. A group nobody ever appeared for and a model in neither rows nor list are unknown: their name may be spelled
    otherwise still, and a bound of zero would then be wrong.
    """
    return snapshot.memo(("party", subject), lambda: _party(snapshot, subject))


def _party(snapshot: Snapshot, subject: str) -> Party | None:
    subjects = snapshot.spec.subjects
    level = subjects.level(subject)
    if level == "single" or level is None:
        return _one_thing(snapshot, subject)
    if level == "group":
        prefix = subjects.prefix(subject)
        seen = any(
            subject in snapshot.members(prefix, attribution).of_subject for attribution in snapshot.spec.attributions
        )
        return Party(subject, level) if seen else None
    return Party(subject, level)


def _one_thing(snapshot: Snapshot, subject: str) -> Party | None:
    """One model: by the rows that its name fits, else by the entry that the list of names has for it."""
    subjects = snapshot.spec.subjects
    spellings = (one for one in (subject, subjects.by_name(subject, snapshot.listed)) if one is not None)
    for spelling in spellings:
        for known in (snapshot.series, snapshot.listed):
            if subjects.level(spelling) == "single" and (builds := subjects.builds(spelling, known)):
                return Party(spelling, "single", builds)
    return None


def released(snapshot: Snapshot, who: Party) -> date | None:
    """The day before which there was no such thing, as far as is known: no row of it, and by the list not released.

    Null where one of the builds that the name may mean has no known day.
    """
    if who.level != "single":
        return None
    days = [snapshot.spec.subjects.released(name, snapshot.listed) for name in who.series]
    if not days or None in days:
        return None
    seen = (snapshot.first_day(name) for name in who.series)
    return min(day for day in (*days, *seen) if day is not None)


def builds_in(snapshot: Snapshot, whole: Party, windows: Iterable[Window]) -> tuple[Party, ...]:
    """What a single subject's name may mean in these windows: all of its series together, then each one alone."""
    if whole.level != "single":
        return (whole,)
    tables = [snapshot.table(window).amounts for window in windows]
    seen = tuple(name for name in whole.series if any(name in table for table in tables)) or whole.series
    together = Party(whole.subject, whole.level, seen)
    if len(seen) == 1:
        return (together,)
    return (together, *(Party(whole.subject, whole.level, (name,)) for name in seen))


def complete_weeks(snapshot: Snapshot) -> tuple[Period, ...]:
    """The Monday-to-Sunday weeks whose every day has rows, oldest first; none in a data set of years."""
    if snapshot.spec.grain != "day":
        return ()
    weeks = []
    for run in snapshot.covered:
        monday = run.start + timedelta(days=-run.start.weekday() % 7)
        while (sunday := monday + timedelta(days=6)) <= run.end:
            weeks.append(Period(monday, sunday))
            monday += timedelta(days=7)
    return tuple(weeks)
