"""Which series count for which subject, and what a subject's named rows come to: sums made once for a family.

A family is all countries, or all labs. A series counts for a subject from one day to another (a lab may move, a
stealth model be claimed), so a subject's running total takes, of each day, the series that are its own on that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.reconcile.dataset import DatasetSpec
from service.reconcile.types import Attribution, Number

Running = tuple[Number, ...]
Membership = tuple[str, date | None, date | None]


@dataclass(frozen=True, slots=True)
class Members:
    """``of_subject``: its series, each with its first and last day; null holds the series of nobody known.

    ``of_series`` is the same by series; ``running`` are the subjects' running totals.
    """

    of_subject: Mapping[str | None, Sequence[Membership]]
    of_series: Mapping[str, Sequence[tuple[str | None, date | None, date | None]]]
    running: Mapping[str | None, Running]


def members(
    spec: DatasetSpec, columns: Mapping[str, Running], first_step: int, prefix: str, attribution: Attribution
) -> Members:
    """The members of a family. ``columns`` are each series' running totals from ``first_step`` on."""
    of_subject: dict[str | None, list[Membership]] = {}
    of_series: dict[str, list[tuple[str | None, date | None, date | None]]] = {}
    for name in columns:
        for tenure in spec.subjects.tenures(name, prefix, attribution):
            of_subject.setdefault(tenure.subject, []).append((name, tenure.start, tenure.end))
            of_series.setdefault(name, []).append((tenure.subject, tenure.start, tenure.end))
    running = {subject: _running(spec, columns, first_step, memberships) for subject, memberships in of_subject.items()}
    return Members(of_subject, of_series, running)


def positions(
    spec: DatasetSpec, first_step: int, start: int, end: int, first: date | None, last: date | None
) -> tuple[int, int]:
    """The part of ``start`` to ``end`` between two days, both inclusive. Empty unless the first is below the second."""
    if first is not None:
        start = max(start, spec.step(first) - first_step)
    if last is not None:
        end = min(end, spec.step(last) + 1 - first_step)
    return start, end


def _running(
    spec: DatasetSpec, columns: Mapping[str, Running], first_step: int, memberships: Sequence[Membership]
) -> Running:
    length = len(next(iter(columns.values()))) - 1
    parts = (
        _between(columns[name], *positions(spec, first_step, 0, length, first, last))
        for name, first, last in memberships
    )
    return tuple(map(sum, zip(*parts, strict=True)))


def _between(column: Running, start: int, end: int) -> Sequence[Number]:
    """The running total of what a column has from ``start`` to ``end`` alone."""
    if (start, end) == (0, len(column) - 1):
        return column
    if start >= end:
        return [0] * len(column)
    before = column[start]
    inside = [value - before for value in column[start : end + 1]]
    return [0] * start + inside + [inside[-1]] * (len(column) - 1 - end)
