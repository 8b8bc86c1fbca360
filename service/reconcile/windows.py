"""A stretch of a snapshot, and what its rows come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from extractors.types import Period
from service.reconcile.types import Number


class Window(NamedTuple):
    """A covered period as half-open positions in the running totals."""

    start: int
    end: int
    period: Period


@dataclass(frozen=True, slots=True)
class Table:
    """One window's published rows summed: ``ranked`` is (series, total), most first, ties by name, zeros left out.

    ``residual`` is what the rows leave out, ``total`` includes it, ``cap`` is the most that one series absent from
    every step of the window could have had (the smaller of residual and smallest row, summed over the steps).
    """

    ranked: tuple[tuple[str, Number], ...]
    amounts: dict[str, Number]
    total: Number
    residual: Number
    cap: Number
