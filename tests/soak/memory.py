"""How much memory is in use from day to day, and whether it keeps growing."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MOST_GROWTH = 0.05
FEWEST_DAYS = 8
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes at the end of a simulated day: of this process (poller and simulated web), of its workers, of the store.

    ``life`` counts the pollers that were killed before: memory of different lives is not compared.
    """

    day: int
    life: int
    own: int
    workers: int
    store: int

    def __str__(self) -> str:
        own, workers, store = (size // MEGABYTE for size in (self.own, self.workers, self.store))
        return f"day {self.day}: {own} MB, workers {workers} MB, store {store} MB"


def measure(day: int, life: int, store: Path) -> Usage:
    workers = sum(resident(child.pid) for child in multiprocessing.active_children() if child.pid)
    return Usage(day, life, resident(os.getpid()), workers, store.stat().st_size)


def resident(process: int) -> int:
    """Bytes of a process in memory now (where the kernel tells), else this one's peak."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def growth(days: Sequence[Usage]) -> float | None:
    """By what share the last life's memory grew, from its first third of days to its last; None for a short life.

    The first third is also when caches of a fixed size fill up: a life begins with empty ones, and is left a week.
    """
    last = [each.own for each in days if each.life == days[-1].life] if days else []
    if len(last) < FEWEST_DAYS:
        return None
    settled = last[len(last) // 3 :]
    part = max(len(settled) // 3, 1)
    return median(settled[-part:]) / median(settled[:part]) - 1


def complaints(days: Sequence[Usage]) -> list[str]:
    """A sentence if memory is not flat."""
    grown = growth(days)
    if grown is None or grown <= MOST_GROWTH:
        return []
    return [f"memory grew by {grown:.0%} in the last life, which is more than {MOST_GROWTH:.0%}"]
