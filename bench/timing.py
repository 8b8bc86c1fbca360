"""Timing within one process: medians of repeated runs, and ratios of runs that alternate.

Processor time, not the clock on the wall, which a busy machine moves. Machines drift all the same: two things are only
compared when their runs alternate in one process, pair by pair.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import process_time

Work = Callable[[], object]


def seconds(work: Work) -> float:
    start = process_time()
    work()
    return process_time() - start


def median_seconds(work: Work, runs: int = 5) -> float:
    """After one run that does not count."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def median_ratio(one: Work, other: Work, runs: int = 5) -> float:
    """How many times longer ``one`` takes than ``other``, pair by pair, after one pair that does not count."""
    one()
    other()
    return statistics.median(seconds(one) / seconds(other) for _ in range(runs))
